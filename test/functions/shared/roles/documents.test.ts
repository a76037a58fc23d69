import { readFileSync } from 'node:fs';
import { assert, constantFrom, property, stringMatching, tuple, uuid } from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import * as documents from '../../../../functions/shared/roles/documents.ts';
import { connectionNames } from '../../../../functions/shared/names.ts';

const policy = z.record(z.string(), z.unknown());
const caseSchema = z.strictObject({
  name: z.string(),
  clusterArn: z.string(),
  workspaceArn: z.string(),
  scraperArn: z.string(),
  placeholderArn: z.string(),
  sourceTrust: policy,
  sourcePermissions: policy,
  targetTrust: policy,
  targetManagedPolicyArn: z.string(),
  targetDeny: policy,
});
const cases = z
  .array(caseSchema)
  .parse(JSON.parse(readFileSync(new URL('cases/documents.json', import.meta.url), 'utf8')));

function documentsOf(clusterArn: string, workspaceArn: string, scraperArn: string) {
  const names = connectionNames('amp-scraper', clusterArn, workspaceArn);
  return {
    sourceTrust: documents.sourceTrust(names, scraperArn),
    sourcePermissions: documents.sourcePermissions(names),
    targetTrust: documents.targetTrust(names, scraperArn),
    targetDeny: documents.targetDeny(workspaceArn),
  };
}

describe('the documents of a connection are those of the published procedure', () => {
  test.each(cases)('for $name', (row) => {
    const { sourceTrust, sourcePermissions, targetTrust, targetDeny } = row;
    const names = connectionNames('amp-scraper', row.clusterArn, row.workspaceArn);
    const wanted = { sourceTrust, sourcePermissions, targetTrust, targetDeny };
    expect(documentsOf(row.clusterArn, row.workspaceArn, row.scraperArn)).toEqual(wanted);
    expect(documents.targetManagedPolicyArn(names)).toBe(row.targetManagedPolicyArn);
    expect(names.placeholderArn).toBe(row.placeholderArn);
  });

  test.each(cases)('and differ before the scraper exists in its ARN alone, for $name', (row) => {
    const before = JSON.stringify(documentsOf(row.clusterArn, row.workspaceArn, row.placeholderArn));
    const after = JSON.stringify(documentsOf(row.clusterArn, row.workspaceArn, row.scraperArn));
    expect(before).not.toBe(after);
    expect(before.replaceAll(row.placeholderArn, row.scraperArn)).toBe(after);
  });
});

const account = stringMatching(/^\d{12}$/);
const place = constantFrom(
  ['aws', 'us-west-2'],
  ['aws', 'ap-southeast-3'],
  ['aws-us-gov', 'us-gov-west-1'],
  ['aws-cn', 'cn-north-1'],
);
const connections = tuple(
  place,
  account,
  account,
  stringMatching(/^[0-9A-Za-z][0-9A-Za-z_-]{0,99}$/),
  uuid(),
  uuid(),
).map(([[partition, region], source, target, cluster, workspace, scraper]) => ({
  partition,
  clusterArn: `arn:${partition}:eks:${region}:${source}:cluster/${cluster}`,
  workspaceArn: `arn:${partition}:aps:${region}:${target}:workspace/ws-${workspace}`,
  scraperArn: `arn:${partition}:aps:${region}:${source}:scraper/s-${scraper}`,
}));
/** The form of a scraper's ARN in CloudFormation's AWS::APS::Scraper. */
const SCRAPER = /^arn:aws[-a-z]*:aps:[-a-z0-9]+:\d{12}:scraper\/s-[a-z0-9]{8}(-[a-z0-9]{4}){3}-[a-z0-9]{12}$/;

describe('for any connection', () => {
  test('no document has a wildcard', () => {
    assert(
      property(connections, ({ clusterArn, workspaceArn, scraperArn }) => {
        const { placeholderArn } = connectionNames('amp-scraper', clusterArn, workspaceArn);
        for (const arn of [scraperArn, placeholderArn]) {
          expect(JSON.stringify(documentsOf(clusterArn, workspaceArn, arn))).not.toMatch(/[*?]/);
        }
      }),
    );
  });

  test('the placeholder is no ARN that a scraper can have', () => {
    assert(
      property(connections, ({ clusterArn, workspaceArn, scraperArn }) => {
        expect(scraperArn).toMatch(SCRAPER);
        expect(connectionNames('amp-scraper', clusterArn, workspaceArn).placeholderArn).not.toMatch(SCRAPER);
      }),
    );
  });

  test('every ARN in every document is of the partition of the pair', () => {
    assert(
      property(connections, ({ partition, clusterArn, workspaceArn, scraperArn }) => {
        const names = connectionNames('amp-scraper', clusterArn, workspaceArn);
        const text = JSON.stringify([
          documentsOf(clusterArn, workspaceArn, scraperArn),
          documents.targetManagedPolicyArn(names),
          names.placeholderArn,
        ]);
        const partitions = [...text.matchAll(/arn:([^:]+):/g)].map((match) => match[1]);
        expect(partitions).toHaveLength(7);
        expect(new Set(partitions)).toEqual(new Set([partition]));
      }),
    );
  });

  test('a trust policy stays below the 2,048 characters that IAM takes', () => {
    assert(
      property(connections, ({ clusterArn, workspaceArn, scraperArn }) => {
        const { sourceTrust, targetTrust } = documentsOf(clusterArn, workspaceArn, scraperArn);
        for (const trust of [sourceTrust, targetTrust]) {
          const text = documents.policyText(trust);
          expect(text.length).toBeLessThan(2048);
          expect(JSON.parse(text)).toEqual(trust);
        }
      }),
    );
  });
});
