import { h, render } from 'preact';
import { deploymentFacts } from '../facts.ts';
import { fromServer } from './calls/fromServer.ts';
import { openSession } from './calls/session.ts';
import { App } from './shell/app.ts';
import { followInPageLinks } from './shell/inPageLinks.ts';

const root = document.getElementById('app');
if (root === null) throw new Error('The document has no element for the page.');

/** What nobody has expected is shown, and not in the browser's console alone. */
function tellFailure(reason: unknown): void {
  const text = reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason);
  const told = document.createElement('p');
  told.setAttribute('role', 'alert');
  told.className = 'problem';
  told.textContent = `The page has failed. ${text}`;
  document.body.prepend(told);
}

addEventListener('error', ({ error, message }) => tellFailure(error ?? message));
addEventListener('unhandledrejection', ({ reason }) => tellFailure(reason));
followInPageLinks(document);

const facts = await fromServer('/console/deployment', deploymentFacts);
root.replaceChildren();
render(h(App, { session: openSession(facts) }), root);
