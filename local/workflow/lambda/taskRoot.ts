import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DEPLOYMENT_FILE } from '../../../functions/shared/deploymentData.ts';

const CONFIGURATIONS = 'scrapeConfigurations';

/** The folders that stand for LAMBDA_TASK_ROOT: what lies beside a handler in its bundle. */
export interface TaskRoots {
  /** @param file Where the handler is, beside its scrape configurations. */
  folderOf(file: URL, deploymentFile: string | undefined): string;
  remove(): void;
}

/** The folders of the process that are still there, removed by one listener however many they are. */
const parents = new Set<string>();

function removeParent(parent: string): void {
  rmSync(parent, { recursive: true, force: true });
  parents.delete(parent);
}

function removeAll(): void {
  for (const parent of parents) removeParent(parent);
}

function makeParent(): string {
  const parent = mkdtempSync(join(tmpdir(), 'amp-scraper-functions-'));
  if (!process.listeners('exit').includes(removeAll)) process.once('exit', removeAll);
  parents.add(parent);
  return parent;
}

/** They are removed when the process ends at the latest. */
export function taskRoots(): TaskRoots {
  let parent: string | undefined;
  const made = new Map<string, string>();
  const make = (beside: string, deploymentFile: string) => {
    parent ??= makeParent();
    const folder = join(parent, String(made.size));
    mkdirSync(folder);
    writeFileSync(join(folder, DEPLOYMENT_FILE), deploymentFile);
    symlinkSync(join(beside, CONFIGURATIONS), join(folder, CONFIGURATIONS));
    return folder;
  };
  return {
    folderOf(file, deploymentFile) {
      const beside = fileURLToPath(new URL('.', file));
      if (deploymentFile === undefined) return beside;
      const key = JSON.stringify([beside, deploymentFile]);
      const folder = made.get(key) ?? make(beside, deploymentFile);
      made.set(key, folder);
      return folder;
    },
    remove() {
      if (parent !== undefined) removeParent(parent);
    },
  };
}
