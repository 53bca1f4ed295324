'use client';

import { Caption1, MessageBar, MessageBarBody, MessageBarTitle, makeStyles, tokens } from '@fluentui/react-components';
import { narrow } from '@/components/breakpoint';
import { PageHead } from '@/components/page-head';
import { Section } from '@/components/section';
import { ADVANCE_WORDS, isGateOpen } from '@/lib/rollout/gate';
import { canChangeCohort } from '@/lib/rollout/phase';
import type { GateView } from '@/lib/rollout/gate-view';
import { peopleWords } from '@/lib/rollout/count-words';
import { phaseSentence } from '../../../rollouts/phase-words';
import { HoldPhase, PassInSpite, PassPhase, ResumePhase } from '../../gate-buttons';
import { GateLines, metWords } from '../../gate-lines';
import { phaseCrumbs } from '../../phase-crumbs';
import { EntryItems } from './entry-items';
import { GateCriteria } from './gate-criteria';
import { GateDecisions } from './gate-decisions';

const useStyles = makeStyles({
  columns: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1fr)', columnGap: tokens.spacingHorizontalXXXL, [narrow]: { gridTemplateColumns: 'minmax(0, 1fr)' } },
  bar: { marginBottom: tokens.spacingVerticalL },
  causes: { listStyleType: 'none', margin: 0, marginTop: tokens.spacingVerticalS, padding: 0, color: tokens.colorNeutralForeground3 },
});

const UNDER_WAY = ['running', 'verifying', 'soaking'];
const OVER = ['passed', 'reversed', 'failed', 'reversing'];

/** The gate of a phase: what it asks and how it stands, what was said and decided, and the criteria to set. */
export function GateScreen({ view, mayAct }: { view: GateView; mayAct: boolean }) {
  const styles = useStyles();
  const { phase, gate, entry, exit, causes, heldSays, started } = view;
  const before = canChangeCohort(phase.state);
  const ahead = before ? entry : exit;
  return (
    <>
      <PageHead
        crumbs={phaseCrumbs(phase)}
        title={`Gate of ${phase.name}`}
        state={[{ text: phaseSentence(phase), state: phase.state }, ...(OVER.includes(phase.state) ? [] : [{ text: metWords(ahead) }]), { text: `advances ${ADVANCE_WORDS[gate.advance].name.toLowerCase()}` }]}
        actions={mayAct ? <Ways view={view} /> : undefined}
      />
      {heldSays !== null && (
        <MessageBar intent="warning" layout="multiline" className={styles.bar}>
          <MessageBarBody><MessageBarTitle>{`${phase.name} is held`}</MessageBarTitle>{heldSays} Nothing is sent for it, and it does not pass, until an admin lets it go on.</MessageBarBody>
        </MessageBar>
      )}
      <div className={styles.columns}>
        <Section title="Before it begins" caption={before ? metWords(entry) : 'as it stood when it began'}>
          <GateLines lines={before ? entry : view.begun ?? entry} label="Before it begins" />
          {before && mayAct && <EntryItems phaseId={phase.id} rolloutId={phase.rolloutId} items={gate.entry.items} said={view.said} changeTicket={phase.changeTicket} />}
        </Section>
        <Section title="Before it passes" caption={started ? metWords(exit) : 'counted once it has started'}>
          <GateLines lines={exit} label="Before it passes" links={{ handedOver: { label: 'Handover', href: `/rollouts/${phase.rolloutId}/handover` } }} />
          {causes.length > 0 && (
            <ul className={styles.causes} aria-label="Why people have not got it">
              {causes.map(({ cause, says, people, excused }) => <li key={cause}><Caption1>{`${peopleWords(people)}: ${says.charAt(0).toLowerCase()}${says.slice(1)}${excused ? ' (excused, does not count)' : ''}`}</Caption1></li>)}
            </ul>
          )}
        </Section>
      </div>
      <GateDecisions decisions={view.decisions} />
      {mayAct && !OVER.includes(phase.state) && <GateCriteria phaseId={phase.id} gate={gate} />}
    </>
  );
}

/** What an admin can do at the gate now; at most one of them primary. */
function Ways({ view }: { view: GateView }) {
  const { phase, gate, exit, settled, startedByReader, heldSays } = view;
  const of = { phaseId: phase.id, phaseName: phase.name };
  if (heldSays !== null) return <ResumePhase {...of} says={heldSays} lines={exit} />;
  if (!UNDER_WAY.includes(phase.state)) return null;
  const mayFinish = settled && phase.state !== 'running' && !(gate.advance === 'secondPerson' && startedByReader);
  const open = isGateOpen(exit);
  return (
    <>
      <HoldPhase {...of} />
      {mayFinish && !open && gate.mayOverride && <PassInSpite {...of} lines={exit} />}
      {mayFinish && open && <PassPhase {...of} loss="Every criterion is met. Nothing more is sent for this phase afterwards, and the next one may start." />}
    </>
  );
}
