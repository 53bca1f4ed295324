'use client';

import { Caption1, makeStyles, tokens } from '@fluentui/react-components';
import { AgeText } from '@/components/age-text';
import { phone } from '@/components/breakpoint';
import { DataTable } from '@/components/data-table';
import { EmptyState } from '@/components/empty-state';
import { ErrorState } from '@/components/error-state';
import { FilterBar } from '@/components/filter-bar';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import { Pager } from '@/components/pager';
import type { PagerProps } from '@/components/pager';
import { PersonCell } from '@/components/person-cell';
import { PersonName } from '@/components/person-name';
import { Section } from '@/components/section';
import { StateLabel } from '@/components/state-label';
import { TextLink } from '@/components/text-link';
import { failureKind } from '@/lib/errors';
import type { QueueRow } from '@/lib/support/load-queue';
import type { FoundPerson } from '@/lib/support/load-person-card';
import { NOTE_SEVERITIES, causeWord } from '@/lib/support/note';
import type { SupportNote } from '@/lib/support/note';

const useStyles = makeStyles({
  search: { maxWidth: '560px', marginBottom: tokens.spacingVerticalL, '& > div > *:first-child': { width: '100%', maxWidth: 'none' }, [phone]: { maxWidth: 'none' } },
  quiet: { color: tokens.colorNeutralForeground3 },
  clip: { overflow: 'hidden', textOverflow: 'ellipsis', display: '-webkit-box', WebkitLineClamp: 2, WebkitBoxOrient: 'vertical' },
});

const people = (count: number) => (count === 1 ? '1 person' : `${count.toLocaleString('en')} people`);

export type HelpdeskProps = {
  text: string;
  found: FoundPerson[] | null;
  /** As of when the people found are known; null where the tenant was asked. */
  asOf: string | null;
  failure: { code: string; sentence: string } | null;
  mostFound: number;
  queue: { people: QueueRow[]; peopleInAll: number; notes: SupportNote[]; notesInAll: number };
  pages: { people: Omit<PagerProps, 'noun'>; notes: Omit<PagerProps, 'noun'> };
};

export function HelpdeskScreen({ text, found, asOf, failure, mostFound, queue, pages }: HelpdeskProps) {
  const styles = useStyles();
  return (
    <>
      <PageHead
        title="Helpdesk"
        state={[
          queue.peopleInAll > 0 ? { text: `${people(queue.peopleInAll)} stuck`, state: 'failed' } : { text: 'Nobody is stuck', state: 'delivered' },
          { text: queue.notesInAll === 1 ? '1 note open' : `${queue.notesInAll} notes open` },
        ]}
      />
      <div className={styles.search}>
        <FilterBar search="Find a caller by name, mail or user principal name" />
      </div>
      {failure && <ErrorState kind={failureKind(failure.code)} message={failure.sentence} />}
      {text && !found && !failure && <Section title="Found"><EmptyState icon="search" title={`“${text}” is too short to find anybody by`} why="Type at least 2 letters of a name, a mail address or a user principal name." action={<LinkButton href="/helpdesk">Clear the search</LinkButton>} /></Section>}
      {found && !failure && <Found text={text} found={found} asOf={asOf} most={mostFound} />}
      <Section title="Stuck" caption={queue.peopleInAll > 0 ? `${people(queue.peopleInAll)}, longest first` : undefined}>
        <DataTable
          label="People whose access failed or waits"
          twoLine
          columns={[
            { key: 'person', header: 'Person', width: '22%' },
            { key: 'package', header: 'Package', width: '22%' },
            { key: 'state', header: 'State', width: '190px' },
            { key: 'why', header: 'Why' },
            { key: 'since', header: 'Since', width: '130px' },
          ]}
          rows={queue.people.map((row) => ({
            key: row.runId + row.personId + row.packageName,
            href: `/people/${row.personId}`,
            label: row.personName,
            cells: {
              person: <PersonName name={row.personName} userPrincipalName={row.userPrincipalName} href={`/people/${row.personId}`} />,
              package: <span title={row.where}>{row.packageName}</span>,
              state: <StateLabel state={row.state === 'failed' ? 'failed' : 'waitingForApproval'} />,
              why: row.failure ?? 'An approver has not answered yet',
              since: <AgeText at={row.since} />,
            },
          }))}
          empty={{ icon: 'has', title: 'Nobody is stuck', why: 'People whose access failed or waits for an approval in a run appear here, the longest waiting first.' }}
        />
        {queue.peopleInAll > queue.people.length && <Pager {...pages.people} noun="people" />}
      </Section>
      <Section title="Open notes" caption={queue.notesInAll > 0 ? 'blocking first, then urgent' : undefined} flush>
        <DataTable
          label="Open support notes"
          twoLine
          columns={[
            { key: 'person', header: 'Person', width: '22%' },
            { key: 'cause', header: 'Cause', width: '22%' },
            { key: 'text', header: 'Note' },
            { key: 'when', header: 'Written', width: '150px' },
          ]}
          rows={queue.notes.map((note) => ({
            key: note.id,
            href: `/people/${note.personId}`,
            label: note.personName,
            cells: {
              person: <span><TextLink href={`/people/${note.personId}`}>{note.personName}</TextLink>{note.phaseName && <Caption1 block className={styles.quiet}>{note.phaseName}</Caption1>}</span>,
              cause: <span>{causeWord(note.cause)}{note.severity === 'high' && <Caption1 block className={styles.quiet}>{NOTE_SEVERITIES.high}</Caption1>}{note.blocking && <Caption1 block><StateLabel state="blocked">Cannot work</StateLabel></Caption1>}</span>,
              text: <span className={styles.clip}>{note.text}</span>,
              when: <span><AgeText at={note.writtenAt} /><Caption1 block className={styles.quiet}>{note.writtenByName}</Caption1></span>,
            },
          }))}
          empty={{ icon: 'note', title: 'No open notes', why: 'Open a person to write one. Blocking notes come first here, and on the overview.' }}
        />
        {queue.notesInAll > queue.notes.length && <Pager {...pages.notes} noun="notes" />}
      </Section>
    </>
  );
}

function Found({ text, found, asOf, most }: { text: string; found: FoundPerson[]; asOf: string | null; most: number }) {
  const many = found.length >= most ? `the first ${most}; type more of the name` : people(found.length);
  return (
    <Section title="Found" caption={asOf ? <>{many}, as the directory was <AgeText at={asOf} /></> : many}>
      <DataTable
        label={`People found for ${text}`}
        memory="people-found"
        twoLine
        columns={[
          { key: 'person', header: 'Person', width: '34%' },
          { key: 'upn', header: 'User principal name' },
          { key: 'phase', header: 'In a phase', named: true, width: '22%' },
          { key: 'account', header: 'Account', width: '150px' },
        ]}
        rows={found.map((person) => ({
          key: person.id,
          href: `/people/${person.id}`,
          label: person.name,
          cells: {
            person: <PersonCell name={person.name} detail={[person.jobTitle, person.department, person.office].filter(Boolean).join(', ')} href={`/people/${person.id}`} />,
            upn: person.userPrincipalName,
            phase: person.phase ? `${person.phase.name}, ${person.phase.rolloutName}` : 'No',
            account: person.enabled ? (person.external ? 'External' : 'Enabled') : <StateLabel state="blocked">Disabled</StateLabel>,
          },
        }))}
        empty={{ icon: 'search', title: `Nobody of the name “${text}”`, why: `Try the beginning of the first or last name, or the mail address. ${asOf ? 'The copy of the directory was asked; Settings refreshes it.' : 'The tenant was asked, not a copy.'}`, action: <LinkButton href="/helpdesk">Clear the search</LinkButton> }}
      />
    </Section>
  );
}
