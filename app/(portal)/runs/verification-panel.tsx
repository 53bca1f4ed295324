'use client';

import { Caption1, MessageBar, MessageBarBody, MessageBarTitle, makeStyles, tokens } from '@fluentui/react-components';
import { ActionForm } from '@/components/action-form';
import { AgeText } from '@/components/age-text';
import { LinkButton } from '@/components/link-button';
import { Section } from '@/components/section';
import { SubmitButton } from '@/components/submit-button';
import { Totals } from '@/components/totals';
import { VERDICTS } from '@/lib/rollout/verdict';
import type { Verdict } from '@/lib/rollout/verdict';
import type { VerificationSummary } from '@/lib/rollout/verification-view';
import { verifyAgainAction } from './actions';
import { InTheApplication } from './in-the-application';
import { InUse } from './in-use';
import { VERDICT_LOOK } from './verdict-look';

const useStyles = makeStyles({
  quiet: { color: tokens.colorNeutralForeground3, display: 'block' },
  bar: { marginBottom: tokens.spacingVerticalM },
  takeOver: { marginTop: tokens.spacingVerticalS },
});

export type VerificationPanelProps = {
  verification: VerificationSummary;
  isAdmin: boolean;
  noun: string;
  /** The list it belongs to stands below, kept to one verdict or to none. */
  chosen?: Verdict | 'all';
  /** Leads to the list, where this is only its summary. */
  linked?: boolean;
  /** The run is taken back, or is being: what was found is of before. */
  takenBack?: boolean;
  /** The last thing in its column. */
  flush?: boolean;
};

/** Why nothing is told of the second level. */
const NOT_READ = {
  none: '',
  notGranted: 'Whether the application itself has the account is not checked: the portal was not granted the permission to read the provisioning log.',
  noRole: 'Whether the application itself has the account could not be read: whoever it runs for has no role for the provisioning log, such as Reports Reader, or the tenant no licence.',
};

/** How many are as signed; where Entra's word is all there is of some, that they are no less delivered for it. */
function foundWords({ asSigned, asReported }: VerificationSummary['counts'], compared: number): string {
  const of = (many: number): string => `${many.toLocaleString('en-GB')} of ${compared.toLocaleString('en-GB')}`;
  if (compared === asSigned) return `all ${compared.toLocaleString('en-GB')} as signed`;
  if (asReported > 0 && asSigned === 0) return `${of(asReported)} as Entra reports; none can be proved on the resource itself`;
  return `${of(asSigned)} as signed${asReported > 0 ? ` and ${asReported.toLocaleString('en-GB')} as Entra reports, which cannot be proved on the resource itself` : ''}`;
}

/** What the last reading of the tenant found of a run: counts that are filters, when it was read and is read next. */
export function VerificationPanel({ verification, isAdmin, noun, chosen, linked, takenBack = false, flush = false }: VerificationPanelProps) {
  const styles = useStyles();
  const { runId, readAt, counts, compared, settled, jobState, inApplication, use } = verification;
  const path = `/runs/${runId}/verification`;
  const shown = VERDICTS.filter((verdict) => counts[verdict] > 0 || verdict === 'asSigned' || verdict === 'failed' || verdict === 'different' || verdict === chosen);
  return (
    <Section
      title="Verification"
      {...(readAt ? { caption: `${foundWords(counts, compared)}, ${takenBack ? 'before it was taken back' : 'by what the tenant says itself'}` } : {})}
      flush={flush}
      actions={
        <>
          {linked && readAt && <LinkButton href={path} size="small">See what was found</LinkButton>}
          {isAdmin && !takenBack && jobState !== 'signInNeeded' && jobState !== 'roleNeeded' && readAt && (
            <ActionForm action={verifyAgainAction} hidden={{ runId }} inline label="Read it again"><SubmitButton size="small" appearance="secondary">Read again now</SubmitButton></ActionForm>
          )}
        </>
      }
    >
      {(jobState === 'signInNeeded' || jobState === 'roleNeeded') && (
        <MessageBar intent="warning" layout="multiline" className={styles.bar}>
          <MessageBarBody>
            <MessageBarTitle>{jobState === 'signInNeeded' ? 'The verification waits for a sign-in' : 'The verification waits for a role'}</MessageBarTitle>
            {`It read in the name of ${verification.actsAsName}. What was found before stands, and nothing has failed for it.`}
            {isAdmin && <div className={styles.takeOver}><ActionForm action={verifyAgainAction} hidden={{ runId }} inline label="Take the verification over"><SubmitButton size="small">{jobState === 'signInNeeded' ? 'Go on with my sign-in' : 'Go on with my role'}</SubmitButton></ActionForm></div>}
          </MessageBarBody>
        </MessageBar>
      )}
      {readAt && (
        <Totals
          label="Verdicts"
          totals={[
            { key: 'all', value: compared, label: noun, ...(linked ? {} : { href: path, chosen: chosen === 'all' }) },
            ...shown.map((verdict) => ({ key: verdict, value: counts[verdict], ...VERDICT_LOOK[verdict], ...(verdict === 'asSigned' ? {} : { href: `${path}?verdict=${verdict}`, chosen: chosen === verdict }) })),
          ]}
        />
      )}
      <Caption1 className={styles.quiet}>
        {readAt ? <>Read <AgeText at={readAt} />, reading {verification.reading}. </> : 'Not read back yet: it begins as soon as the run has settled. '}
        {settled ? 'Nothing is open any more. ' : ''}{verification.nextAt && readAt ? <>The next reading is due <AgeText at={verification.nextAt} as="due" />. </> : ''}
        In Entra, as far as it can be read. {inApplication?.read === 'yes' ? '' : NOT_READ[inApplication?.read ?? 'none']}
      </Caption1>
      {inApplication?.read === 'yes' && <InTheApplication applications={inApplication.applications} />}
      {use && readAt && <InUse use={use} readAt={readAt} />}
    </Section>
  );
}
