/** One line below a run's report that says where it is, on a terminal alone: standard error's last, written over and taken away. */

import { stderr } from 'node:process';
import { clearLine, cursorTo } from 'node:readline';

let isShown = false;

/** Writes over what was shown before. A line that were broken could not be taken away: its end is left out. */
export function showProgress(text: string): void {
  if (!stderr.isTTY) return;
  hideProgress();
  stderr.write(text.slice(0, Math.max(0, stderr.columns - 1)));
  isShown = true;
}

/** Before anything else is written on the terminal. */
export function hideProgress(): void {
  if (!isShown) return;
  clearLine(stderr, 0);
  cursorTo(stderr, 0);
  isShown = false;
}
