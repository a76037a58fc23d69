import { describe, expect, test } from 'vitest';
import { NotOurs } from '../../../../functions/shared/errors.ts';
import { refuseForeign } from '../../../../functions/shared/roles/foreign.ts';
import { CLUSTER_ARN, NAMES, WORKSPACE_ARN } from '../../support.ts';

const { connection, cluster, workspace } = NAMES.tagKeys;
const arn = NAMES.sourceRoleArn;
const roleName = arn.slice(arn.lastIndexOf('/') + 1);
const ROLE = { arn, roleName, names: NAMES };
const tags = { [connection]: NAMES.id };
const elsewhere = `arn:aws:iam::111111111111:role/${roleName}`;

describe("a role that has the name of the connection's", () => {
  test('and its tag is its own', () => {
    expect(() => refuseForeign(ROLE, { arn, tags })).not.toThrow();
  });

  test('and is under another path is not, whatever its tags', () => {
    const refuse = () => refuseForeign(ROLE, { arn: elsewhere, tags });
    expect(refuse).toThrow(NotOurs);
    expect(refuse).toThrow(
      `Role ${elsewhere} is not this connection's: the connection's is ${arn}. It was left as it is. ` +
        'Delete it, since a name is used once, then run again.',
    );
  });

  test('and not its tag is not, and the remedy says how to give it the tag', () => {
    const refuse = () => refuseForeign(ROLE, { arn, tags: {} });
    expect(refuse).toThrow(NotOurs);
    expect(refuse).toThrow(
      `Role ${arn} is not this connection's: its tag ${connection} is missing, not ${NAMES.id}. It was left as it is. ` +
        `Delete it, or if it is the connection's give it the tag (aws iam tag-role --role-name ${roleName} --tags ` +
        `Key=${connection},Value=${NAMES.id} Key=${cluster},Value=${CLUSTER_ARN} Key=${workspace},Value=${WORKSPACE_ARN}), then run again.`,
    );
  });
});
