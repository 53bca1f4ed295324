'use client';

import { Body1Strong, Caption1, makeStyles, tokens } from '@fluentui/react-components';
import { ActionForm } from '@/components/action-form';
import { AgeText } from '@/components/age-text';
import { Columns } from '@/components/columns';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { CopyButton } from '@/components/copy-button';
import { DataTable } from '@/components/data-table';
import { CheckboxField, SelectField, TextAreaField } from '@/components/form-fields';
import { PageHead } from '@/components/page-head';
import { Section } from '@/components/section';
import { StateLabel } from '@/components/state-label';
import type { StateName } from '@/components/states';
import { SubmitButton } from '@/components/submit-button';
import { TextLink } from '@/components/text-link';
import { Timeline } from '@/components/timeline';
import type { TimelineItem } from '@/components/timeline';
import { happeningsOf } from '@/lib/support/happenings';
import type { PersonCard } from '@/lib/support/load-person-card';
import type { CardLine, CardState } from '@/lib/support/person-card';
import { LONGEST_NOTE, NOTE_CAUSES, NOTE_SEVERITIES, causeWord } from '@/lib/support/note';
import type { SupportNote } from '@/lib/support/note';
import { actionWords } from '../../activity/activity-words';
import { reopenNoteAction, resolveNoteAction, writeNoteAction } from '../actions';

const line = `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`;

const useStyles = makeStyles({
  quiet: { color: tokens.colorNeutralForeground3 },
  cell: { display: 'flex', flexDirection: 'column', minWidth: 0 },
  // Its head stands before it in a card.
  beside: { display: 'inline-flex', flexDirection: 'column', minWidth: 0 },
  notes: { listStyleType: 'none', margin: `${tokens.spacingVerticalL} 0 0`, padding: 0 },
  note: { borderTop: line, paddingBlock: tokens.spacingVerticalS, display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalXXS },
  noteHead: { display: 'flex', justifyContent: 'space-between', columnGap: tokens.spacingHorizontalS },
  noteText: { margin: 0, whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' },
  noteFoot: { display: 'flex', justifyContent: 'space-between', alignItems: 'center', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalS },
  row: { display: 'flex', justifyContent: 'space-between', alignItems: 'center', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalS, rowGap: tokens.spacingVerticalS },
});

const STATE: Record<CardState, StateName> = { failed: 'failed', blocked: 'blocked', waitingForApproval: 'waitingForApproval', onItsWay: 'onItsWay', notYetVisible: 'notYetVisible', delivered: 'delivered', none: 'skipped' };

const date = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });

function summary(card: PersonCard): { text: string; state?: StateName }[] {
  const count = (states: CardState[]) => card.lines.filter((each) => states.includes(each.has.state)).length;
  const failed = count(['failed', 'blocked']);
  const waiting = count(['waitingForApproval', 'onItsWay']);
  const delivered = count(['delivered']);
  return [
    ...(failed > 0 ? [{ text: `${failed} ${failed === 1 ? 'package' : 'packages'} failed or blocked`, state: 'failed' as const }] : []),
    ...(waiting > 0 ? [{ text: `${waiting} on the way or waiting`, state: 'onItsWay' as const }] : []),
    { text: `${delivered} delivered`, ...(failed + waiting === 0 && delivered > 0 ? { state: 'delivered' as const } : {}) },
  ];
}

function accountWord(card: PersonCard): string {
  if (card.gone) return 'account no longer in the tenant';
  return card.person.enabled ? 'account enabled' : 'account disabled';
}

/** What to paste into a ticket: plain lines, no ids. */
function facts(card: PersonCard): string {
  return [
    `${card.person.name} (${card.person.userPrincipalName})`,
    [card.person.department, card.person.office, accountWord(card), card.person.external ? 'external' : null].filter(Boolean).join(', '),
    ...card.lines.map((each) => `- ${each.packageName}: should have: ${each.should.word}; has: ${each.has.word}${each.has.since ? ` since ${each.has.since.slice(0, 16).replace('T', ' ')}` : ''}${each.why ? `; ${each.why}` : ''}`),
    `Read ${card.readAt.slice(0, 16).replace('T', ' ')} UTC`,
  ].join('\n');
}

export function PersonScreen({ card, mayWrite }: { card: PersonCard; mayWrite: boolean }) {
  const { person } = card;
  return (
    <>
      <PageHead
        crumbs={[{ label: 'Helpdesk', href: '/helpdesk' }]}
        title={person.name}
        state={[
          { text: person.userPrincipalName },
          ...(person.mail && person.mail.toLowerCase() !== person.userPrincipalName.toLowerCase() ? [{ text: person.mail }] : []),
          ...summary(card),
          { text: [person.department, person.office].filter(Boolean).join(', ') || 'no department' },
          ...(card.phases[0] ? [{ text: `in ${card.phases.map((phase) => phase.name).join(', ')}` }] : [{ text: 'in no phase' }]),
          !card.gone && person.enabled ? { text: accountWord(card) } : { text: accountWord(card), state: 'blocked' as const, strong: true },
          ...(person.external ? [{ text: 'external' }] : []),
          { text: 'read', at: card.readAt },
        ]}
        actions={<CopyButton text={facts(card)}>Copy the facts</CopyButton>}
      />
      <Columns side="notes" aside={<Notes card={card} mayWrite={mayWrite} />}>
        <Section title="Packages" caption={card.lines.length > 0 ? `${card.lines.length === 1 ? '1 package' : `${card.lines.length} packages`}, worst first${card.more ? '; the tenant holds more than were read' : ''}` : undefined}>
          <Packages lines={card.lines} name={person.name} />
        </Section>
        <Section title="Timeline" caption="what the portal did and saw" flush actions={<TextLink href={`/activity?person=${person.id}`}>All activity</TextLink>}>
          <Happenings card={card} />
        </Section>
      </Columns>
    </>
  );
}

function Packages({ lines, name }: { lines: CardLine[]; name: string }) {
  const styles = useStyles();
  const moment = (word: string, at: string | null) => at && <Caption1 className={styles.quiet}>{word} <AgeText at={at} as="moment" /></Caption1>;
  return (
    <DataTable
      label={`Packages of ${name}`}
      memory="packages-of-a-person"
      twoLine
      columns={[
        { key: 'package', header: 'Package', width: '27%' },
        { key: 'should', header: 'Should have', named: true, width: '21%' },
        { key: 'has', header: 'Has', width: '21%' },
        { key: 'why', header: 'Why not, and what then' },
      ]}
      rows={lines.map((each) => ({
        key: each.packageId + (each.phaseId ?? ''),
        ...(each.runId ? { href: `/runs/${each.runId}` } : each.rolloutId ? { href: `/rollouts/${each.rolloutId}` } : { href: `/packages/${each.packageId}` }),
        label: each.packageName,
        cells: {
          package: <span className={styles.cell}><Body1Strong>{each.packageName}</Body1Strong><Caption1 className={styles.quiet}>{each.origin}</Caption1></span>,
          should: <span className={styles.beside}>{each.should.word}{each.should.until ? <Caption1 className={styles.quiet}>{`until ${date.format(new Date(each.should.until))}`}</Caption1> : moment('since', each.should.since)}</span>,
          has: <span className={styles.cell}><StateLabel state={STATE[each.has.state]} strong={each.has.state === 'failed'}>{each.has.word}</StateLabel>{moment('since', each.has.since)}</span>,
          why: each.why ? <span className={styles.cell}>{each.why}{each.whatThen && <Caption1 className={styles.quiet}>{each.whatThen}</Caption1>}</span> : '',
        },
      }))}
      empty={{ icon: 'packages', title: 'No packages', why: `${name} holds no access package, and no phase of a rollout brings one. Do not send them to request one of a pilot.` }}
    />
  );
}

function Happenings({ card }: { card: PersonCard }) {
  const styles = useStyles();
  const items = happeningsOf(card.lines, card.timeline).map((each): TimelineItem => {
    if ('arrived' in each) return { key: `${each.arrived.runId} ${each.arrived.packageId}`, at: each.at, state: 'delivered', text: `Microsoft Entra delivered ${each.arrived.packageName}` };
    const row = each.done;
    return { key: row.seq, at: row.at, text: `${row.actorName ?? 'The portal'} ${row.outcome === 'done' ? '' : 'tried: '}${actionWords(row.action)} ${row.objectName}`, ...(row.outcome === 'done' ? {} : { state: 'failed', detail: row.outcome === 'refused' ? 'it was refused' : 'it failed' }) };
  });
  if (items.length === 0) return <Caption1 className={styles.quiet}>Nothing was done for or about this person in the portal.</Caption1>;
  return <Timeline items={items} />;
}

function Notes({ card, mayWrite }: { card: PersonCard; mayWrite: boolean }) {
  const styles = useStyles();
  const open = card.notes.notes.filter((note) => !note.resolvedAt).length;
  return (
    <Section title="Notes" caption={`${open} open`} flush>
      {mayWrite && (
        <ActionForm action={writeNoteAction} hidden={{ personId: card.person.id }} resetOnDone label="Write a note">
          <TextAreaField name="text" label="What did they say, what did you do?" rows={3} maxLength={LONGEST_NOTE} required hint="No passwords, no secrets." />
          <SelectField name="cause" label="Cause" defaultValue="question" options={Object.entries(NOTE_CAUSES).map(([value, label]) => ({ value, label }))} />
          <SelectField name="severity" label="How urgent" defaultValue="normal" options={Object.entries(NOTE_SEVERITIES).map(([value, label]) => ({ value, label }))} />
          {card.phases.length > 0 ? (
            <SelectField name="phaseId" label="Phase" defaultValue={card.phases[0]?.id ?? ''} options={[...card.phases.map((phase) => ({ value: phase.id, label: `${phase.name}, ${phase.rolloutName}` })), { value: '', label: 'None' }]} />
          ) : (
            <input type="hidden" name="phaseId" value="" />
          )}
          <div className={styles.row}>
            <CheckboxField name="blocking" label="They cannot work" />
            <SubmitButton appearance="secondary">Save note</SubmitButton>
          </div>
        </ActionForm>
      )}
      {card.notes.notes.length === 0 && <Caption1 className={styles.quiet}>No notes yet.</Caption1>}
      <ul className={styles.notes} aria-label="Notes">
        {card.notes.notes.map((note) => (
          <NoteItem key={note.id} note={note} mayWrite={mayWrite} />
        ))}
      </ul>
      {card.notes.total > card.notes.notes.length && <Caption1 className={styles.quiet}>{`The newest ${card.notes.notes.length} of ${card.notes.total} notes.`}</Caption1>}
    </Section>
  );
}

function NoteItem({ note, mayWrite }: { note: SupportNote; mayWrite: boolean }) {
  const styles = useStyles();
  return (
    <li className={styles.note}>
      <span className={styles.noteHead}>
        <Caption1><strong>{causeWord(note.cause)}</strong></Caption1>
        <Caption1 className={styles.quiet}><AgeText at={note.writtenAt} /></Caption1>
      </span>
      <p className={styles.noteText}>{note.text}</p>
      {note.resolution && <Caption1>{`Resolved: ${note.resolution}`}</Caption1>}
      <span className={styles.noteFoot}>
        <Caption1 className={styles.quiet}>
          {[note.writtenByName, note.phaseName, note.severity === 'normal' ? null : NOTE_SEVERITIES[note.severity].toLowerCase(), note.resolvedAt ? `resolved by ${note.resolvedByName}` : note.blocking ? 'open, cannot work' : 'open, not blocking'].filter(Boolean).join(' · ')}
        </Caption1>
        {mayWrite &&
          (note.resolvedAt ? (
            <ActionForm action={reopenNoteAction} hidden={{ noteId: note.id }} inline label="Open the note again">
              <SubmitButton appearance="subtle" size="small">Open again</SubmitButton>
            </ActionForm>
          ) : (
            <ConfirmDialog
              trigger="Resolve"
              triggerAppearance="subtle"
              triggerSize="small"
              title="Resolve this note?"
              loss={note.blocking ? 'It no longer counts as blocking. It can be opened again.' : 'It leaves the open notes. It can be opened again.'}
              confirm="Resolve note"
              keep="Leave it open"
              action={resolveNoteAction}
              hidden={{ noteId: note.id }}
              reason={{ label: 'What solved it', hint: 'Optional; the next caller profits.' }}
            />
          ))}
      </span>
    </li>
  );
}
