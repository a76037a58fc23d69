/** Ways in which a page reaches a server. Each runs in the page, and resolves with what was read there, or with ''. */

import type { SignedCall } from './signedCall.ts';

type How = Record<string, string>;

export function fetchSigned({ url, headers, body }: SignedCall): Promise<string> {
  return fetch(url, { method: 'POST', headers, body }).then(
    (response) => response.text(),
    () => '',
  );
}

/** A browser drops Authorization and all headers but a few. */
export function fetchBlind({ presigned, headers, body }: SignedCall, { type = '' }: How): Promise<string> {
  const sent = { ...headers, 'content-type': type };
  return fetch(presigned, { method: 'POST', mode: 'no-cors', credentials: 'include', headers: sent, body }).then(
    (response) => response.text(),
    () => '',
  );
}

export function fetchLink({ presigned }: SignedCall, { mode }: How): Promise<string> {
  return fetch(presigned, { mode: mode === 'no-cors' ? 'no-cors' : 'cors' }).then(
    (response) => response.text(),
    () => '',
  );
}

export function ask({ url, presigned, headers, body }: SignedCall, { signs }: How): Promise<string> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('POST', signs === 'yes' ? url : presigned);
    if (signs === 'yes') for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.addEventListener('loadend', () => resolve(request.responseText));
    request.send(body);
  });
}

/** A browser tells of an element that it is there or failed; of a frame that is of the same origin also what is in it. */
export async function load({ presigned }: SignedCall, { tag = '', attribute = '', ...rest }: How): Promise<string> {
  const element = document.createElement(tag);
  const settled = new Promise((resolve) => {
    for (const event of ['load', 'error', 'loadedmetadata']) element.addEventListener(event, resolve);
  });
  for (const [name, value] of Object.entries({ ...rest, [attribute]: presigned })) element.setAttribute(name, value);
  document.body.append(element);
  await settled;
  if (!(element instanceof HTMLIFrameElement || element instanceof HTMLObjectElement)) return '';
  return element.contentDocument?.body.textContent ?? '';
}

export async function loadFont({ presigned }: SignedCall): Promise<string> {
  const font = new FontFace('stolen', `url("${presigned}")`);
  await font.load().catch(() => {});
  return font.status === 'loaded' ? 'a font' : '';
}

/** A window is led there, as by the address bar. @param how by a form of this `enctype`; without one by the address */
export async function navigate({ presigned, body }: SignedCall, { enctype }: How): Promise<string> {
  const opened = window.open('', 'opened');
  if (enctype === undefined) window.open(presigned, 'opened');
  else {
    const form = document.createElement('form');
    Object.assign(form, { method: 'POST', action: presigned, enctype, target: 'opened' });
    for (const [name, value] of body.startsWith('{') ? [[body, '']] : new URLSearchParams(body)) {
      const field = document.createElement('textarea');
      Object.assign(field, { name, value });
      form.append(field);
    }
    document.body.append(form);
    form.submit();
  }
  for (let left = 150; left > 0; left -= 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    try {
      const text = opened?.document.body?.textContent ?? '';
      if (text !== '') return text;
    } catch {
      return '';
    }
  }
  throw new Error('The window stays empty.');
}

/** Nothing tells a page what became of it. */
export async function sendBeacon({ presigned, body }: SignedCall, { type = '' }: How): Promise<string> {
  if (!navigator.sendBeacon(presigned, new Blob([body], { type }))) throw new Error('The beacon is not sent.');
  return '';
}

export async function ping({ presigned }: SignedCall): Promise<string> {
  const link = document.createElement('a');
  Object.assign(link, { href: '#pinged', ping: presigned });
  document.body.append(link);
  link.click();
  return '';
}

export function listen({ presigned }: SignedCall): Promise<string> {
  return new Promise((resolve) => {
    const source = new EventSource(presigned);
    source.addEventListener('message', ({ data }) => resolve(String(data)));
    source.addEventListener('error', () => {
      source.close();
      resolve('');
    });
  });
}

export function connect({ presigned }: SignedCall): Promise<string> {
  return new Promise((resolve) => {
    const socket = new WebSocket(presigned.replace(/^http/, 'ws'));
    socket.addEventListener('message', ({ data }) => resolve(String(data)));
    socket.addEventListener('open', () => resolve('an open connection'));
    socket.addEventListener('error', () => resolve(''));
  });
}

export async function work({ presigned }: SignedCall): Promise<string> {
  try {
    const worker = new Worker(presigned);
    return await new Promise((resolve) => {
      worker.addEventListener('message', ({ data }) => resolve(String(data)));
      worker.addEventListener('error', () => resolve(''));
    });
  } catch {
    return '';
  }
}

export async function serviceWork({ presigned }: SignedCall): Promise<string> {
  try {
    const registration = await navigator.serviceWorker.register(presigned);
    return registration.scope;
  } catch {
    return '';
  }
}
