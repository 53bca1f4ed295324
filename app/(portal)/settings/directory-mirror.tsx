'use client';

import { Body1, Caption1, Link, ProgressBar, makeStyles, tokens } from '@fluentui/react-components';
import { ActionForm } from '@/components/action-form';
import { AgeText } from '@/components/age-text';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { FactList } from '@/components/fact-list';
import { Section } from '@/components/section';
import { SubmitButton } from '@/components/submit-button';
import type { MirrorPart, MirrorView } from '@/lib/directory/mirror-view';
import { holdMirrorAction, purgeMirrorAction, refreshMirrorAction } from './actions';
import { VerdictLine } from './verdict-line';
import type { Verdict } from './verdict-line';

const useStyles = makeStyles({
  part: { display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalXXS },
  progress: { maxWidth: '320px' },
  quiet: { color: tokens.colorNeutralForeground3 },
  actions: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM, marginTop: tokens.spacingVerticalM },
});

const number = (count: number) => count.toLocaleString('en-GB');
const counted = ({ count, more }: { count: number; more: boolean }) => (more ? `more than ${number(count)}` : number(count));

const HELD = {
  inScope: { says: 'Held are the people in scope of rollouts', more: 'Members of cohorts, of the packages’ groups and of groups that cohorts and rules name, whoever has or asked for a rollout’s packages, and their managers. Others are searched in the tenant itself.' },
  wholeTenant: { says: 'A copy of the whole directory is held', more: 'Everybody in the tenant is found in it: inside words, without accents, and when Microsoft does not answer.' },
} as const;

function verdictOf({ scope, parts, waitsFor, worksFor }: MirrorView): Verdict {
  if (scope === 'nothing') return { good: null, says: 'No copy of the directory is held', more: 'An admin purged it. People are searched in the tenant itself; cohorts by rule, baselines and the routes of access cannot be worked out.' };
  if (waitsFor === 'signInNeeded') return { good: false, says: 'The copy is not refreshed: a sign-in is needed', more: `It was read for ${worksFor ?? 'an admin'}, whose sign-in has ended. Refresh it to go on in your name.` };
  if (waitsFor === 'roleNeeded') return { good: false, says: 'The copy is not refreshed: a role is needed', more: `Microsoft Entra let ${worksFor ?? 'the admin'} read the directory before and refuses it now. Activate the role, then refresh.` };
  const asOf = parts.find(({ part }) => part === 'people')?.asOf;
  if (!asOf && !worksFor) return { good: null, says: 'Nothing was read yet', more: 'The people in scope are read when the first rollout is made, or now if you refresh.' };
  if (!asOf) return { good: null, says: 'The directory is being read for the first time', more: 'Until it is through, people are searched in the tenant itself. You can leave this page.' };
  return { good: true, ...HELD[scope] };
}

const PARTS: Record<MirrorPart['part'], { label: string; unit: string }> = {
  people: { label: 'People', unit: 'people' },
  groups: { label: 'Groups', unit: 'members' },
  packages: { label: 'Packages', unit: 'packages' },
  appRoles: { label: 'App roles', unit: 'assignments of roles' },
  assignments: { label: 'Assignments', unit: 'assignments' },
};

/** How old one part is, and how far a reading under way has come. */
function PartState({ part: { part, asOf, loading, loaded, expected }, held }: { part: MirrorPart; held: string }) {
  const styles = useStyles();
  const { label, unit } = PARTS[part];
  return (
    <div className={styles.part}>
      <span>{asOf ? <AgeText at={asOf} /> : 'Not read yet'}{held && <span className={styles.quiet}> · {held}</span>}</span>
      {loading && (
        <div className={styles.progress}>
          <ProgressBar aria-label={`${label}: read so far`} {...(expected ? { value: Math.min(1, loaded / expected) } : {})} />
          <Caption1>{expected ? `${number(loaded)} of about ${number(expected)} ${unit} read` : `${number(loaded)} ${unit} read`}</Caption1>
        </div>
      )}
    </div>
  );
}

function heldOf(part: MirrorPart['part'], held: MirrorView['held']): string {
  switch (part) {
    case 'people':
      return `${counted(held.people)} people${held.deletedPeople.count > 0 ? `, ${counted(held.deletedPeople)} deleted` : ''}`;
    case 'groups':
      return `${counted(held.groups)} groups, ${counted(held.memberships)} memberships and ownerships`;
    case 'packages':
      return `${counted(held.packages)} packages`;
    case 'appRoles':
      return `${counted(held.appRoles)} assignments of roles`;
    case 'assignments':
      return `${counted(held.assignments)} assignments, ${counted(held.requests)} open requests`;
  }
}

/** What is held of the directory, how old it is, and the ways to hold, refresh and forget it. */
export function DirectoryMirror({ mirror, canChange }: { mirror: MirrorView; canChange: boolean }) {
  return (
    <Section title="Copy of the directory">
      <VerdictLine verdict={verdictOf(mirror)} />
      <FactList
        facts={[
          ...(mirror.scope === 'nothing' ? [] : mirror.parts.map((part) => ({ label: PARTS[part.part].label, value: <PartState part={part} held={heldOf(part.part, mirror.held)} /> }))),
          ...(mirror.scope !== 'nothing' && mirror.worksFor ? [{ label: 'Read for', value: mirror.worksFor }] : []),
          ...(mirror.changedByName ? [{ label: mirror.scope === 'nothing' ? 'Purged' : 'Chosen', value: <><AgeText at={mirror.changedAt} />, by {mirror.changedByName}</> }] : []),
          { label: 'What is kept', value: <Link href="/settings/directory-data">Data sheet: each attribute, its purpose and how long it is kept</Link> },
          { label: 'Look-ups', value: <Link href="/activity/look-ups">Who looked whom up</Link> },
        ]}
      />
      {canChange && <MirrorActions scope={mirror.scope} />}
    </Section>
  );
}

function MirrorActions({ scope }: { scope: MirrorView['scope'] }) {
  const styles = useStyles();
  return (
    <div className={styles.actions}>
      {scope !== 'nothing' && (
        <ActionForm action={refreshMirrorAction} inline label="Refresh the copy of the directory" done="Refreshing. What changed shows in a moment.">
          <SubmitButton>Refresh now</SubmitButton>
        </ActionForm>
      )}
      {scope === 'nothing' && (
        <ActionForm action={holdMirrorAction} hidden={{ scope: 'inScope' }} inline label="Hold the people in scope" done="The people in scope are being read.">
          <SubmitButton>Hold the people in scope</SubmitButton>
        </ActionForm>
      )}
      {scope !== 'wholeTenant' && (
        <ConfirmDialog
          trigger="Hold the whole directory…"
          title="Hold a copy of the whole directory?"
          loss={<Body1>Names, addresses, departments and the other attributes of the data sheet, of every person in the tenant, also of those no rollout concerns, are then kept in this portal’s database. Whoever runs the portal answers for them. You can go back to the people in scope, or purge the copy, at any time.</Body1>}
          confirm="Hold the whole directory"
          keep="Leave it as it is"
          action={holdMirrorAction}
          hidden={{ scope: 'wholeTenant' }}
        />
      )}
      {scope === 'wholeTenant' && (
        <ConfirmDialog
          trigger="Hold only the people in scope…"
          title="Hold only the people in scope?"
          loss={<Body1>Whoever is in no rollout, no package’s group and no group of a rule is forgotten by the next reading. People are then searched in the tenant itself, and rules and samples choose among the people in scope alone.</Body1>}
          confirm="Hold only the people in scope"
          keep="Keep the whole directory"
          action={holdMirrorAction}
          hidden={{ scope: 'inScope' }}
        />
      )}
      {scope !== 'nothing' && (
        <ConfirmDialog
          trigger="Purge…"
          triggerAppearance="subtle"
          title="Purge the copy of the directory?"
          loss={<Body1>Everything that is held is forgotten at once, and nothing is read any more until an admin says so. Cohorts, rehearsals, runs, notes and the log of look-ups keep what they say.</Body1>}
          confirm="Purge the copy"
          keep="Keep it"
          action={purgeMirrorAction}
        />
      )}
    </div>
  );
}
