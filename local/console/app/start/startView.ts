import { h, type JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { MACHINE_NAMES, type MachineName } from '../../../../functions/shared/names.ts';
import type { WorkflowPlace } from '../../facts.ts';
import type { Session } from '../calls/session.ts';
import { refusalView } from '../polling/refusalView.ts';
import { messageOf } from '../polling/usePolled.ts';
import { Heading } from '../shell/heading.ts';
import { hashOf } from '../shell/route.ts';
import { asked, type Asked } from './asked.ts';
import { dryRunOf, withDryRun } from './dryRun.ts';
import { findingsCount, findingsView } from './findingsView.ts';
import { provide, start, type Launched } from './launch.ts';
import { placeFor } from './place.ts';
import { SAMPLES, sampleText, type Sample } from './samples.ts';

const [FIRST] = SAMPLES;

/** What is to be started: a sample, or whatever is written in its place. */
export function StartView({ session }: { session: Session }): JSX.Element {
  const [sample, setSample] = useState(FIRST?.name ?? '');
  const [machine, setMachine] = useState<MachineName>('onboard');
  const [text, setText] = useState(() => (FIRST === undefined ? '{}' : sampleText(FIRST, crypto.randomUUID())));
  const place = placeFor(session.facts.places, text);
  if (place === undefined)
    return h('div', null, h(Heading, { text: 'Start' }), h('p', null, 'The deployment has no workflow.'));
  const choose = (next: Sample | undefined) => {
    setSample(next?.name ?? '');
    if (next === undefined) return;
    setMachine(next.machine);
    setText(sampleText(next, crypto.randomUUID()));
  };
  const read = asked(text, machine, place.environment);
  return h(
    'div',
    null,
    h(Heading, { text: 'Start an execution' }),
    h(
      'div',
      { class: 'fields' },
      sampleField(sample, choose),
      machineField(machine, read, setMachine),
      dryRunField(read, setText),
    ),
    h(InputField, { text, read, onText: setText }),
    h(Launch, { key: `${machine} ${text}`, session, place, machine, text, read }),
    h('p', null, 'To use the tag door, tag a cluster of an ', h('a', { href: '#/accounts' }, 'account'), '.'),
  );
}

function sampleField(chosen: string, choose: (sample: Sample | undefined) => void): JSX.Element {
  const options = SAMPLES.map(({ name }) => h('option', { key: name, value: name }, name));
  const onChange = ({ currentTarget }: { currentTarget: HTMLSelectElement }) =>
    choose(SAMPLES.find(({ name }) => name === currentTarget.value));
  return h(
    'p',
    null,
    h('label', { for: 'sample' }, 'Sample'),
    h('select', { id: 'sample', value: chosen, onChange }, options),
  );
}

function machineField(chosen: MachineName, read: Asked, choose: (machine: MachineName) => void): JSX.Element {
  const isOwn = read.isJson && read.door === 'customResource';
  const options = MACHINE_NAMES.map((name) => h('option', { key: name, value: name }, name));
  const onChange = ({ currentTarget }: { currentTarget: HTMLSelectElement }) =>
    choose(MACHINE_NAMES.find((name) => name === currentTarget.value) ?? chosen);
  return h(
    'p',
    null,
    h('label', { for: 'machine' }, 'Workflow'),
    isOwn
      ? h('select', { id: 'machine', disabled: true }, h('option', null, 'the product’s choice'))
      : h('select', { id: 'machine', value: chosen, onChange }, options),
  );
}

function dryRunField(read: Asked, setText: (text: string) => void): JSX.Element {
  const input = read.isJson && read.door === 'request' ? read.input : undefined;
  const dryRun = dryRunOf(input);
  return h(
    'p',
    { class: 'check' },
    h('input', {
      id: 'dryRun',
      type: 'checkbox',
      checked: dryRun === true,
      disabled: dryRun === undefined,
      onChange: ({ currentTarget }: { currentTarget: HTMLInputElement }) =>
        setText(withDryRun(input, currentTarget.checked)),
    }),
    h('label', { for: 'dryRun' }, 'Dry run: changes nothing'),
  );
}

function InputField({ text, read, onText }: { text: string; read: Asked; onText(text: string): void }): JSX.Element {
  const field = useRef<HTMLTextAreaElement>(null);
  const goTo = (offset: number) => {
    field.current?.focus();
    field.current?.setSelectionRange(
      offset,
      text.indexOf('\n', offset) === -1 ? text.length : text.indexOf('\n', offset),
    );
  };
  const isWrong = !read.isJson || read.findings.length > 0;
  return h(
    'div',
    { class: 'input' },
    h(
      'div',
      null,
      h('label', { for: 'input' }, 'Input'),
      h('textarea', {
        id: 'input',
        ref: field,
        value: text,
        rows: Math.min(30, Math.max(10, text.split('\n').length + 1)),
        spellcheck: false,
        autocomplete: 'off',
        'aria-invalid': isWrong,
        'aria-describedby': 'findings',
        onInput: ({ currentTarget }: { currentTarget: HTMLTextAreaElement }) => onText(currentTarget.value),
      }),
    ),
    h('div', { id: 'findings' }, findingsCount(read), findingsView(text, read, goTo)),
  );
}

interface LaunchProps {
  session: Session;
  place: WorkflowPlace;
  machine: MachineName;
  text: string;
  read: Asked;
}

function Launch({ session, place, machine, text, read }: LaunchProps): JSX.Element {
  const [state, setState] = useState<{ isUnderWay?: boolean; problem?: string; answered?: string }>({});
  const isProduct = read.isJson && read.door === 'customResource';
  const launch = async (): Promise<void> => {
    setState({ isUnderWay: true });
    try {
      setState(done(await (isProduct ? provide(session, place, text) : start(session, place, machine, text))));
    } catch (error) {
      setState({ problem: messageOf(error) });
    }
  };
  return h(
    'div',
    { class: 'actions' },
    h(
      'button',
      {
        type: 'button',
        class: 'primary',
        disabled: !read.isJson || state.isUnderWay === true,
        onClick: () => void launch(),
      },
      isProduct ? 'Invoke the product’s function' : `Start ${machine}`,
    ),
    h('p', { role: 'status' }, state.answered ?? (state.isUnderWay ? 'Asking…' : '')),
    refusalView(isProduct ? 'Invoke:' : 'StartExecution:', state.problem),
  );
}

function done(launched: Launched): { answered?: string } {
  if ('answered' in launched) return launched;
  location.hash = hashOf('executions', launched.executionArn);
  return {};
}
