'use client';

import { Caption1, makeStyles, tokens } from '@fluentui/react-components';
import { CountList } from '@/components/count-list';
import { Section } from '@/components/section';
import { TextLink } from '@/components/text-link';
import type { FindingTotals } from '@/lib/authoring/lint/finding';
import { SEVERITIES } from '@/lib/authoring/lint/finding';
import { SEVERITY_WORDS } from '@/lib/authoring/lint/lint-words';
import { countWords } from '@/lib/rollout/count-words';

const useStyles = makeStyles({ quiet: { color: tokens.colorNeutralForeground3 }, counts: { maxWidth: '320px' } });

/** What the last look found of one package or catalog, each leading to its findings. `of` keeps the checks to it. */
export function FoundHere({ totals, of, flush }: { totals: FindingTotals | null; of: { package: string } | { catalog: string }; flush?: boolean }) {
  const styles = useStyles();
  const href = (more: Record<string, string>) => `/checks?${new URLSearchParams({ ...of, ...more }).toString()}`;
  const counts = totals ? SEVERITIES.filter((severity) => totals[severity] > 0) : [];
  return (
    <Section title="Checks" flush={flush}>
      {!totals && <Caption1 className={styles.quiet}>Nobody has looked at the tenant yet. <TextLink href="/checks">Open the checks</TextLink></Caption1>}
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
