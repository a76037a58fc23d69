import { h, type JSX } from 'preact';
import { parseArn } from '../../../../functions/shared/arn.ts';
import { executionView } from '../../../runReport/view/executionView.ts';
import { clockFacts } from '../../facts.ts';
import { fromServer } from '../calls/fromServer.ts';
import { callsFor, type Session } from '../calls/session.ts';
import { lookingNote } from '../polling/lookingNote.ts';
import { refusalView } from '../polling/refusalView.ts';
import { usePolled } from '../polling/usePolled.ts';
import { Heading } from '../shell/heading.ts';
import { follow, type Followed } from './follow.ts';
import { machineOf, pictureOf } from './picture.ts';
import { StopButton } from './stopButton.ts';

interface Props {
  session: Session;
  executionArn: string;
}

/** One execution, as it goes. */
export function ExecutionPage({ session, executionArn }: Props): JSX.Element {
  if (parseArn(executionArn)?.service !== 'states') return noExecution(executionArn);
  return h(FollowedExecution, { session, executionArn });
}

function noExecution(text: string): JSX.Element {
  return h(
    'div',
    null,
    h(Heading, { text: 'No execution' }),
    h('p', null, `${text} is not the ARN of an execution. `, h('a', { href: '#/executions' }, 'Choose one'), '.'),
  );
}

function FollowedExecution({ session, executionArn }: Props): JSX.Element {
  const { value, problem, again } = usePolled<Followed>({
    look: (previous) => follow(callsFor(session, executionArn), executionArn, servedClock, previous),
    isDone: ({ description }) => description.status !== 'RUNNING',
  });
  const status = value?.description.status;
  const [machine, name] = [machineOf(executionArn), executionArn.split(':').at(-1) ?? ''];
  const told = status === undefined ? '' : `: ${status}`;
  return h(
    'div',
    null,
    h(Heading, { text: `${machine}${told}`, title: `${machine} ${name}${told}` }),
    refusalView('DescribeExecution, GetExecutionHistory:', problem),
    status === 'RUNNING'
      ? h(StopButton, { calls: callsFor(session, executionArn), executionArn, onStopped: again })
      : null,
    lookingNote({ value, problem }),
    value === undefined ? null : executionView(pictureOf(value), value.now),
  );
}

async function servedClock(): Promise<number> {
  return (await fromServer('/console/clock', clockFacts)).now;
}
