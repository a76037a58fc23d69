import { assert, boolean, nat, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ingestion as schema, type Ingestion, type OnboardState } from '../../../../functions/shared/contract.ts';
import { NoSamples } from '../../../../functions/shared/errors.ts';
import { nextIngestion, type Observation } from '../../../../functions/shared/ingestion/ingestion.ts';
import { CLUSTER_ARN, CONNECTION, NAMES, SCRAPER_ARN, SCRAPER_ROLE_ARN, STATE, WORKSPACE_ARN } from '../../support.ts';

const SINCE = 1_767_600_000;
const look = (jobs: Observation['jobs']): Observation => ({ since: SINCE, at: SINCE + 60, jobs });
const KUBELET = { job: 'kubelet', up: 3, down: 0 };
const PROXY = { job: 'kube-proxy', up: 0, down: 3 };
const NOTHING = look([]);
const SAMPLE = look([KUBELET]);
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

  test('that shows a job of which nothing can be scraped leads to another, whatever the other jobs show', () => {
    expect(nextIngestion(STATE, look([PROXY])).status).toBe('WAITING');
    expect(nextIngestion(STATE, look([KUBELET, PROXY])).status).toBe('WAITING');
    expect(nextIngestion(after(270), look([KUBELET, PROXY])).status).toBe('WAITING');
  });

  test('that shows something of every job is the last, though targets are down', () => {
    const output = outputOf(nextIngestion(STATE, look([KUBELET, { job: 'pods', up: 1, down: 40 }])));
    expect(output).toMatchObject({ outcome: 'ONBOARDED', warnings: [], targets: { up: 4, down: 40 } });
  });
});

describe('at the limit', () => {
  test('a job that is down is a warning with its name', () => {
    const output = outputOf(nextIngestion(after(300, requiring), look([PROXY, KUBELET])));
    expect(output).toMatchObject({ outcome: 'ONBOARDED', targets: { up: 3, down: 3, jobs: [PROXY, KUBELET] } });
    expect(output.warnings).toEqual([
      expect.stringMatching(/^Job kube-proxy: 3 targets were found and cannot be scraped\. .*port.*RBAC/),
    ]);
  });

  test('targets of which none can be scraped are no samples, and neither trust nor the network to the workspace is blamed', () => {
    const output = outputOf(nextIngestion(after(300), look([PROXY])));
    expect(output).toMatchObject({ outcome: 'NO_SAMPLES', targets: { up: 0, down: 3, jobs: [PROXY] } });
    expect(output.reason).toContain('a target was found and cannot be scraped');
    expect(output.reason).toContain('Job kube-proxy');
    expect(output.reason).not.toContain('trust');
    expect(() => nextIngestion(after(300, requiring), look([PROXY]))).toThrow(NoSamples);
  });

  test('of 1,200 jobs that are down some are named, and the others counted', () => {
    const jobs = Array.from({ length: 1_200 }, (_, i) => ({ job: `job-${i}-${'x'.repeat(300)}`, up: 0, down: 1 }));
    const output = outputOf(nextIngestion(after(300), look([...jobs, KUBELET])));
    expect(output.targets?.jobs).toHaveLength(50);
    expect(output.targets).toMatchObject({ up: 3, down: 1_200 });
    expect(output.warnings).toHaveLength(11);
    expect(output.warnings.at(-1)).toBe('So it is with 1190 more jobs.');
    expect(JSON.stringify(output).length).toBeLessThan(20_000);
  });

  test('the limit is the shortest interval and 4 minutes, and never below 5 minutes', () => {
    const every = (shortestIntervalSeconds: number, waited: number): OnboardState => {
      const state = after(waited);
      return { ...state, scraper: { ...state.scraper, shortestIntervalSeconds } };
    };
    expect(nextIngestion(every(30, 270), NOTHING).status).toBe('WAITING');
    expect(nextIngestion(every(30, 300), NOTHING).status).toBe('DONE');
    expect(nextIngestion(every(600, 810), NOTHING).status).toBe('WAITING');
    expect(outputOf(nextIngestion(every(600, 840), NOTHING)).reason).toContain('within 14 minutes');
  });
});

test('without samples, whatever the looks show, the wait is 11 looks in 300 s', () => {
  assert(
    property(boolean(), (asked) => {
      const seen = asked ? NOTHING : UNASKED;
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

test('with a sample the wait is over, however long it was', () => {
  assert(
    property(nat(10), boolean(), (looks, requireSamples) => {
      const state = after(looks * 30, requireSamples ? requiring : STATE);
      expect(outputOf(nextIngestion(state, SAMPLE)).outcome).toBe('ONBOARDED');
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
    for (const text of [CLUSTER_ARN, WORKSPACE_ARN, 'within 5 minutes', 'DiscardedSamples', 'The scraper stays']) {
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
      targets: { up: 3, down: 0, jobs: [KUBELET] },
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
    expect(asked.reason).toContain(`No sample of ${CLUSTER_ARN}`);
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
