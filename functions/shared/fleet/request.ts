import { InvalidRequest } from '../errors.ts';
import { formatPath } from '../request/request.ts';
import { reconcileRequest, type ReconcileRequest } from './run.ts';

/** @throws InvalidRequest with all findings. */
export function readReconcileRequest(input: unknown): ReconcileRequest {
  const { success, data, error } = reconcileRequest.safeParse(input);
  if (success) return data;
  throw new InvalidRequest(
    error.issues.map(({ path, message }) => ({
      path: path.length === 0 ? 'the input' : formatPath(path),
      problem: message,
      remedy: 'Give {}, {"dryRun": true}, or {"approve": "<digest>"} with the digest that a plan has shown',
    })),
  );
}
