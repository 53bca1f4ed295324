'use client';

import { StateLabel } from '@/components/state-label';
import type { Verdict } from '@/lib/authoring/lint/finding';
import { VERDICT_WORDS } from '@/lib/authoring/lint/lint-words';

const STATE = { pass: 'passed', fail: 'failed', investigate: 'open', notKnown: 'unknown' } as const;

/** What the tool or its intent says of something. */
export function VerdictLabel({ verdict }: { verdict: Verdict }) {
  return <StateLabel state={STATE[verdict]}>{VERDICT_WORDS[verdict]}</StateLabel>;
}
