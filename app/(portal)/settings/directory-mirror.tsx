'use client';

import { Body1, Caption1, Link, ProgressBar, makeStyles, tokens } from '@fluentui/react-components';
import { ActionForm } from '@/components/action-form';
import { AgeText } from '@/components/age-text';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { FactList } from '@/components/fact-list';
import { Section } from '@/components/section';
import { SubmitButton } from '@/components/submit-button';
import type { MirrorView } from '@/lib/directory/keep-mirror';
import { holdMirrorAction, purgeMirrorAction, refreshMirrorAction } from './actions';
import { VerdictLine } from './verdict-line';
import type { Verdict } from './verdict-line';

const useStyles = makeStyles({
  progress: { display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalXS, marginBottom: tokens.spacingVerticalM, maxWidth: '420px' },
  actions: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM, marginTop: tokens.spacingVerticalM },
});

const count = (number: number) => number.toLocaleString('en-GB');

function verdictOf({ scope, asOf, loading, waitsFor, worksFor }: MirrorView): Verdict {
  if (scope !== 'wholeTenant') return { good: null, says: 'No copy of the directory is held', more: 'People are searched in the tenant itself, by the beginning of words. A copy also finds inside words, without accents, and answers when Microsoft does not.' };
  if (waitsFor === 'signInNeeded') return { good: false, says: 'The copy is not refreshed: a sign-in is needed', more: `It was read for ${worksFor ?? 'an admin'}, whose sign-in has ended. Refresh it to go on in your name.` };
  if (waitsFor === 'roleNeeded') return { good: false, says: 'The copy is not refreshed: a role is needed', more: `Microsoft Entra let ${worksFor ?? 'the admin'} read people before and refuses it now. Activate the role, then refresh.` };
  if (!asOf) return { good: null, says: 'The directory is being read for the first time', more: 'Until it is through, people are searched in the tenant itself. You can leave this page.' };
  return { good: true, says: 'A copy of the whole directory is held', more: loading ? 'It is being read anew; what was held before answers until that is through.' : 'What changes in the tenant is read every 10 minutes while the sign-in lasts.' };
}

/** What is held of the directory, how old it is, and the ways to hold, refresh and forget it. */
export function DirectoryMirror({ mirror, canChange }: { mirror: MirrorView; canChange: boolean }) {
  const styles = useStyles();
  return (
    <Section title="Copy of the directory">
      <VerdictLine verdict={verdictOf(mirror)} />
      {mirror.scope === 'wholeTenant' && mirror.loading && (
        <div className={styles.progress}>
          <ProgressBar aria-label="Read so far" {...(mirror.expected ? { value: Math.min(1, mirror.loaded / mirror.expected) } : {})} />
          <Caption1>{mirror.expected ? `${count(mirror.loaded)} of about ${count(mirror.expected)} people read` : `${count(mirror.loaded)} people read`}</Caption1>
        </div>
      )}
      <FactList
        facts={[
          { label: 'As of', value: mirror.asOf ? <AgeText at={mirror.asOf} /> : 'Nothing is held yet' },
          ...(mirror.scope === 'wholeTenant' && mirror.worksFor ? [{ label: 'Read for', value: mirror.worksFor }] : []),
          ...(mirror.changedByName ? [{ label: mirror.scope === 'wholeTenant' ? 'Held since' : 'Last purged', value: <>{mirror.changedAt ? <AgeText at={mirror.changedAt} /> : null}, by {mirror.changedByName}</> }] : []),
          { label: 'What is kept', value: <Link href="/settings/directory-data">Data sheet: each attribute, its purpose and how long it is kept</Link> },
        ]}
      />
      {canChange && (
        <div className={styles.actions}>
          {mirror.scope !== 'wholeTenant' && (
            <ConfirmDialog
              trigger="Hold a copy of the directory…"
              title="Hold a copy of the whole directory?"
              loss={<Body1>Names, addresses, departments and the other attributes of the data sheet, of every person in the tenant, are then kept in this portal’s database. Whoever runs the portal answers for them. You can purge the copy at any time.</Body1>}
              confirm="Hold a copy"
              keep="Keep searching in the tenant"
              action={holdMirrorAction}
            />
          )}
          {mirror.scope === 'wholeTenant' && (
            <>
              <ActionForm action={refreshMirrorAction} inline label="Refresh the copy of the directory" done="Refreshing. What changed shows in a moment.">
                <SubmitButton>Refresh now</SubmitButton>
              </ActionForm>
              <ConfirmDialog
                trigger="Purge…"
                triggerAppearance="subtle"
                title="Purge the copy of the directory?"
                loss={<Body1>Everybody who is held is forgotten at once, and nothing is read any more. Cohorts, rehearsals, runs and notes keep what they say. People are then searched in the tenant itself.</Body1>}
                confirm="Purge the copy"
                keep="Keep it"
                action={purgeMirrorAction}
              />
            </>
          )}
        </div>
      )}
    </Section>
  );
}
