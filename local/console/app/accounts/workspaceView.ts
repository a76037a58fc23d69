import { h, type JSX } from 'preact';
import { parseArn, type Arn } from '../../../../functions/shared/arn.ts';
import { connectionLabel } from '../../../../functions/shared/names.ts';
import { sampleView } from '../../../runReport/view/sampleView.ts';
import { clockFacts } from '../../facts.ts';
import { fromServer } from '../calls/fromServer.ts';
import { callsFor, type Session } from '../calls/session.ts';
import { lookingNote } from '../polling/lookingNote.ts';
import { refusalView } from '../polling/refusalView.ts';
import { usePolled } from '../polling/usePolled.ts';
import { Heading } from '../shell/heading.ts';
import { hashOf } from '../shell/route.ts';
import { curvesOf, looksByNow, type Looks } from './sampleCurves.ts';

interface Props {
  session: Session;
  workspaceArn: string;
}

/** The samples that a workspace has of connections. */
export function WorkspaceView({ session, workspaceArn }: Props): JSX.Element {
  const arn = parseArn(workspaceArn);
  const place = session.facts.places.find(({ region }) => region === arn?.region) ?? session.facts.places[0];
  if (arn?.service !== 'aps' || place === undefined) {
    const link = h('a', { href: '#/accounts' }, 'Choose an account');
    return h(
      'div',
      null,
      h(Heading, { text: 'No workspace' }),
      h('p', null, `${workspaceArn} is not the ARN of one. `, link, '.'),
    );
  }
  return h(Samples, { session, workspaceArn, arn, label: connectionLabel(place.environment.name) });
}

function Samples({ session, workspaceArn, arn, label }: Props & { arn: Arn; label: string }): JSX.Element {
  const workspaceId = arn.resource.slice('workspace/'.length);
  const { value, problem } = usePolled<Looks>({
    look: async (previous = []) => {
      const { now } = await fromServer('/console/clock', clockFacts);
      return looksByNow(callsFor(session, workspaceArn), workspaceId, label, now, previous);
    },
  });
  const curves = value === undefined ? [] : curvesOf(value, label, workspaceArn);
  return h(
    'div',
    null,
    h(Heading, { text: `Samples in ${workspaceId}` }),
    h(
      'p',
      null,
      'Of the account ',
      h('a', { href: hashOf('accounts', arn.accountId) }, arn.accountId),
      ', the last quarter of an hour.',
    ),
    refusalView('QueryMetrics:', problem),
    lookingNote({ value, problem }),
    value !== undefined && curves.length === 0
      ? h(
          'p',
          null,
          'No connection has sent samples in this time. ',
          h('a', { href: '#/' }, 'Onboard a cluster'),
          ': they come after its scraper is ACTIVE.',
        )
      : null,
    curves.map(sampleView),
  );
}
