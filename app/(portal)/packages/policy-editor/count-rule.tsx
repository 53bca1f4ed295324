'use client';

import { Body1, Button, Caption1, makeStyles, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { Icon } from '@/components/icon';
import { useRead } from '@/components/use-read';
import { durationOf } from '@/lib/authoring/policy-amount';
import type { PolicyForm } from '@/lib/authoring/policy-form';

const useStyles = makeStyles({
  root: { display: 'grid', rowGap: tokens.spacingVerticalXS, justifyItems: 'start' },
  quiet: { color: tokens.colorNeutralForeground2 },
});

/** What of the tenant, or of a draft, the policy is; by the names of the address that counts. */
export type CountedOf = Readonly<Record<string, string>>;

/** Counts on demand whom the rule selects as it is typed, and what that means for those who have the package. */
export function CountRule({ of, form: { rule, automatic } }: { of: CountedOf; form: Pick<PolicyForm, 'rule' | 'automatic'> }) {
  const styles = useStyles();
  const asked = new URLSearchParams({ ...of, rule, assigns: automatic.assigns ? '1' : '', removes: automatic.removes ? '1' : '', grace: durationOf(automatic.grace) ?? '' }).toString();
  const [counted, setCounted] = useState<string | null>(null);
  const { state, body, sentence, again } = useRead<{ words: string }>(counted === null ? null : `/packages/policy-editor/rule-count?${counted}`);
  const counting = counted !== null && state === 'reading';
  const count = () => (counted === asked ? again() : setCounted(asked));
  return (
    <div className={styles.root} aria-live="polite">
      <Button size="small" icon={<Icon name="people" />} disabledFocusable={counting || !rule.trim()} onClick={() => (counting ? undefined : count())}>{counting ? 'Counting who matches…' : 'Count who matches'}</Button>
      {(sentence || body) && <Body1>{sentence ? `Who matches could not be counted: ${sentence}` : body?.words}</Body1>}
      {counted !== null && counted !== asked && <Caption1 className={styles.quiet}>The rule was changed since. Count again.</Caption1>}
    </div>
  );
}
