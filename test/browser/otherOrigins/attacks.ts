import * as ways from './ways.ts';
import type { SignedCall } from './signedCall.ts';

/** What a page tries, and what becomes of it at a server that asks nobody where he comes from. */
export interface Attack {
  /** It runs in the page: what it is made of is in its arguments alone. It resolves with what the page has read. */
  run: (call: SignedCall, how: Record<string, string>) => Promise<string>;
  how?: Record<string, string>;
  /** The methods of the requests that such a server gets for a page of another origin. */
  sends: readonly string[];
  /** Which answers the server's own page reads. An element that has another to fall back on reads none that is an error. */
  reads: 'none' | 'success' | 'any';
}

const URLENCODED = 'application/x-www-form-urlencoded';
const loads = (how: Record<string, string>, reads: Attack['reads'] = 'none'): Attack => ({
  run: ways.load,
  how,
  sends: ['GET'],
  reads,
});
const submits = (enctype: string): Attack => ({
  run: ways.navigate,
  how: { enctype },
  sends: ['POST'],
  reads: 'any',
});

export const ATTACKS: Readonly<Record<string, Attack>> = {
  fetch: { run: ways.fetchSigned, sends: ['OPTIONS'], reads: 'any' },
  'fetch without CORS': { run: ways.fetchBlind, how: { type: 'text/plain' }, sends: ['POST'], reads: 'any' },
  'fetch of a link': { run: ways.fetchLink, how: { mode: 'cors' }, sends: ['GET'], reads: 'any' },
  'fetch of a link without CORS': { run: ways.fetchLink, how: { mode: 'no-cors' }, sends: ['GET'], reads: 'any' },
  XMLHttpRequest: { run: ways.ask, how: { signs: 'yes' }, sends: ['OPTIONS'], reads: 'any' },
  'a simple XMLHttpRequest': { run: ways.ask, how: { signs: 'no' }, sends: ['POST'], reads: 'any' },
  'a form': submits(URLENCODED),
  'a form of text': submits('text/plain'),
  'a form of files': submits('multipart/form-data'),
  'a window': { run: ways.navigate, sends: ['GET'], reads: 'any' },
  'an image': loads({ tag: 'img', attribute: 'src' }),
  'a script': loads({ tag: 'script', attribute: 'src' }),
  'a module': loads({ tag: 'script', attribute: 'src', type: 'module' }),
  'a style sheet': loads({ tag: 'link', attribute: 'href', rel: 'stylesheet' }),
  'a preload': loads({ tag: 'link', attribute: 'href', rel: 'preload', as: 'image' }),
  'a prefetch': loads({ tag: 'link', attribute: 'href', rel: 'prefetch' }),
  'a frame': loads({ tag: 'iframe', attribute: 'src' }, 'any'),
  'an object': loads({ tag: 'object', attribute: 'data' }, 'success'),
  'a video': loads({ tag: 'video', attribute: 'src' }),
  'a font': { run: ways.loadFont, sends: ['GET'], reads: 'none' },
  'a beacon': { run: ways.sendBeacon, how: { type: 'text/plain' }, sends: ['POST'], reads: 'none' },
  'a beacon of JSON': { run: ways.sendBeacon, how: { type: 'application/json' }, sends: ['OPTIONS'], reads: 'none' },
  'a ping': { run: ways.ping, sends: ['POST'], reads: 'none' },
  'an EventSource': { run: ways.listen, sends: ['GET'], reads: 'none' },
  'a WebSocket': { run: ways.connect, sends: ['GET'], reads: 'none' },
  'a worker': { run: ways.work, sends: [], reads: 'none' },
  'a service worker': { run: ways.serviceWork, sends: [], reads: 'none' },
};
