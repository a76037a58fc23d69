/** The parameters of a query string, decoded; one that occurs more than once is a list. A `+` is a plus sign, as AWS signs it. */
export function parseQuery(query: string): Record<string, string | string[]> {
  const parameters: Record<string, string | string[]> = {};
  for (const pair of query.split('&').filter((pair) => pair !== '')) {
    const [name = '', ...value] = pair.split('=');
    append(parameters, decodeURIComponent(name), decodeURIComponent(value.join('=')));
  }
  return parameters;
}

function append(parameters: Record<string, string | string[]>, name: string, value: string): void {
  const before = parameters[name];
  parameters[name] = before === undefined ? value : [before, value].flat();
}

/** An `application/x-www-form-urlencoded` body, in which a `+` is a space. */
export function parseForm(body: Uint8Array): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(Buffer.from(body).toString('utf8')));
}

/**
 * What the Query protocols make of nested input, undone: `Tags.member.1.Key=a` is `{Tags: [{Key: 'a'}]}`, and EC2's
 * `Filter.1.Name=a` is `{Filter: [{Name: 'a'}]}`; SNS's maps have `entry` for `member`. An empty list is sent as `Tags=`.
 */
export function unflatten(parameters: Record<string, string>): Record<string, unknown> {
  const tree: Tree = new Map();
  for (const [name, value] of Object.entries(parameters)) plant(tree, name.split('.'), value);
  return Object.fromEntries([...tree].map(([name, node]) => [name, harvest(node)]));
}

type Tree = Map<string, Tree | string>;

function plant(tree: Tree, [name = '', ...rest]: string[], value: string): void {
  if (rest.length === 0) {
    tree.set(name, value);
    return;
  }
  const known = tree.get(name);
  const branch: Tree = known instanceof Map ? known : new Map();
  tree.set(name, branch);
  plant(branch, rest, value);
}

function harvest(node: Tree | string): unknown {
  if (typeof node === 'string') return node;
  const list = node.get('member') ?? node.get('entry');
  if (node.size === 1 && list instanceof Map) return harvest(list);
  const entries = [...node].map(([name, child]) => ({ name, value: harvest(child) }));
  if (entries.every(({ name }) => /^\d+$/.test(name))) {
    return entries.sort((a, b) => Number(a.name) - Number(b.name)).map(({ value }) => value);
  }
  return Object.fromEntries(entries.map(({ name, value }) => [name, value]));
}
