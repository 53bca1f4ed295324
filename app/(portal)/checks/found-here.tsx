'use client';

import { Caption1, makeStyles, tokens } from '@fluentui/react-components';
import { ActionForm } from '@/components/action-form';
import { phone } from '@/components/breakpoint';
import { CountList } from '@/components/count-list';
import { RereadWhile } from '@/components/reread-while';
import { Section } from '@/components/section';
import { SubmitButton } from '@/components/submit-button';
import { TextLink } from '@/components/text-link';
import type { FoundOf } from '@/lib/authoring/checks-view';
import { SEVERITIES } from '@/lib/authoring/lint/finding';
import { SEVERITY_WORDS } from '@/lib/authoring/lint/lint-words';
import { countWords } from '@/lib/rollout/count-words';
import { lookAgainAction } from './actions';

const useStyles = makeStyles({ quiet: { color: tokens.colorNeutralForeground3 }, counts: { maxWidth: '320px', [phone]: { maxWidth: 'none' } }, look: { marginTop: tokens.spacingVerticalS } });

/** What the last look found of one package or catalog, each leading to its findings. `of` keeps the checks to it. */
export function FoundHere({ found: { totals, underWay }, of, canLook, flush }: { found: FoundOf; of: { package: string } | { catalog: string }; canLook: boolean; flush?: boolean }) {
  const styles = useStyles();
  const href = (more: Record<string, string>) => `/checks?${new URLSearchParams({ ...of, ...more }).toString()}`;
  const counts = totals ? SEVERITIES.filter((severity) => totals[severity] > 0) : [];
  return (
    <Section title="Checks" flush={flush}>
      <RereadWhile underWay={!totals && underWay} />
      {!totals && <Caption1 className={styles.quiet}>{underWay ? 'Not looked at yet; a look is under way. ' : 'Not looked at yet. '}<TextLink href="/checks">Open the checks</TextLink></Caption1>}
      {!totals && !underWay && canLook && (
        <div className={styles.look}>
          <ActionForm action={lookAgainAction} inline label="Look at the tenant"><SubmitButton appearance="secondary" size="small">Look at all packages</SubmitButton></ActionForm>
        </div>
      )}
      {totals && counts.length === 0 && totals.excepted === 0 && <Caption1 className={styles.quiet}>Nothing stands out.</Caption1>}
      {totals && (
        <div className={styles.counts}>
          <CountList
            counts={[
              ...counts.map((severity) => ({ key: severity, label: SEVERITY_WORDS[severity][totals[severity] === 1 ? 'one' : 'many'], state: severity, value: countWords(totals[severity], 'finding', 'findings'), href: href({ severity, state: 'open' }) })),
              ...(totals.excepted > 0 ? [{ key: 'excepted', label: 'Excepted', state: 'excepted' as const, value: countWords(totals.excepted, 'finding', 'findings'), href: href({ state: 'excepted' }) }] : []),
            ]}
          />
        </div>
      )}
    </Section>
  );
}
