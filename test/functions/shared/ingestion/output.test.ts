import { describe, expect, test } from 'vitest';
import type { Ingestion, OnboardState } from '../../../../functions/shared/contract.ts';
import { nextIngestion, type Observation } from '../../../../functions/shared/ingestion/ingestion.ts';
import { admissionWarnings, mappingNote } from '../../../../functions/shared/scraper/admission.ts';
import { CLUSTER_ARN, CONNECTION, NAMES, SCRAPER_ARN, SCRAPER_ROLE_ARN, STATE, WORKSPACE_ARN } from '../../support.ts';

const AT = Date.parse('2026-01-05T09:00:00Z') / 1000;
const NOTHING: Observation = { since: AT - 60, at: AT, jobs: [] };
const SAMPLE: Observation = { ...NOTHING, jobs: [{ job: 'kubelet', up: 3, down: 0 }] };
const UNASKED = { since: undefined, problem: 'the workspace answered 503' };
const OLD = SCRAPER_ARN.replace('s-0a', 's-0b');

/** The limit is over, so that whatever a look shows is the end. */
const LAST: OnboardState = {
  ...STATE,
  ingestion: { status: 'WAITING', waitedSeconds: 270, waitSeconds: 30, since: AT - 60 },
};

function outputOf(ingestion: Ingestion) {
  if (ingestion.status !== 'DONE') throw new Error('It still waits');
  return ingestion.output;
}

function replacing(replaced: OnboardState['scraper']['replaced']): OnboardState {
  return { ...LAST, scraper: { ...LAST.scraper, ...(replaced === undefined ? {} : { replaced }) } };
}

describe('the gap that a replacement leaves', () => {
  const stopped = { arn: OLD, stoppedAt: '2026-01-05T08:35:00.400Z' };

  test.each([
    ['is none where nothing was replaced', undefined, SAMPLE, undefined],
    ['is from the old scraper to the look that saw samples', stopped, SAMPLE, { scraperArn: OLD, gapSeconds: 1500 }],
    ['has no end without samples', stopped, NOTHING, { scraperArn: OLD }],
    ['has no end where the workspace could not be asked', stopped, UNASKED, { scraperArn: OLD }],
    ['has no beginning that is known', { arn: OLD }, SAMPLE, { scraperArn: OLD }],
  ])('%s', (_name, replaced, seen, told) => {
    expect(outputOf(nextIngestion(replacing(replaced), seen)).replaced).toEqual(told);
  });
});

describe('a scraper whose role is another one to be mapped', () => {
  const note = mappingNote(CONNECTION);
  const replaced = { arn: OLD };

  test.each([
    ['CONFIG_MAP', replaced, NOTHING, [note]],
    ['CONFIG_MAP', replaced, SAMPLE, []],
    ['CONFIG_MAP', undefined, NOTHING, []],
    ['API_AND_CONFIG_MAP', replaced, NOTHING, []],
  ] as const)('of a cluster with %s that took the place of %o', (authenticationMode, before, seen, warnings) => {
    const state = replacing(before);
    const connection = { ...CONNECTION, authenticationMode };
    expect(outputOf(nextIngestion({ ...state, connection }, seen)).warnings).toEqual(warnings);
  });
});

describe('the reason why there are no samples', () => {
  const hint =
    " Look at both roles' trust policies, at the workspace's metrics (the reason of DiscardedSamples in AWS/Prometheus names a limit; ResourceCount in AWS/Usage has ActiveSeries and IngestionRate), " +
    "and at whether the subnets and security groups reach the cluster's private endpoint. The scraper stays; run again to verify again.";
  const none = `No sample of ${CLUSTER_ARN} that is newer than ACTIVE and the trust arrived in ${WORKSPACE_ARN} within 5 minutes.`;
  const reasonOf = (connection: Partial<OnboardState['connection']>) =>
    outputOf(nextIngestion({ ...LAST, connection: { ...CONNECTION, ...connection } }, NOTHING)).reason;

  test('is where to look', () => {
    expect(reasonOf({})).toBe(`${none}${hint}`);
  });

  test('has what the last lines of the scraper mean before that', () => {
    const said = 'The vended logs say it.';
    expect(outputOf(nextIngestion(LAST, { ...NOTHING, said })).reason).toBe(`${none} ${said}${hint}`);
    const down = { ...SAMPLE, jobs: [{ job: 'pods', up: 0, down: 1 }], said };
    expect(outputOf(nextIngestion(LAST, down)).reason).toMatch(/to it\. The vended logs say it\. The scraper stays/);
  });

  test('begins with what was there before, where that is known', () => {
    const before = (wasSampled: boolean) => outputOf(nextIngestion(LAST, { ...NOTHING, wasSampled })).reason;
    const stopped = ' Samples of this connection from the day before are there: something has stopped them since.';
    expect(before(true)).toBe(`${none}${stopped}${hint}`);
    expect(before(false)).toBe(`${none}${hint}`);
  });

  test('begins with the manual steps where there are some', () => {
    expect(reasonOf({ authenticationMode: 'CONFIG_MAP' })).toBe(
      `${none} Do the manualSteps of the output first: the cluster does not admit the scraper before.${hint}`,
    );
  });

  test('begins with the access entry that is missing', () => {
    const withoutAccessEntry = SCRAPER_ARN;
    const [warning] = admissionWarnings(SCRAPER_ARN, { ...CONNECTION, withoutAccessEntry });
    expect(reasonOf({ withoutAccessEntry })).toBe(`${none} ${warning}${hint}`);
  });

  test('is what the workspace answered where it could not be asked', () => {
    const { reason } = outputOf(nextIngestion(LAST, UNASKED));
    expect(reason).toBe(`The workspace could not be asked: the workspace answered 503.${hint}`);
  });

  test('of targets of which none can be scraped is that they were found', () => {
    const { reason } = outputOf(nextIngestion(LAST, { ...SAMPLE, jobs: [{ job: 'pods', up: 0, down: 1 }] }));
    expect(reason).toMatch(
      `Samples of ${CLUSTER_ARN} arrive in ${WORKSPACE_ARN}, and all of them say that a target was found and cannot be scraped. Job pods: 1 target was found`,
    );
    expect(reason).toMatch(/to it\. The scraper stays; run again to verify again\.$/);
  });

  test('of two jobs that are down names both, apart', () => {
    const jobs = ['a', 'b'].map((job) => ({ job, up: 0, down: 1 }));
    expect(outputOf(nextIngestion(LAST, { ...SAMPLE, jobs })).reason).toContain('admits the scraper to it. Job b:');
  });
});

test('what was put back, of the roles, the scraper and the trust, is told in that order', () => {
  const state: OnboardState = {
    ...STATE,
    sourceRole: { ...STATE.sourceRole, repaired: ['source'] },
    targetRole: { ...STATE.targetRole, repaired: ['target'] },
    scraper: { ...STATE.scraper, repaired: ['scraper'], updated: true },
    trust: { updated: [NAMES.sourceRoleArn], repaired: ['trust'] },
  };
  const output = outputOf(nextIngestion(state, SAMPLE));
  expect(output.repaired).toEqual(['source', 'target', 'scraper', 'trust']);
  expect(output.updated).toEqual([SCRAPER_ARN, NAMES.sourceRoleArn]);
});

test('the warnings are those of the request, of the access entry, of the scraper, of the table and of the workspace', () => {
  const connection = { ...CONNECTION, warnings: ['a request'], withoutAccessEntry: SCRAPER_ARN };
  const state: OnboardState = {
    ...LAST,
    connection,
    scraper: { ...LAST.scraper, warnings: ['a scraper'] },
    unestablished: { Error: 'AccessDenied', Cause: 'refused' },
  };
  expect(outputOf(nextIngestion(state, UNASKED)).warnings).toEqual([
    'a request',
    ...admissionWarnings(SCRAPER_ARN, connection),
    'a scraper',
    `The table could not be told that connection ${CONNECTION.id} is established and the console door's, AccessDenied: refused ` +
      'The connection works. If its item still says established: false when this execution has ended, mend what the reason names and run onboard again.',
    'The workspace could not be asked: the workspace answered 503',
  ]);
});

test('manual steps are told once the role to be mapped is known', () => {
  const connection = { ...CONNECTION, authenticationMode: 'CONFIG_MAP' as const };
  const steps = (roleArn?: string) => {
    const progress = { ...STATE.scraper.progress, ...(roleArn === undefined ? {} : { roleArn }) };
    return outputOf(nextIngestion({ ...STATE, connection, scraper: { ...STATE.scraper, progress } }, SAMPLE))
      .manualSteps;
  };
  expect(steps()).toBeUndefined();
  expect(steps(SCRAPER_ROLE_ARN)?.commands).toHaveLength(3);
});
