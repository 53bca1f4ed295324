'use client';

import { Caption1, makeStyles, tokens } from '@fluentui/react-components';
import { DataTable } from '@/components/data-table';
import { Section } from '@/components/section';
import { StateLabel } from '@/components/state-label';
import { TextLink } from '@/components/text-link';
import { SEVERITIES } from '@/lib/authoring/lint/finding';
import type { DraftLint } from '@/lib/authoring/lint/finding';
import { notKnownWords } from '@/lib/authoring/lint/lint-words';
import { countWords } from '@/lib/rollout/count-words';
import { SourceLink } from './source-link';

const useStyles = makeStyles({ quiet: { margin: `${tokens.spacingVerticalS} 0 0`, color: tokens.colorNeutralForeground3 } });

/** Of a sheet of hundreds of packages the worst are enough to mend it. */
const MOST_SHOWN = 100;

/** What would stand out about a draft's packages once it is applied. */
export function DraftedFindings({ draftId, result }: { draftId: string; /** Null where it could not be read. */ result: DraftLint | null }) {
  const styles = useStyles();
  if (!result) return <Section title="What would stand out" flush><Caption1 as="p" block className={styles.quiet}>The tenant did not answer, so the packages were not held against the rules. Reload the page to try again.</Caption1></Section>;
  const open = notKnownWords(result.notKnown);
  const hrefOf = (packageId: string): string => (result.made.includes(packageId) ? `/drafts/${draftId}/changes/${packageId}` : `/packages/${packageId}`);
  const findings = [...result.findings].sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
  return (
    <Section title="What would stand out" caption={findings.length > 0 ? `${countWords(findings.length, 'finding', 'findings')}${findings.length > MOST_SHOWN ? `, the first ${MOST_SHOWN} of them` : ''}` : 'nothing in its packages'} flush>
      {findings.length > 0 && (
        <DataTable
          label="What would stand out"
          columns={[{ key: 'package', header: 'Package', width: '24%' }, { key: 'what', header: 'What stands out' }, { key: 'severity', header: 'Weighs as', width: '110px' }, { key: 'rule', header: 'Rule', named: true, width: '60px' }]}
          rows={findings.slice(0, MOST_SHOWN).map((each) => ({ key: each.key, label: `${each.packageName}: ${each.what}`, cells: { package: <TextLink href={hrefOf(each.packageId)}>{each.packageName}</TextLink>, what: <>{each.what}{each.source && <> <SourceLink source={each.source} /></>}</>, severity: <StateLabel state={each.severity} />, rule: each.rule } }))}
        />
      )}
      {open && <Caption1 as="p" block className={styles.quiet}>{open}</Caption1>}
    </Section>
  );
}
