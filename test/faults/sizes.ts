import { parseConfiguration, readConfiguration } from '../../infra/configuration/configuration.ts';
import { OPERATIONS } from '../../local/aws/embeddedAws.ts';
import { faultPlan } from '../../local/aws/faults/faultPlan.ts';
import { parseFault } from '../../local/aws/faults/notation.ts';
import { synthesizedDeployment } from '../../local/deployment/synthesized.ts';
import type { World } from '../../local/state/state.ts';
import { cluster, worldWith, WORKSPACE } from '../workflow/support.ts';
import { SOAK } from './cases.ts';

/** The longest that each may be: of EKS, EC2 and AMP, as a request takes them. */
const ID_LENGTH = 255;
const NAME = 'c'.repeat(100);
const ids = (prefix: string) =>
  ['a', 'b', 'c', 'd', 'e'].map((letter) => `${prefix}-${letter.repeat(ID_LENGTH - prefix.length - 1)}`);
const SUBNETS = ids('subnet');
const GROUPS = ids('sg');
export const PAIR = { clusterArn: `arn:aws:eks:us-west-2:111111111111:cluster/${NAME}`, workspaceArn: WORKSPACE };

/** As many tags of the configuration as there may be, each copied from the cluster and as long as one is. */
const COPIED = Object.fromEntries(
  Array.from({ length: 6 }, (_, i) => [`c${i}${'語'.repeat(126)}`, `${i}${'語'.repeat(255)}`] as const),
);
const CONFIGURED = Object.fromEntries(Object.keys(COPIED).map((key) => [key, { clusterTag: key }]));
export const WIDE_DEPLOYMENT = await synthesizedDeployment(
  parseConfiguration({ ...readConfiguration(), connectionTags: CONFIGURED }, 'the widest configuration'),
);

/** With a cluster of whose Region and VPC a request can name as much, and with names as long, as there may be. */
export function wideWorld(): World {
  const world = worldWith((file) => {
    file.accounts['111111111111']?.clusters?.push({ ...cluster(file, 'shop'), name: NAME, tags: COPIED });
  });
  const { vpcs = {}, subnets = {} } = world.accounts['111111111111'] ?? {};
  const [arn = '', subnet] = Object.entries(subnets)[0] ?? [];
  if (subnet === undefined) throw new Error('The world has no subnet.');
  for (const [i, subnetId] of SUBNETS.entries()) {
    const availabilityZone = `us-west-2${'abcde'.charAt(i)}`;
    subnets[arn.replace(subnet.subnetId, subnetId)] = { ...subnet, subnetId, availabilityZone };
  }
  for (const vpc of Object.values(vpcs)) if (vpc.vpcId === subnet.vpcId) vpc.securityGroupIds.push(...GROUPS);
  return world;
}

/** Texts of one letter: of one byte of UTF-8, of three, and one that JSON doubles. */
export const LETTERS = { ASCII: 'x', 'three bytes': '語', doubled: '"' } as const;
export type Letter = keyof typeof LETTERS;

/** Bytes of UTF-8 that a configuration given inline may have. */
const INLINE_BYTES = 128 * 1024;
const jobOf = (nth: number) =>
  `scrape_configs:\n  - job_name: job-${nth}\n    static_configs:\n      - targets: [10.0.0.7:9100]\n#`;

/** A configuration of so many bytes, in lines as long as one has them, each other than the others. */
function yamlOf(letter: Letter, bytes: number, nth: number): string {
  const size = Buffer.byteLength(LETTERS[letter]);
  const line = (i: number) => ` ${nth} ${i} ${LETTERS[letter].repeat(Math.floor(60 / size))}\n#`;
  let text = jobOf(nth);
  for (let i = 0; Buffer.byteLength(text) + 100 < bytes; i += 1) text += line(i);
  return `${text}${'x'.repeat(bytes - Buffer.byteLength(text) - 1)}\n`;
}

/** A letter that a tag may have: a quote is none. */
const tagLetter = (letter: Letter) => (letter === 'doubled' ? LETTERS.ASCII : LETTERS[letter]);

function tagsOf(letter: Letter, nth: number): Record<string, string> {
  const text = tagLetter(letter);
  const key = (i: number) => `k${String(i).padStart(3, '0')}${text.repeat(124)}`;
  return Object.fromEntries(Array.from({ length: 38 }, (_, i) => [key(i), `${nth}${text.repeat(255)}`]));
}

/** What a request may have, each at the most. @param nth another value for each */
const MEMBERS = {
  subnetIds: (_: Letter, nth: number) => ({ subnetIds: nth === 0 ? SUBNETS : SUBNETS.slice(1) }),
  securityGroupIds: (_: Letter, nth: number) => ({ securityGroupIds: nth === 0 ? GROUPS : GROUPS.slice(1) }),
  blob: (letter: Letter, nth: number) => {
    const configurationBlob = Buffer.from(yamlOf(letter, INLINE_BYTES, nth)).toString('base64');
    return { scrapeConfiguration: { configurationBlob } };
  },
  yaml: (letter: Letter, nth: number) => ({ scrapeConfiguration: { yaml: yamlOf(letter, INLINE_BYTES, nth) } }),
  alias: (_: Letter, nth: number) => ({ alias: String(nth).repeat(100) }),
  tags: (letter: Letter, nth: number) => ({ tags: tagsOf(letter, nth) }),
} as const;
export type Member = keyof typeof MEMBERS;

export function requestOf(members: readonly Member[], letter: Letter, nth: number): Record<string, unknown> {
  return members.reduce((all, member) => ({ ...all, ...MEMBERS[member](letter, nth) }), { ...PAIR });
}

/** A request that passes, and whose event has no room for it: JSON within JSON writes a quote with four bytes. */
export const QUOTES = { ...PAIR, scrapeConfiguration: { yaml: yamlOf('doubled', 100 * 1024, 0) } };

export interface SizeCase {
  members: readonly Member[];
  letter: Letter;
}

const ALL: readonly Member[] = ['subnetIds', 'securityGroupIds', 'alias', 'tags'];
const names: readonly Member[] = [...ALL, 'blob', 'yaml'];
const isBoth = (members: readonly Member[]) => members.includes('blob') && members.includes('yaml');
const combinations = (): Member[][] => [
  ...names.map((one) => [one]),
  ...names.flatMap((one, i) => names.slice(i + 1).map((other) => [one, other])),
  [...ALL, 'blob'],
  [...ALL, 'yaml'],
];

/** Each member alone, each two, and all at once, in each kind of letters; outside the soak the largest two. */
export const SIZE_CASES: readonly SizeCase[] = SOAK
  ? (['ASCII', 'three bytes', 'doubled'] as const).flatMap((letter) =>
      combinations()
        .filter((members) => !isBoth(members))
        .map((members) => ({ members, letter })),
    )
  : [
      { members: [...ALL, 'blob'], letter: 'three bytes' },
      { members: [...ALL, 'yaml'], letter: 'doubled' },
    ];

/** The reason that AMP gives for a scraper that failed has 256 characters at the most. */
const REASON = '語"'.repeat(128);

/** By name, what goes wrong: once for the scraper that a run makes, or for the update that it begins. */
export const FAULTS = {
  none: [],
  'a new scraper fails': [`scraper:failing:${REASON}`],
  'an update fails': [`scraper:update-failing:${REASON}`],
} as const;

export const planOf = (texts: readonly string[]) => faultPlan(texts.map((text) => parseFault(text, OPERATIONS)));
