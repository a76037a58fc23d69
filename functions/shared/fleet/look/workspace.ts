import { arnParts } from '../../arn.ts';
import { ampClient } from '../../aws/services/amp.ts';
import type { HandlerContext } from '../../handler/handler.ts';
import { prometheusClient } from '../../ingestion/prometheus.ts';
import { connectionLabel } from '../../names.ts';
import { readWorkspace } from '../../preflight/workspace.ts';
import { freshQuery, IDS_ASKED } from '../freshness.ts';
import type { SeenWorkspace } from '../seen.ts';
import type { WorkspaceWork } from '../table/work.ts';
import { problemOf } from './problem.ts';

/**
 * Whose samples a workspace has. Only the ids that are asked for count, since a member account may write any series; a batch that could
 * not be answered leaves the workspace unknown, and no connection is taken for silent by it.
 */
export async function lookAtWorkspace(
  { workspaceArn, ids }: WorkspaceWork,
  context: HandlerContext,
): Promise<SeenWorkspace> {
  try {
    const { accountId, partition, resource } = arnParts(workspaceArn);
    const session = context.session(partition);
    const workspace = await readWorkspace(ampClient(session, accountId), resource.slice('workspace/'.length));
    if (workspace?.prometheusEndpoint === undefined) {
      const message = workspace === undefined ? 'There is no such workspace.' : `The workspace is ${workspace.status}.`;
      return { workspaceArn, unknown: { error: 'ResourceNotFound', message } };
    }
    const client = prometheusClient(session, accountId, workspace.prometheusEndpoint);
    const label = connectionLabel(context.environment.name);
    const at = await client.queryTime();
    const fresh: string[] = [];
    for (let from = 0; from < ids.length; from += IDS_ASKED) {
      const asked = ids.slice(from, from + IDS_ASKED);
      const found = await client.queryLabel(freshQuery(label, asked), label, at);
      fresh.push(...asked.filter((id) => found.includes(id)));
    }
    return { workspaceArn, asked: ids, fresh };
  } catch (error) {
    return { workspaceArn, unknown: problemOf(error, context) };
  }
}
