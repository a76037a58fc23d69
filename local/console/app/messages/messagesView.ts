import { h, type JSX } from 'preact';
import { clock } from '../../../runReport/view/words.ts';
import { mailFacts, type Mail } from '../../facts.ts';
import { fromServer } from '../calls/fromServer.ts';
import { lookingNote } from '../polling/lookingNote.ts';
import { refusalView } from '../polling/refusalView.ts';
import { usePolled } from '../polling/usePolled.ts';
import { Heading } from '../shell/heading.ts';

/** What the topics' subscribers have got. AWS has no API that reads an inbox: the server tells. */
export function MessagesView(): JSX.Element {
  const { value, problem } = usePolled<Mail[]>({ look: () => fromServer('/console/mail', mailFacts), pauseMs: 2000 });
  return h(
    'div',
    null,
    h(Heading, { text: 'Messages' }),
    refusalView('The messages could not be read.', problem),
    lookingNote({ value, problem }),
    value?.length === 0 ? h('p', null, 'Nobody has been told anything yet. An execution that fails is told.') : null,
    (value ?? []).map(messageView),
  );
}

function messageView({ topicArn, messageId, at, subject, message }: Mail): JSX.Element {
  return h(
    'article',
    { key: messageId, class: 'card message' },
    h('h2', null, subject ?? 'No subject'),
    h('p', { class: 'arn' }, `${clock(at)} ${topicArn}`),
    h('pre', { tabIndex: 0 }, message),
  );
}
