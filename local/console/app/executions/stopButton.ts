import { h, type JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Calls } from '../../../calls/signedCalls.ts';
import { stopExecution } from '../calls/states.ts';
import { refusalView } from '../polling/refusalView.ts';
import { messageOf } from '../polling/usePolled.ts';
import { focusHeading } from '../shell/heading.ts';

interface Props {
  calls: Calls;
  executionArn: string;
  onStopped(): void;
}

/** Stops an execution by a second click: what it has made by then is undone by a clean-up, not by itself. */
export function StopButton({ calls, executionArn, onStopped }: Props): JSX.Element {
  const [isAsked, setAsked] = useState(false);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const stop = async () => {
    setAsked(false);
    try {
      await stopExecution(calls, executionArn);
      setProblem(undefined);
    } catch (error) {
      setProblem(messageOf(error));
    }
    onStopped();
    focusHeading();
  };
  return h(
    'div',
    { class: 'actions', role: 'group', 'aria-label': 'Stop' },
    h(
      'button',
      { type: 'button', class: isAsked ? 'dangerous' : '', onClick: () => (isAsked ? void stop() : setAsked(true)) },
      isAsked ? 'Stop it now' : 'Stop',
    ),
    isAsked ? h('button', { type: 'button', onClick: () => setAsked(false) }, 'Let it run') : null,
    isAsked ? h('p', { role: 'status' }, 'No Catch runs. A clean-up takes away what it has made.') : null,
    refusalView('StopExecution:', problem),
  );
}
