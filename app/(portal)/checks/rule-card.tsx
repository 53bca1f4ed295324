'use client';

import { FactList } from '@/components/fact-list';
import { LinkButton } from '@/components/link-button';
import { Section } from '@/components/section';
import type { CheckedRule } from '@/lib/authoring/checks-view';
import { LINT_BOOK } from '@/lib/authoring/lint/lint-book';
import { countWords } from '@/lib/rollout/count-words';
import { SourceLink } from './source-link';
import { VerdictLabel } from './verdict-label';

/** One rule: why it is one, where it is written, and what it could not look at. */
export function RuleCard({ rule: { rule, title, verdicts, notKnown }, backHref }: { rule: CheckedRule; backHref: string }) {
  const { why, source } = LINT_BOOK[rule];
  return (
    <Section title={title} caption={`rule ${rule}`} actions={<LinkButton href={backHref} size="small" appearance="subtle">All rules</LinkButton>}>
      <FactList
        facts={[
          { label: 'Why', value: why },
          ...(verdicts ? [{ label: 'The tool says', value: <VerdictLabel verdict={verdicts.tool} /> }, { label: 'As it is meant', value: <VerdictLabel verdict={verdicts.meant} /> }] : []),
          { label: 'Source', value: <SourceLink source={source} /> },
          ...(notKnown.length > 0 ? [{ label: 'Not known', value: notKnown.map(({ missing, packages }) => <div key={missing}>{`Of ${countWords(packages, 'package', 'packages')}: ${missing}.`}</div>) }] : []),
        ]}
      />
    </Section>
  );
}
