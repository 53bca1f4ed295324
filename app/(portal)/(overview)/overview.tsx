'use client';

import { Body1, Body1Strong, Caption1, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { AgeText } from '@/components/age-text';
import { abovePhone, phone } from '@/components/breakpoint';
import { Columns } from '@/components/columns';
import { DataTable } from '@/components/data-table';
import { Icon } from '@/components/icon';
import type { IconName } from '@/components/icons';
import { LinkButton } from '@/components/link-button';
import { MiniLine } from '@/components/mini-line';
import { PageHead } from '@/components/page-head';
import { Section } from '@/components/section';
import { StateLabel } from '@/components/state-label';
import { STATES } from '@/components/states';
import type { StateName } from '@/components/states';
import { TextLink } from '@/components/text-link';
import type { Overview, OverviewRollout, Waiting } from '@/lib/rollout/overview-view';
import { markOf, shownState } from '../rollouts/phase-words';
import { ReminderCopy } from '../sign-offs/reminder-copy';

const line = `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`;

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, borderTop: line },
  row: {
    display: 'grid', gridTemplateColumns: '20px minmax(0, 1fr) max-content 200px', alignItems: 'center', columnGap: tokens.spacingHorizontalM,
    minHeight: '52px', paddingBlock: tokens.spacingVerticalXS, paddingInline: tokens.spacingHorizontalS, borderBottom: line, boxSizing: 'border-box',
    [phone]: { gridTemplateColumns: '20px minmax(0, 1fr)', rowGap: tokens.spacingVerticalXS, paddingInline: 0 },
  },
  words: { display: 'flex', flexDirection: 'column', minWidth: 0 },
  quiet: { color: tokens.colorNeutralForeground3 },
  since: { width: '120px', [phone]: { gridColumnStart: 2, minWidth: 0 } },
  act: { justifySelf: 'end', [phone]: { gridColumnStart: 2, justifySelf: 'start' } },
  rollout: {
    display: 'grid', gridTemplateColumns: 'minmax(0, 2fr) minmax(0, 3fr) minmax(0, 1.2fr) minmax(0, 1.2fr)', columnGap: tokens.spacingHorizontalL, alignItems: 'start',
    paddingBlock: tokens.spacingVerticalS, paddingInline: tokens.spacingHorizontalS, borderBottom: line,
    [phone]: { gridTemplateColumns: 'minmax(0, 1fr)', rowGap: tokens.spacingVerticalXS, paddingInline: 0 },
  },
  head: { borderBottom: line, margin: 0, paddingInline: tokens.spacingHorizontalS, paddingBottom: tokens.spacingVerticalXS, display: 'grid', gridTemplateColumns: 'minmax(0, 2fr) minmax(0, 3fr) minmax(0, 1.2fr) minmax(0, 1.2fr)', columnGap: tokens.spacingHorizontalL, color: tokens.colorNeutralForeground3, [phone]: { display: 'none' } },
  rollouts: { borderTop: 'none' },
  way: { rowGap: tokens.spacingVerticalXS },
  // The heads of the columns are not there on a phone; before a value that begins its column they are.
  named: { [abovePhone]: { '::first-letter': { textTransform: 'uppercase' } }, [phone]: { '::before': { content: 'attr(data-head) " "', color: tokens.colorNeutralForeground3 } } },
  phaseLine: { display: 'flex', alignItems: 'center', justifyContent: 'space-between', columnGap: tokens.spacingHorizontalS },
  cause: { display: 'grid', gridTemplateColumns: '16px minmax(0, 1fr) max-content', columnGap: tokens.spacingHorizontalS, paddingBlock: tokens.spacingVerticalSNudge, borderBottom: line },
  empty: { paddingBlock: tokens.spacingVerticalM, borderBottom: line, display: 'flex', columnGap: tokens.spacingHorizontalM, rowGap: tokens.spacingVerticalS, flexWrap: 'wrap', alignItems: 'center', justifyContent: 'space-between', color: tokens.colorNeutralForeground2 },
  nowrap: { whiteSpace: 'nowrap' },
});

const ICON: Record<Waiting['kind'], { name: IconName; color: keyof typeof tokens }> = {
  failures: { name: 'error', color: 'colorStatusDangerForeground1' },
  start: { name: 'play', color: 'colorBrandForeground1' },
  finish: { name: 'has', color: 'colorStatusSuccessForeground1' },
  held: { name: 'held', color: 'colorPaletteMarigoldForeground2' },
  job: { name: 'key', color: 'colorPaletteMarigoldForeground2' },
  sign: { name: 'signature', color: 'colorNeutralForeground2' },
  approval: { name: 'approvals', color: 'colorNeutralForeground2' },
  note: { name: 'note', color: 'colorStatusDangerForeground1' },
};

const things = (count: number) => (count === 1 ? '1 thing waits for you' : `${count} things wait for you`);
const howFar = ({ underWay, drafts }: Overview['counts']) => [`${underWay.toLocaleString('en')} under way`, ...(drafts > 0 ? [`${drafts.toLocaleString('en')} not started`] : [])].join(', ');
const count = (number: number, one: string, many: string) => `${number.toLocaleString('en')} ${number === 1 ? one : many}`;

export function OverviewView({ view, isAdmin }: { view: Overview; isAdmin: boolean }) {
  const styles = useStyles();
  const failed = view.causes.reduce((sum, cause) => sum + cause.people, 0);
  return (
    <>
      <PageHead
        title="Overview"
        state={[
          { text: view.waiting.length === 0 ? 'Nothing waits for you' : things(view.waiting.length), strong: view.waiting.length > 0 },
          { text: view.counts.underWay === 0 ? 'No rollout is under way' : `${count(view.counts.underWay, 'rollout is', 'rollouts are')} under way` },
          ...(failed > 0 ? [{ text: `${count(failed, 'person', 'people')} failed`, state: 'failed' as const }] : []),
          { text: 'read', at: view.readAt },
        ]}
        actions={isAdmin ? <LinkButton href="/rollouts/new" appearance="primary">New rollout</LinkButton> : undefined}
      />
      <Columns side="overview" aside={<Aside view={view} />}>
        <Section title="Waits for you" caption={view.waiting.length > 0 ? count(view.waiting.length, 'thing', 'things') : undefined}>
          <ul className={styles.list}>
            {view.waiting.map((thing) => (
              <WaitingRow key={thing.key} thing={thing} />
            ))}
            {view.waiting.length === 0 && <li className={styles.empty}>Nothing is held up by you. What needs a decision of yours appears here.</li>}
          </ul>
        </Section>
        <Section title="Rollouts" caption={view.rollouts.length > 0 ? howFar(view.counts) : undefined} actions={view.counts.all > 0 ? <TextLink href="/rollouts">{view.counts.all > Math.max(1, view.rollouts.length) ? `All ${view.counts.all.toLocaleString('en-GB')} rollouts` : 'All rollouts'}</TextLink> : undefined}>
          {view.rollouts.length > 0 && (
            <Caption1 as="p" block className={styles.head} aria-hidden>
              <span>Rollout</span>
              <span>Phase</span>
              <span>Next step</span>
              <span>Held by</span>
            </Caption1>
          )}
          <ul className={mergeClasses(styles.list, view.rollouts.length > 0 && styles.rollouts)}>
            {view.rollouts.map((rollout) => (
              <RolloutRow key={rollout.id} rollout={rollout} />
            ))}
            {view.rollouts.length === 0 && (
              <li className={styles.empty}>
                <span>No rollout is under way or being prepared. A rollout brings packages to people in phases.</span>
                {isAdmin && <LinkButton href="/rollouts/new" size="small">{view.counts.all > 0 ? 'Create a rollout' : 'Create the first rollout'}</LinkButton>}
              </li>
            )}
          </ul>
        </Section>
        <SignOffsAwaited view={view} isAdmin={isAdmin} />
      </Columns>
    </>
  );
}

/** Whose signatures are waited for, each with the words to remind them. */
function SignOffsAwaited({ view, isAdmin }: { view: Overview; isAdmin: boolean }) {
  if (view.signOffsInAll === 0) return null;
  return (
    <Section title={isAdmin ? 'Signatures you are waiting for' : 'Signatures waited for'} caption={`${view.signOffsInAll.toLocaleString('en')} open${view.overdue > 0 ? `, ${view.overdue} overdue` : ''}`} actions={<TextLink href="/sign-offs?state=open">All that are open</TextLink>} flush>
      <DataTable
        label="Signatures you are waiting for"
        columns={[{ key: 'person', header: 'Waits for', width: '20%' }, { key: 'resource', header: 'Resource', named: true }, { key: 'where', header: 'Phase', named: true }, { key: 'due', header: 'Due', named: true, width: '170px' }, { key: 'remind', header: 'Reminder', hiddenHeader: true, width: '52px' }]}
        rows={view.signOffs.map(({ id, person, resourceName, where, people, due, late }) => ({
          key: id,
          label: `${resourceName}, ${person}`,
          href: `/sign-offs/${id}`,
          cells: {
            person,
            resource: <TextLink href={`/sign-offs/${id}`}>{resourceName}</TextLink>,
            where,
            due: late ? <Body1Strong>{`${due}, overdue`}</Body1Strong> : due,
            remind: <ReminderCopy id={id} to={person} resourceName={resourceName} people={people} where={where} due={due} late={late} iconOnly />,
          },
        }))}
      />
    </Section>
  );
}

function WaitingRow({ thing }: { thing: Waiting }) {
  const styles = useStyles();
  const icon = ICON[thing.kind];
  return (
    <li className={styles.row}>
      <Icon name={icon.name} size={20} color={icon.color} />
      <span className={styles.words}>
        <Body1Strong>{thing.title}</Body1Strong>
        <Caption1 className={styles.quiet}>{thing.detail}</Caption1>
      </span>
      <Caption1 className={mergeClasses(styles.quiet, styles.since)}>
        <AgeText at={thing.since} />
      </Caption1>
      <span className={styles.act}>
        <LinkButton href={thing.href} size="small">{thing.button}</LinkButton>
      </span>
    </li>
  );
}

function RolloutRow({ rollout }: { rollout: OverviewRollout }) {
  const styles = useStyles();
  const phase = rollout.phases[rollout.current];
  if (!phase) return null;
  const state: StateName = shownState({ state: phase.state, delivery: phase });
  return (
    <li className={styles.rollout}>
      <span className={styles.words}>
        <Body1Strong><TextLink href={`/rollouts/${rollout.id}`}>{rollout.name}</TextLink></Body1Strong>
        <Caption1 className={styles.quiet}>{`${rollout.draft ? 'not started, ' : ''}phase ${rollout.current + 1} of ${rollout.phases.length}`}</Caption1>
      </span>
      <span className={mergeClasses(styles.words, styles.way)}>
        {rollout.phases.length > 1 && <MiniLine marks={rollout.phases.map((each, index) => markOf(each.state, index === rollout.current, each.hold))} label={`phase ${rollout.current + 1} of ${rollout.phases.length}`} />}
        <span className={styles.phaseLine}>
          <StateLabel state={state}>{`${phase.name}: ${STATES[state].word.toLowerCase()}`}</StateLabel>
          <Caption1 className={mergeClasses(styles.quiet, styles.nowrap)}>{phase.brought > 0 && phase.state !== 'reversed' ? `${phase.delivered.toLocaleString('en')} of ${count(phase.brought, 'person', 'people')}` : count(phase.people, 'person', 'people')}</Caption1>
        </span>
      </span>
      <Body1 className={styles.named} data-head="Next step">{rollout.next}</Body1>
      <Body1 className={styles.named} data-head="Held by">{rollout.heldBy}</Body1>
    </li>
  );
}

function Aside({ view }: { view: Overview }) {
  const styles = useStyles();
  return (
    <>
      <Section title="Failed" caption={view.causes.length > 0 ? count(view.causes.length, 'cause', 'causes') : undefined}>
        <ul className={styles.list}>
          {view.causes.map((cause) => (
            <li key={cause.runId + cause.failure} className={styles.cause}>
              <Icon name="failed" color="colorStatusDangerForeground1" />
              <span className={styles.words}>
                <Body1>{cause.failure}</Body1>
                <Caption1 className={styles.quiet}>{cause.where}</Caption1>
              </span>
              <TextLink nowrap href={`/runs/${cause.runId}?state=failed`}>{count(cause.people, 'person', 'people')}</TextLink>
            </li>
          ))}
          {view.causes.length === 0 && <li className={styles.empty}>Nobody’s access failed in the runs that are open.</li>}
        </ul>
      </Section>
      <Section title="Catalog approvals waited for" caption={view.approvalsInAll > 0 ? `${view.approvalsInAll} open` : undefined} flush>
        <ul className={styles.list}>
          {view.approvals.map((approval) => (
            <li key={approval.id} className={styles.cause}>
              <Icon name="waiting" color="colorPaletteMarigoldForeground2" />
              <span className={styles.words}>
                <TextLink href={`/approvals/${approval.id}`}>{approval.resourceName}</TextLink>
                <Caption1 className={styles.quiet}>{`${approval.ownerName}, ${approval.catalogName}`}</Caption1>
              </span>
              <Caption1 className={mergeClasses(styles.quiet, styles.nowrap)}><AgeText at={approval.askedAt} /></Caption1>
            </li>
          ))}
          {view.approvals.length === 0 && <li className={styles.empty}>Nobody is asked whether packages may hand out their resource.</li>}
        </ul>
      </Section>
    </>
  );
}
