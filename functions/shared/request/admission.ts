import { parseArn } from '../arn.ts';
import type { Place } from '../aws/services/organizations.ts';
import type { From } from '../deploymentData.ts';
import type { Environment } from '../environment.ts';
import type { Finding } from '../errors.ts';

/** Somebody who takes the clusters of some accounts alone: the deployment, a workspace, a product. */
interface Rule {
  /** Each of which is enough. */
  froms: readonly From[];
  /** To be read after "is in account X, ". */
  refusal: string;
  /** What to add the account or one of its units to. */
  field: string;
}

type Rules = Pick<Environment, 'organization' | 'workspaces' | 'products'>;

/** What is to be connected, and the product that asks, if it is one that not every account's clusters come by. */
export interface Asked {
  clusterArn: string;
  workspaceArn?: string;
  product?: string | undefined;
}

function rulesOf({ workspaceArn, product }: Asked, { organization, workspaces, products }: Rules): Rule[] {
  const accepted = Object.entries(workspaces).filter(([, { arn }]) => arn === workspaceArn);
  const name = accepted[0]?.[0] ?? '';
  const froms = accepted.flatMap(([, { from }]) => (from === undefined ? [] : [from]));
  const { organizationalUnitIds } = organization ?? {};
  return [
    ...(organizationalUnitIds === undefined
      ? []
      : [
          {
            froms: [{ organizationalUnitIds }],
            refusal: 'which is in none of the configured organizational units',
            field: 'organization.organizationalUnitIds',
          },
        ]),
    ...(froms.length === 0 || froms.length < accepted.length
      ? []
      : [{ froms, refusal: `whose clusters workspace ${name} does not take`, field: `workspaces.${name}.from` }]),
    ...(product === undefined
      ? []
      : [
          {
            froms: Object.hasOwn(products, product) ? [products[product] ?? {}] : [],
            refusal: `whose clusters product ${product} may not connect`,
            field: `the from of product ${product}`,
          },
        ]),
  ];
}

/** Whether a rule goes by where an account is in the organization, which AWS alone knows. */
export function goesByPlace(asked: Asked, environment: Rules): boolean {
  return rulesOf(asked, environment).some(({ froms }) =>
    froms.some(({ organizationalUnitIds }) => organizationalUnitIds !== undefined),
  );
}

/**
 * Why a cluster is not to be connected because of the account that it is in.
 * @param place of that account; undefined where no rule goes by it, or nobody has asked for it yet.
 */
export function admissionFindings(asked: Asked, environment: Rules, place: Place | undefined): Finding[] {
  const { clusterArn } = asked;
  const accountId = parseArn(clusterArn)?.accountId ?? '';
  const finding = (problem: string, remedy: string) => ({ path: 'clusterArn', value: clusterArn, problem, remedy });
  const refused = rulesOf(asked, environment).filter(
    ({ froms }) => !froms.some((from) => admits(from, accountId, place)),
  );
  const unplaced = refused.filter(({ froms }) => froms.some(({ organizationalUnitIds }) => organizationalUnitIds));
  if (place !== undefined && 'problem' in place && unplaced.length > 0) return [finding(place.problem, place.remedy)];
  if (place === undefined && unplaced.length > 0) return [finding(notAsked(accountId), 'Start a new execution')];
  return refused.map(({ froms, refusal, field }) =>
    finding(`is in account ${accountId}, ${refusal}`, `Take a cluster of ${formatFroms(froms)}, or ${more(field)}`),
  );
}

function notAsked(accountId: string): string {
  return `is in account ${accountId}, whose place in the organization was not asked for when the execution began`;
}

function more(field: string): string {
  return `add the account, or an organizational unit that it is in, to ${field} in the configuration and deploy the workflow`;
}

/** More of them are not listed: the configuration has them all. */
const MAX_LISTED = 20;

function formatFroms(froms: readonly From[]): string {
  const ids = froms.flatMap(({ accounts = [], organizationalUnitIds = [] }) => [...accounts, ...organizationalUnitIds]);
  if (ids.length === 0) return 'another account';
  const rest = ids.length > MAX_LISTED ? ` and ${ids.length - MAX_LISTED} more` : '';
  return `${ids.slice(0, MAX_LISTED).join(', ')}${rest}`;
}

function admits({ accounts, organizationalUnitIds }: From, accountId: string, place: Place | undefined): boolean {
  const parents = place !== undefined && 'parents' in place ? place.parents : [];
  return (accounts ?? []).includes(accountId) || (organizationalUnitIds ?? []).some((id) => parents.includes(id));
}

/**
 * The configured units that admit an account to a workspace, those of the workspace itself first: the target role's trust names one.
 * @param parents where the account is, the nearest first.
 */
export function admittingUnits(workspaceArn: string, parents: readonly string[], environment: Rules): string[] {
  const ofWorkspace = Object.values(environment.workspaces)
    .filter(({ arn }) => arn === workspaceArn)
    .flatMap(({ from }) => from?.organizationalUnitIds ?? []);
  const units = [...ofWorkspace, ...(environment.organization?.organizationalUnitIds ?? [])];
  return [...new Set(units.filter((id) => parents.includes(id)))];
}
