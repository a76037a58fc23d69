import * as z from 'zod';
import { policyDocument, type PolicyDocument, type PolicyStatement } from '../../../../policies/policyDocument.ts';
import { malformedPolicy } from '../errors.ts';

const OPERATOR =
  /^(ForAnyValue:|ForAllValues:)?(String(Not)?(Equals|EqualsIgnoreCase|Like)|(Numeric|Date)((Not)?Equals|(LessThan|GreaterThan)(Equals)?)|Bool|BinaryEquals|(Not)?IpAddress|Arn(Not)?(Equals|Like)|Null)(IfExists)?$/i;

function parse(text: string): PolicyDocument {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw malformedPolicy('This policy contains invalid Json');
  }
  const parsed = policyDocument.safeParse(json);
  if (!parsed.success) throw malformedPolicy(`Syntax errors in policy. ${z.prettifyError(parsed.error)}`);
  checkSids(parsed.data.Statement);
  return parsed.data;
}

/** "You can assign a Sid value to each statement ... the Sid value must be unique within the policy": letters and digits alone. */
function checkSids(statements: readonly PolicyStatement[]): void {
  const sids = statements.flatMap(({ Sid }) => (Sid === undefined || Sid === '' ? [] : [Sid]));
  const twice = sids.find((sid, index) => sids.indexOf(sid) !== index);
  if (twice !== undefined) throw malformedPolicy(`Statement IDs (SID) in a single policy must be unique.`);
  if (sids.some((sid) => !/^[0-9A-Za-z]*$/.test(sid)))
    throw malformedPolicy(
      'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*',
    );
}

function checkConditions(statement: PolicyStatement): void {
  for (const operator of Object.keys(statement.Condition ?? {})) {
    if (!OPERATOR.test(operator)) throw malformedPolicy(`Invalid Condition type : ${operator}.`);
  }
}

function checkActions(statement: PolicyStatement): string[] {
  const actions = [statement.Action ?? [], statement.NotAction ?? []].flat();
  if (actions.length === 0) throw malformedPolicy('Policy statement must contain actions.');
  for (const action of actions) {
    if (action !== '*' && !/^[\w*?-]+:[\w*?]+$/.test(action)) {
      throw malformedPolicy('Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.');
    }
  }
  return actions;
}

/** @throws ServiceError MalformedPolicyDocument for a text that cannot be the policy of an identity. */
export function checkIdentityPolicy(text: string): void {
  for (const statement of parse(text).Statement) {
    if (statement.Principal !== undefined || statement.NotPrincipal !== undefined) {
      throw malformedPolicy('Policy document should not specify a principal.');
    }
    checkActions(statement);
    checkConditions(statement);
    checkResources([statement.Resource ?? [], statement.NotResource ?? []].flat());
  }
}

function checkResources(resources: readonly string[]): void {
  if (resources.length === 0) throw malformedPolicy('Policy statement must contain resources.');
  const wrong = resources.find((resource) => resource !== '*' && !/^arn:(?:[^:]*:){4}.+$/.test(resource));
  if (wrong !== undefined) throw malformedPolicy(`Resource ${wrong} must be in ARN format or "*".`);
}

const TRUST_ACTION =
  /^sts:(AssumeRole|AssumeRoleWithSAML|AssumeRoleWithWebIdentity|TagSession|SetSourceIdentity|SetContext)$/i;

/** @throws ServiceError MalformedPolicyDocument for a text that cannot be a role's trust policy. */
export function checkTrustPolicy(text: string): PolicyDocument {
  const document = parse(text);
  for (const statement of document.Statement) {
    if (statement.Resource !== undefined || statement.NotResource !== undefined) {
      throw malformedPolicy('Has prohibited field Resource');
    }
    if (statement.Principal === undefined && statement.NotPrincipal === undefined) {
      throw malformedPolicy('Missing required field Principal');
    }
    if (!checkActions(statement).every((action) => TRUST_ACTION.test(action) || action === 'sts:*')) {
      throw malformedPolicy('AssumeRole policy may only specify STS AssumeRole actions.');
    }
    checkConditions(statement);
    checkServices(statement);
  }
  return document;
}

/**
 * The service principals that IAM knows here: those of the services that this AWS plays a part of, and those that the stacks' roles
 * trust. IAM refuses one that it does not know as an invalid principal.
 */
const SERVICES =
  /^((aps|scraper\.aps|apidestinations\.events|cloudformation|cloudtrail|ec2|ecs-tasks|eks|events|lambda|logs|monitoring|pods\.eks|scheduler|servicecatalog|sns|sqs|states|vpc-flow-logs|grafana|batch)\.amazonaws\.com|(logs|states|events|sns)\.[a-z0-9-]+\.amazonaws\.com)$/;

function checkServices({ Principal, NotPrincipal }: PolicyStatement): void {
  const named = [Principal, NotPrincipal].flatMap((element) =>
    element === undefined || element === '*' ? [] : [element['Service'] ?? []].flat(),
  );
  const unknown = named.find((service) => !SERVICES.test(service));
  if (unknown !== undefined) throw malformedPolicy(`Invalid principal in policy: "SERVICE":"${unknown}"`);
}

/** A policy document as IAM answers it: percent-encoded by RFC 3986, which encodes more than encodeURIComponent does. */
export function encodeDocument(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
