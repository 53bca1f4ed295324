'use client';

import { makeStyles, tokens } from '@fluentui/react-components';
import { AgeText } from '@/components/age-text';
import { DataTable } from '@/components/data-table';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import { TextLink } from '@/components/text-link';
import { KEPT_DAYS } from '@/lib/directory/look-up';
import type { LookUpRow } from '@/lib/support/load-look-ups';

const useStyles = makeStyles({
  foot: { display: 'flex', columnGap: tokens.spacingHorizontalS, justifyContent: 'flex-end', paddingBlock: tokens.spacingVerticalM },
  quiet: { color: tokens.colorNeutralForeground3 },
});

export type LookUpsProps = { rows: LookUpRow[]; older: string | null; cursor: string | null; kept: { by?: string; person?: string } };

function addressOf(query: { by?: string; person?: string; cursor?: string }): string {
  const search = new URLSearchParams(query);
  return search.size > 0 ? `/activity/look-ups?${search.toString()}` : '/activity/look-ups';
}

/** The log of look-ups: who, by what, and whom they were shown. */
export function LookUpsScreen({ rows, older, cursor, kept }: LookUpsProps) {
  const styles = useStyles();
  const filtered = Object.keys(kept).length > 0;
  return (
    <>
      <PageHead title="Look-ups" state={[{ text: 'Who searched for people or opened their card, newest first' }, { text: `kept for ${KEPT_DAYS} days`, icon: 'history' }]} />
      <DataTable
        label="Look-ups of people"
        columns={[
          { key: 'when', header: 'When', width: '140px' },
          { key: 'who', header: 'Who', width: '20%' },
          { key: 'how', header: 'How', width: '24%' },
          { key: 'whom', header: 'Whom they were shown' },
        ]}
        rows={rows.map((row) => ({
          key: row.id,
          label: `${row.byName} looked up ${row.named[0]?.name ?? row.typed ?? ''}`,
          cells: {
            when: <AgeText at={row.at} />,
            who: <TextLink href={addressOf({ ...kept, by: row.byId })}>{row.byName}</TextLink>,
            how: row.place === 'card' ? 'Opened the card' : `Searched “${row.typed ?? ''}”`,
            whom: <Shown row={row} kept={kept} />,
          },
        }))}
        empty={
          filtered
            ? { icon: 'filter', title: 'Nothing matches', why: 'No look-up fits what you keep to.', action: <LinkButton href={addressOf({})}>Show all look-ups</LinkButton> }
            : { icon: 'history', title: 'Nobody was looked up yet', why: 'Searches for people and opened cards will stand here, with who was shown.' }
        }
      />
      <div className={styles.foot}>
        {filtered && <LinkButton href={addressOf({})} size="small">Show all</LinkButton>}
        {cursor && <LinkButton href={addressOf(kept)} size="small">Newest</LinkButton>}
        {older && <LinkButton href={addressOf({ ...kept, cursor: older })} size="small">Older</LinkButton>}
      </div>
    </>
  );
}

function Shown({ row, kept }: { row: LookUpRow; kept: LookUpsProps['kept'] }) {
  const styles = useStyles();
  if (row.named.length === 0) return <span className={styles.quiet}>Nobody</span>;
  return (
    <span>
      {row.named.map((person, index) => (
        <span key={person.id}>
          {index > 0 && ', '}
          <TextLink href={addressOf({ ...kept, person: person.id })}>{person.name}</TextLink>
        </span>
      ))}
      {row.others > 0 && <span className={styles.quiet}> and {row.others} others</span>}
    </span>
  );
}
