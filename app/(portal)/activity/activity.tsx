'use client';

import { Caption1, makeStyles, tokens } from '@fluentui/react-components';
import { Fragment } from 'react';
import { AgeText } from '@/components/age-text';
import { phone } from '@/components/breakpoint';
import { CopyButton } from '@/components/copy-button';
import { DataTable } from '@/components/data-table';
import { Differences } from '@/components/differences';
import { FactList } from '@/components/fact-list';
import { FilterBar } from '@/components/filter-bar';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import { PersonName } from '@/components/person-name';
import { RowPanel, RowPanelLayout } from '@/components/row-panel';
import { StateLabel } from '@/components/state-label';
import { TextLink } from '@/components/text-link';
import type { ActivityRow } from '@/lib/support/load-activity';
import { deed, knownActions, nameOf, refusalWords, what } from './activity-words';

const useStyles = makeStyles({
  foot: { display: 'flex', columnGap: tokens.spacingHorizontalS, justifyContent: 'flex-end', paddingBlock: tokens.spacingVerticalM },
  mono: { fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200, overflowWrap: 'anywhere' },
  // A line of its own on a phone: beside two lines of who it was, it would stand apart from what it says of them.
  what: { [phone]: { display: 'inline-block', minWidth: '60vw' } },
  about: { color: tokens.colorNeutralForeground3, overflowWrap: 'anywhere' },
  values: { margin: 0, whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200, lineHeight: tokens.lineHeightBase200 },
  id: { display: 'flex', alignItems: 'center', columnGap: tokens.spacingHorizontalXS },
  recorded: { marginTop: tokens.spacingVerticalM },
  summary: { cursor: 'pointer', width: 'fit-content', color: tokens.colorNeutralForeground2 },
  clip: { display: 'block', overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
});

const OUTCOME = { done: { state: 'delivered', word: 'Done' }, refused: { state: 'refused', word: 'Refused' }, failed: { state: 'failed', word: 'Failed' } } as const;

/** Whom it was about or who did it, told from others of the name. */
function signedIn(name: string, signIn: string | null): string {
  return signIn ? `${name}, ${signIn}` : name;
}

const FILTERS = [
  { param: 'action', label: 'What', options: knownActions().map(({ action, words }) => ({ value: action, label: words })) },
  { param: 'outcome', label: 'Outcome', options: [{ value: 'done', label: 'Done' }, { value: 'refused', label: 'Refused' }, { value: 'failed', label: 'Failed' }] },
  { param: 'graph', label: 'Changes in Entra', options: [{ value: '1', label: 'only these' }] },
];

export type ActivityProps = { rows: ActivityRow[]; older: string | null; open: string | null; kept: Record<string, string>; cursor: string | null };

export function ActivityScreen({ rows, older, open, kept, cursor }: ActivityProps) {
  const styles = useStyles();
  const address = (extra: Record<string, string | null>) => {
    const query = new URLSearchParams({ ...kept, ...Object.fromEntries(Object.entries(extra).filter((entry): entry is [string, string] => entry[1] !== null)) });
    return query.size > 0 ? `/activity?${query.toString()}` : '/activity';
  };
  const index = rows.findIndex((row) => row.seq === open);
  const opened = rows[index];
  const rowHref = (row: ActivityRow | undefined) => (row ? { href: address({ cursor, row: row.seq }) } : null);
  const filtered = Object.keys(kept).length > 0;
  return (
    <>
      <PageHead
        title="Activity"
        state={[{ text: 'Everything done in the portal, newest first' }, { text: 'nothing here can be changed or taken out', icon: 'lock' }]}
      />
      <FilterBar search="Name, object or request-id" filters={FILTERS} />
      <RowPanelLayout
        panel={
          opened && (
            <Happening
              row={opened}
              closeHref={address({ cursor })}
              {...(rows[index - 1] ? { previousHref: address({ cursor, row: rows[index - 1]?.seq ?? '' }) } : {})}
              {...(rows[index + 1] ? { nextHref: address({ cursor, row: rows[index + 1]?.seq ?? '' }) } : {})}
            />
          )
        }
      >
        <DataTable
          label="Activity"
          twoLine
          columns={[
            { key: 'when', header: 'When', width: '130px' },
            { key: 'who', header: 'Who', width: '220px' },
            { key: 'what', header: 'What' },
            { key: 'outcome', header: 'Outcome', width: '110px' },
            ...(opened ? [] : [{ key: 'request', header: 'Graph request-id', width: '290px' }]),
          ]}
          rows={rows.map((row) => ({
            key: row.seq,
            ...rowHref(row),
            open: row.seq === open,
            label: `${row.actorName ?? 'The portal'} ${what(row)}`,
            cells: {
              when: <AgeText at={row.at} />,
              who: row.actorName ? <PersonName name={row.actorName} userPrincipalName={row.actorSignIn} /> : 'The portal',
              what: (
                <span className={styles.what}>
                  {nameOf(row) === null ? what(row) : <>{deed(row)} <strong>{nameOf(row)}</strong></>}
                  {row.subjectName && <Caption1 block className={styles.about}>{signedIn(row.subjectName, row.subjectSignIn)}</Caption1>}
                </span>
              ),
              outcome: <StateLabel state={OUTCOME[row.outcome].state}>{OUTCOME[row.outcome].word}</StateLabel>,
              request: <span className={styles.clip}><span className={styles.mono}>{row.graphRequestId ?? ''}</span></span>,
            },
          }))}
          empty={
            filtered
              ? { icon: 'filter', title: 'Nothing matches', why: 'No happening fits what you keep to.', action: <LinkButton href="/activity">Show everything</LinkButton> }
              : { icon: 'history', title: 'Nothing has happened yet', why: 'Every change, refusal and call to Microsoft Graph will stand here, with who did it.' }
          }
        />
        <div className={styles.foot}>
          {cursor && <LinkButton href={address({})} size="small">Newest</LinkButton>}
          {older && <LinkButton href={address({ cursor: older })} size="small">Older</LinkButton>}
        </div>
      </RowPanelLayout>
    </>
  );
}

function Happening({ row, ...ways }: { row: ActivityRow; closeHref: string; previousHref?: string; nextHref?: string }) {
  const styles = useStyles();
  // What it means is said above in words.
  const recorded = (['Before', 'After', 'Detail'] as const).flatMap((label) => {
    const text = { Before: row.before, After: row.after, Detail: row.detail }[label];
    return text ? [{ label, value: <pre className={styles.values}>{text}</pre> }] : [];
  });
  return (
    <RowPanel title={what(row).replace(/^./, (letter) => letter.toUpperCase())} detail={row.actorName ? signedIn(row.actorName, row.actorSignIn) : 'The portal'} {...ways}>
      <FactList
        facts={[
          { label: 'When', value: <AgeText at={row.at} as="moment" /> },
          { label: 'Outcome', value: <StateLabel state={OUTCOME[row.outcome].state}>{OUTCOME[row.outcome].word}</StateLabel> },
          ...(row.subjectName ? [{ label: 'Person', value: <PersonName name={row.subjectName} userPrincipalName={row.subjectSignIn} {...(row.subjectPersonId ? { href: `/people/${row.subjectPersonId}` } : {})} /> }] : []),
          ...(row.rolloutId ? [{ label: 'Rollout', value: <TextLink href={`/rollouts/${row.rolloutId}`}>Open the rollout</TextLink> }] : []),
          ...(row.runId ? [{ label: 'Run', value: <TextLink href={`/runs/${row.runId}`}>Open the run</TextLink> }] : []),
          ...(row.objectType === 'emergencyStop' ? [{ label: 'Stop', value: <TextLink href={`/stops/${row.objectId}`}>Open what was stopped</TextLink> }] : []),
          ...(row.refusal ? [{ label: 'Why not', value: refusalWords(row.refusal) }] : []),
          ...(row.reason ? [{ label: 'Reason', value: row.reason }] : []),
          ...(row.changed.length > 0 ? [{ label: row.before && row.after ? 'What changed' : 'What it said', value: <Differences narrow differences={row.after ? row.changed : row.changed.map((each) => ({ ...each, after: each.before }))} changed={row.before !== null && row.after !== null} /> }] : []),
          ...(row.graphOperation ? [{ label: 'Graph call', value: <span className={styles.mono}>{row.graphOperation.split(/(?<=\/)/).map((part, index) => <Fragment key={index}>{part}<wbr /></Fragment>)}</span> }] : []),
          ...(row.graphRequestId ? [{ label: 'Request-id', value: <span className={styles.id}><span className={styles.mono}>{row.graphRequestId}</span><CopyButton text={row.graphRequestId} size="small" iconOnly>Copy the request-id</CopyButton></span> }] : []),
          { label: 'Number', value: `${row.seq} in the chain` },
          { label: 'Fingerprint', value: <Caption1 className={styles.mono}>{row.hash.slice(0, 16)}</Caption1> },
        ]}
      />
      {recorded.length > 0 && (
        <details className={styles.recorded}>
          <summary className={styles.summary}>As it is recorded</summary>
          <FactList facts={recorded} />
        </details>
      )}
    </RowPanel>
  );
}
