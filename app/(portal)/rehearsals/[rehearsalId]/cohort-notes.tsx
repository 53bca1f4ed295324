'use client';

import { Caption1, MessageBar, MessageBarActions, MessageBarBody, makeStyles, tokens } from '@fluentui/react-components';
import { DataTable } from '@/components/data-table';
import { LinkButton } from '@/components/link-button';
import { PersonName } from '@/components/person-name';
import { Section } from '@/components/section';
import { StateLabel } from '@/components/state-label';
import type { RehearsalNoteKind } from '@/lib/rollout/rehearsal-note';
import type { RehearsalNotes } from '@/lib/rollout/rehearsal-notes-view';
import { CHANGE_WORD, changeWords } from '../../phases/change-words';
import { peopleWords } from '../../rollouts/phase-words';

const useStyles = makeStyles({ bar: { marginBottom: tokens.spacingVerticalM }, detail: { overflowWrap: 'anywhere' } });

function wordsOf(kind: RehearsalNoteKind, people: number): string {
  return kind === 'takenIn' ? `${people.toLocaleString('en-GB')} taken in for a reason` : changeWords(kind, people);
}

/** Whom a rehearsal counts although accounts of their kind are left out, and who became different since they were added. */
export function CohortNotes({ notes, phaseId }: { notes: RehearsalNotes; phaseId: string }) {
  const styles = useStyles();
  return (
    <>
      {notes.since > 0 && (
        <MessageBar intent="warning" layout="multiline" className={styles.bar}>
          <MessageBarBody>{`${peopleWords(notes.since)} became different after this rehearsal. Rehearse again to see what it changes.`}</MessageBarBody>
          <MessageBarActions><LinkButton href={`/phases/${phaseId}/cohort?change=any`} size="small">See who</LinkButton></MessageBarActions>
        </MessageBar>
      )}
      {notes.total > 0 && (
        <Section title="To know of its people" caption={notes.counts.map(({ kind, people }) => wordsOf(kind, people)).join(', ')}>
          <DataTable
            label="What the rehearsal says of people beside their outcome"
            twoLine
            columns={[{ key: 'person', header: 'Person', width: '26%' }, { key: 'kind', header: 'What', width: '190px' }, { key: 'detail', header: 'In full' }]}
            rows={notes.notes.map((note) => ({
              key: `${note.personId} ${note.kind}`,
              cells: {
                person: <PersonName name={note.name} userPrincipalName={note.userPrincipalName || null} href={`/people/${note.personId}`} />,
                kind: <StateLabel state={note.kind === 'takenIn' ? 'eligible' : 'open'}>{note.kind === 'takenIn' ? 'Taken in' : CHANGE_WORD[note.kind]}</StateLabel>,
                detail: <span className={styles.detail}>{note.detail}</span>,
              },
            }))}
          />
          {notes.total > notes.notes.length && <Caption1>{`The first ${notes.notes.length.toLocaleString('en-GB')} of ${notes.total.toLocaleString('en-GB')}.`}</Caption1>}
        </Section>
      )}
    </>
  );
}
