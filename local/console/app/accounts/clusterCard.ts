import { h, type JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { arnParts } from '../../../../functions/shared/arn.ts';
import { idOf } from '../../../runReport/view/words.ts';
import { tagResource, untagResource, type Cluster } from '../calls/eks.ts';
import { callsFor, type Session } from '../calls/session.ts';
import { refusalView } from '../polling/refusalView.ts';
import { messageOf } from '../polling/usePolled.ts';

interface Props {
  session: Session;
  cluster: Cluster;
  onChanged(): void;
}

/** A cluster with its tags: the tag's door is to set and to remove one. */
export function ClusterCard({ session, cluster, onChanged }: Props): JSX.Element {
  const { name, arn, status, tags } = cluster;
  const { clusterTagKeys = [], workspaces = {} } =
    session.facts.places.find(({ region }) => region === arnParts(arn).region)?.environment ?? {};
  const [state, setState] = useState<{ told?: string; problem?: string }>({});
  const card = useRef<HTMLElement>(null);
  const calls = callsFor(session, arn);
  const change = async (what: string, changing: Promise<void>): Promise<void> => {
    try {
      await changing;
      setState({ told: what });
    } catch (error) {
      setState({ problem: messageOf(error) });
    }
    onChanged();
  };
  const untag = async (key: string): Promise<void> => {
    await change(`${key} is removed.`, untagResource(calls, arn, key));
    // Its button is gone.
    card.current?.focus();
  };
  const tag = (key: string, value: string) => change(`${key} is ${value}.`, tagResource(calls, arn, { [key]: value }));
  const [key = ''] = clusterTagKeys;
  return h(
    'article',
    { class: 'card', ref: card, tabIndex: -1, 'aria-label': `Cluster ${name}` },
    h('h3', null, name, ' ', h('small', null, `${arnParts(arn).region}, ${status}`)),
    tagList(name, tags, untag),
    h(TagForm, { id: idOf('tag', arn), name, tagKey: key, names: Object.keys(workspaces), onTag: tag }),
    h(
      'p',
      { role: 'status' },
      state.told === undefined
        ? ''
        : [
            `${state.told} What it starts is among the `,
            h('a', { key: 'link', href: '#/executions' }, 'executions'),
            '.',
          ],
    ),
    refusalView('The tag is not changed.', state.problem),
  );
}

function tagList(cluster: string, tags: Cluster['tags'], untag: (key: string) => Promise<void>): JSX.Element {
  const entries = Object.entries(tags);
  if (entries.length === 0) return h('p', null, 'It has no tags.');
  const items = entries.map(([key, value]) =>
    h(
      'li',
      { key },
      h('span', { class: 'tag' }, `${key} = ${value}`),
      h(
        'button',
        { type: 'button', 'aria-label': `Remove ${key} from ${cluster}`, onClick: () => void untag(key) },
        'Remove',
      ),
    ),
  );
  return h('ul', { class: 'tags' }, items);
}

interface TagFormProps {
  id: string;
  name: string;
  tagKey: string;
  /** The accepted workspaces' names. */
  names: readonly string[];
  onTag(key: string, value: string): Promise<void>;
}

function TagForm({ id, name, tagKey, names, onTag }: TagFormProps): JSX.Element {
  const [key, setKey] = useState(tagKey);
  const [value, setValue] = useState(names[0] ?? '');
  const field = (part: string, label: string, text: string, set: (text: string) => void, list?: string) =>
    h(
      'p',
      null,
      h('label', { for: `${id}-${part}` }, label),
      h('input', {
        id: `${id}-${part}`,
        value: text,
        autocomplete: 'off',
        spellcheck: false,
        ...(list === undefined ? {} : { list }),
        onInput: ({ currentTarget }: { currentTarget: HTMLInputElement }) => set(currentTarget.value),
      }),
    );
  return h(
    'form',
    {
      class: 'fields',
      'aria-label': `Tag ${name}`,
      onSubmit: (event: Event) => {
        event.preventDefault();
        void onTag(key, value);
      },
    },
    field('key', 'Tag', key, setKey),
    field('value', 'Value', value, setValue, `${id}-names`),
    h(
      'datalist',
      { id: `${id}-names` },
      names.map((one) => h('option', { key: one, value: one })),
    ),
    h('p', null, h('button', { type: 'submit', 'aria-label': `Tag ${name}` }, 'Tag')),
  );
}
