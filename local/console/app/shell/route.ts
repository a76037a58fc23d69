/** Which view an address is of. Its hash begins with `#/`; any other is a place within a view. */

export type Route =
  | { view: 'start' }
  | { view: 'executions' }
  | { view: 'execution'; executionArn: string }
  | { view: 'connections' }
  | { view: 'accounts' }
  | { view: 'account'; accountId: string }
  | { view: 'workspace'; workspaceArn: string }
  | { view: 'messages' }
  | { view: 'unknown'; hash: string };

/** @param hash as `location.hash` has it; without one it is the view to start from. */
export function routeOf(hash: string): Route {
  const [, view = '', encoded, ...more] = hash.split('/');
  const id = encoded === undefined ? undefined : decoded(encoded);
  if (more.length > 0 || (hash !== '' && !hash.startsWith('#/'))) return { view: 'unknown', hash };
  if (id === undefined) {
    if (view === '') return { view: 'start' };
    if (view === 'executions' || view === 'connections' || view === 'accounts' || view === 'messages') return { view };
  }
  if (id && view === 'executions') return { view: 'execution', executionArn: id };
  if (id && view === 'accounts') return { view: 'account', accountId: id };
  if (id && view === 'workspaces') return { view: 'workspace', workspaceArn: id };
  return { view: 'unknown', hash };
}

/** What is encoded wrongly is no id. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

/** The address of one thing of a view. */
export function hashOf(view: 'executions' | 'accounts' | 'workspaces', id: string): string {
  return `#/${view}/${encodeURIComponent(id)}`;
}
