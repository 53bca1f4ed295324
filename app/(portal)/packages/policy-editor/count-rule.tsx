'use client';

import { Body1, Button, Caption1, makeStyles, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { Icon } from '@/components/icon';
import { durationOf } from '@/lib/authoring/policy-amount';
import type { PolicyForm } from '@/lib/authoring/policy-form';
import { ERROR_TEXT } from '@/lib/errors';
import type { ErrorCode } from '@/lib/errors';

const useStyles = makeStyles({
  root: { display: 'grid', rowGap: tokens.spacingVerticalXS, justifyItems: 'start' },
  quiet: { color: tokens.colorNeutralForeground2 },
});

/** What of the tenant, or of a draft, the policy is; by the names of the address that counts. */
export type CountedOf = Readonly<Record<string, string>>;

type Counted = { asked: string; words: string; failed: boolean };

/** Counts on demand whom the rule selects as it is typed, and what that means for those who have the package. */
export function CountRule({ of, form: { rule, automatic } }: { of: CountedOf; form: Pick<PolicyForm, 'rule' | 'automatic'> }) {
  const styles = useStyles();
  const [counting, setCounting] = useState(false);
  const [counted, setCounted] = useState<Counted | null>(null);
  const asked = new URLSearchParams({ ...of, rule, assigns: automatic.assigns ? '1' : '', removes: automatic.removes ? '1' : '', grace: durationOf(automatic.grace) ?? '' }).toString();
  const count = async () => {
    setCounting(true);
    try {
      const response = await fetch(`/packages/policy-editor/rule-count?${asked}`);
      const body = (await response.json()) as { words?: string; code?: ErrorCode };
      setCounted({ asked, words: body.words ?? ERROR_TEXT[body.code ?? 'internal'], failed: body.words === undefined });
    } catch {
      setCounted({ asked, words: ERROR_TEXT.offline, failed: true });
    } finally {
      setCounting(false);
    }
  };
  return (
    <div className={styles.root} aria-live="polite">
      <Button size="small" icon={<Icon name="people" />} disabledFocusable={counting || !rule.trim()} onClick={() => (counting ? undefined : void count())}>{counting ? 'Counting who matches…' : 'Count who matches'}</Button>
      {counted && <Body1>{counted.failed ? `Who matches could not be counted: ${counted.words}` : counted.words}</Body1>}
      {counted && counted.asked !== asked && <Caption1 className={styles.quiet}>The rule was changed since. Count again.</Caption1>}
    </div>
  );
}
