/** Loaded before the command (`node --import`), whose own modules take a second: a terminal says at once that it is at work. */

import { isMainThread } from 'node:worker_threads';
import { showProgress } from './progress.ts';

if (isMainThread) showProgress('Loading the workflow and the embedded AWS …');
