/** One thing that is wrong with a world file or a state file. */
export interface Problem {
  /** Where, e.g. `accounts.111111111111.clusters[0].subnetIds`. */
  path: string;
  problem: string;
}

/** A file that the embedded AWS cannot start from; the message has all problems, a line each. */
export class WorldFileError extends Error {
  override readonly name = 'WorldFileError';
  readonly problems: readonly Problem[];
  constructor(heading: string, problems: readonly Problem[]) {
    const lines = problems.map(({ path, problem }) => `- ${path}: ${problem}`);
    super([`${heading} (${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}):`, ...lines].join('\n'));
    this.problems = problems;
  }
}
