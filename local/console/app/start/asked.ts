import { readDoor } from '../../../../functions/shared/request/doors/doors.ts';
import { checkOffboardRequest } from '../../../../functions/shared/request/offboardRequest.ts';
import { inputFindings } from '../../../../functions/shared/request/inputSize.ts';
import { checkRequest } from '../../../../functions/shared/request/request.ts';
import type { Environment } from '../../../../functions/shared/environment.ts';
import { InvalidRequest, type Finding } from '../../../../functions/shared/errors.ts';
import { readReconcileRequest } from '../../../../functions/shared/fleet/run.ts';
import type { MachineName } from '../../../../functions/shared/names.ts';
import { jsonProblem, type JsonProblem } from '../../../../infra/configuration/file/json.ts';
import { doorOf, type DoorKind } from '../../../workflow/doors/doorOf.ts';

/** What a text asks for. */
export type Asked =
  | { isJson: false; problem: JsonProblem }
  | { isJson: true; input: unknown; door: DoorKind; findings: Finding[] };

/** As the workflow's own functions read it: what they would refuse before they ask AWS is found here. */
export function asked(text: string, machine: MachineName, environment: Environment): Asked {
  const problem = jsonProblem(text);
  if (problem !== undefined) return { isJson: false, problem };
  const input: unknown = JSON.parse(text);
  const door = doorOf(input);
  const findings = door === 'customResource' ? [] : findingsOf(input, machine, environment);
  return { isJson: true, input, door, findings };
}

function findingsOf(input: unknown, machine: MachineName, environment: Environment): Finding[] {
  if (machine === 'reconcile') return reconcileFindings(input);
  const read = readDoor(input, environment.partition);
  if ('findings' in read) return read.findings;
  if (read.asks !== 'request') return [];
  const { findings } =
    machine === 'onboard'
      ? checkRequest(read.request, environment)
      : checkOffboardRequest(read.request, environment, read.door);
  return [...inputFindings(input), ...findings];
}

function reconcileFindings(input: unknown): Finding[] {
  try {
    readReconcileRequest(input);
    return [];
  } catch (error) {
    if (error instanceof InvalidRequest) return [...error.findings];
    throw error;
  }
}
