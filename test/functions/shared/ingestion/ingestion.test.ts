import { assert, boolean, integer, nat, option, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ingestion as schema, type Ingestion, type OnboardState } from '../../../../functions/shared/contract.ts';
import { NoSamples } from '../../../../functions/shared/errors.ts';
import {
  newestSampleQuery,
  nextIngestion,
  type Observation,
} from '../../../../functions/shared/ingestion/ingestion.ts';
import { CLUSTER_ARN, CONNECTION, NAMES, SCRAPER_ARN, SCRAPER_ROLE_ARN, STATE, WORKSPACE_ARN } from '../../support.ts';

const SINCE = 1_767_600_000;
const NOTHING: Observation = { since: SINCE, newestSample: undefined };
const SAMPLE: Observation = { since: SINCE, newestSample: SINCE + 30 };
const UNASKED = { since: undefined, problem: 'the workspace answered 503' };

const requiring: OnboardState = { ...STATE, connection: { ...CONNECTION, requireSamples: true } };

/** The state after so many seconds of waiting for samples; its next look is that many seconds in. */
function after(waitedSeconds: number, state = STATE): OnboardState {
  return {
    ...state,
    ingestion: { status: 'WAITING', waitedSeconds: waitedSeconds - 30, waitSeconds: 30, since: SINCE },
  };
}

function outputOf(ingestion: Ingestion) {
  if (ingestion.status !== 'DONE') throw new Error('It still waits');
  return ingestion.output;
}

test('the query asks for this cluster alone, quoted', () => {
  expect(newestSampleQuery(CLUSTER_ARN)).toBe(`max(timestamp(up{clusterArn="${CLUSTER_ARN}"}))`);
  expect(newestSampleQuery('a"b\\')).toBe('max(timestamp(up{clusterArn="a\\"b\\\\"}))');
});

describe('a look', () => {
  test('that shows nothing leads to another in 30 s, with the same since', () => {
    expect(nextIngestion(STATE, NOTHING)).toEqual({
      status: 'WAITING',
      waitedSeconds: 0,
      waitSeconds: 30,
      since: SINCE,
    });
    expect(nextIngestion(after(30), NOTHING)).toMatchObject({ waitedSeconds: 30, since: SINCE });
  });

  test('at a workspace that could not be asked leaves since open and keeps why', () => {
    const { status, ...rest } = nextIngestion(STATE, UNASKED);
    expect(status).toBe('WAITING');
    expect(rest).toEqual({ waitedSeconds: 0, waitSeconds: 30, problem: UNASKED.problem });
  });

  test('at 270 s leads to another, the one at 300 s is the last', () => {
    expect(nextIngestion(after(270), NOTHING).status).toBe('WAITING');
    expect(outputOf(nextIngestion(after(300), NOTHING)).outcome).toBe('NO_SAMPLES');
  });

  test('at the very last moment still counts', () => {
    expect(outputOf(nextIngestion(after(300, requiring), SAMPLE)).outcome).toBe('ONBOARDED');
  });

  test('counts a sample that is newer than since, and none that is as old', () => {
    expect(nextIngestion(STATE, { since: SINCE, newestSample: SINCE }).status).toBe('WAITING');
    expect(nextIngestion(STATE, { since: SINCE, newestSample: SINCE - 600 }).status).toBe('WAITING');
    expect(nextIngestion(STATE, { since: SINCE, newestSample: Number.NaN }).status).toBe('WAITING');
    expect(nextIngestion(STATE, { since: SINCE, newestSample: SINCE + 0.001 }).status).toBe('DONE');
  });
});

test('without samples, whatever the looks show, the wait is 11 looks in 300 s', () => {
  assert(
    property(option(integer({ min: -600, max: 0 }), { nil: undefined }), boolean(), (age, asked) => {
      const seen = asked ? { since: SINCE, newestSample: age === undefined ? undefined : SINCE + age } : UNASKED;
      let state = STATE;
      let looks = 0;
      for (let done = false; !done;) {
        const ingestion = nextIngestion(state, seen);
        expect(schema.safeParse(ingestion).success).toBe(true);
        looks += 1;
        done = ingestion.status === 'DONE';
        state = { ...state, ingestion };
      }
      expect(looks).toBe(11);
    }),
  );
});

test('with a newer sample the wait is over, however long it was', () => {
  assert(
    property(nat(10), integer({ min: 1, max: 600 }), boolean(), (looks, age, requireSamples) => {
      const state = after(looks * 30, requireSamples ? requiring : STATE);
      expect(outputOf(nextIngestion(state, { since: SINCE, newestSample: SINCE + age })).outcome).toBe('ONBOARDED');
    }),
  );
});

describe('where samples are required and none arrive', () => {
  const over = () => nextIngestion(after(300, requiring), NOTHING);

  test('the wait goes on as long as it would', () => {
    expect(nextIngestion(after(270, requiring), NOTHING).status).toBe('WAITING');
  });

  test('it ends in NoSamples, which says where to look and that the scraper stays', () => {
    expect(over).toThrow(NoSamples);
    for (const text of [CLUSTER_ARN, WORKSPACE_ARN, 'within 5 minutes', 'vended logs', 'The scraper stays']) {
      expect(over).toThrow(text);
    }
  });

  test('a workspace that could not be asked is said instead', () => {
    expect(() => nextIngestion(after(300, requiring), UNASKED)).toThrow(`could not be asked: ${UNASKED.problem}`);
  });
});

describe('the output', () => {
  test('of a first run names what it created, and nothing else', () => {
    expect(outputOf(nextIngestion(STATE, SAMPLE))).toEqual({
      outcome: 'ONBOARDED',
      connectionId: '23262d118a4f16b4bc54',
      door: 'console',
      clusterArn: CLUSTER_ARN,
      workspaceArn: WORKSPACE_ARN,
      scraperArn: SCRAPER_ARN,
      sourceRoleArn: NAMES.sourceRoleArn,
      targetRoleArn: NAMES.targetRoleArn,
      created: [NAMES.sourceRoleArn, NAMES.targetRoleArn, SCRAPER_ARN],
      updated: [],
      repaired: [],
      warnings: [],
    });
  });

  const untouched = { created: false, updated: false };
  const again: OnboardState = {
    ...STATE,
    sourceRole: { ...STATE.sourceRole, ...untouched },
    targetRole: { ...STATE.targetRole, ...untouched },
    scraper: { ...STATE.scraper, created: false },
  };

  test('of a second run is empty of both', () => {
    expect(outputOf(nextIngestion(again, SAMPLE))).toMatchObject({ created: [], updated: [] });
  });

  test('names a role once whose permissions and whose trust were changed', () => {
    const state = {
      ...again,
      targetRole: { ...again.targetRole, updated: true },
      trust: { updated: [NAMES.sourceRoleArn, NAMES.targetRoleArn], repaired: [] },
    };
    expect(outputOf(nextIngestion(state, SAMPLE)).updated).toEqual([NAMES.targetRoleArn, NAMES.sourceRoleArn]);
  });

  test('without samples has a reason, and with a workspace that could not be asked a warning too', () => {
    const asked = outputOf(nextIngestion(after(300), NOTHING));
    expect(asked.reason).toContain('No sample with clusterArn=');
    expect(asked.warnings).toEqual([]);
    const unasked = outputOf(nextIngestion(after(300), UNASKED));
    expect(unasked.reason).toContain(UNASKED.problem);
    expect(unasked.warnings).toEqual([`The workspace could not be asked: ${UNASKED.problem}`]);
  });

  test('passes on what CreateScraper warned of', () => {
    const state = { ...STATE, scraper: { ...STATE.scraper, warnings: ['left as it is'] } };
    expect(outputOf(nextIngestion(state, SAMPLE)).warnings).toEqual(['left as it is']);
  });

  test('warns that the table could not be told of the connection, with why and what to do', () => {
    const Cause = JSON.stringify({ errorMessage: 'dynamodb:UpdateItem is refused.' });
    const state: OnboardState = { ...STATE, unestablished: { Error: 'AccessDenied', Cause } };
    const { warnings } = outputOf(nextIngestion(state, SAMPLE));
    expect(warnings).toEqual([expect.stringContaining('AccessDenied: dynamodb:UpdateItem is refused.')]);
    expect(warnings[0]).toContain(`connection ${CONNECTION.id}`);
    expect(warnings[0]).toContain('run onboard again');
  });
});

describe('the manual steps', () => {
  const mapped = { ...STATE.scraper, progress: { ...STATE.scraper.progress, roleArn: SCRAPER_ROLE_ARN } };
  const at = (authenticationMode: OnboardState['connection']['authenticationMode']): OnboardState => ({
    ...after(300),
    scraper: mapped,
    connection: { ...CONNECTION, authenticationMode },
  });

  test('are in the output of a CONFIG_MAP cluster, and the reason sends there first', () => {
    const output = outputOf(nextIngestion(at('CONFIG_MAP'), NOTHING));
    expect(output.manualSteps?.commands[2]).toContain('--cluster shop');
    expect(output.reason).toContain('Do the manualSteps of the output first');
  });

  test.each(['API', 'API_AND_CONFIG_MAP'] as const)('are in no output of a cluster with %s', (mode) => {
    const output = outputOf(nextIngestion(at(mode), NOTHING));
    expect(output).not.toHaveProperty('manualSteps');
    expect(output.reason).not.toContain('manualSteps');
  });
});
