/**
 * Loaded before the command (`node --import`), whose own modules take a second: a terminal says at once that it is at work, and Node.js
 * keeps what it has compiled for the next time.
 */

import { enableCompileCache } from 'node:module';
import { isMainThread } from 'node:worker_threads';
import { CACHE_FOLDER } from '../deployment/cacheFolder.ts';
import { showProgress } from './progress.ts';

enableCompileCache(CACHE_FOLDER);
if (isMainThread) showProgress('Loading the workflow and the embedded AWS …');
