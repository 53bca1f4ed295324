/** What Microsoft Entra would refuse of the policies of a row, and what is only doubtful. Pure: read in the browser too. */
import { checkPolicyForm } from '../check-policy-form';
import { formOf } from '../policy-form';
import type { SheetColumn } from './columns';
import { policyOfRow } from './wanted-row';
import type { WantedRow } from './wanted-row';

/** `policy` is which of the row's, from 1. */
export type Said = { policy: number; column: SheetColumn; what: string };

/** @param now a moment, as ISO 8601 has it */
export function checkRow(wanted: WantedRow, now: string): { wrong: Said[]; doubtful: Said[] } {
  const checked = wanted.policies.map((policy, index) => {
    const form = formOf(policyOfRow(wanted, policy, null, now.slice(0, 10)));
    const { wrong, doubtful } = checkPolicyForm(form, { now: now.slice(0, 16), was: formOf({}) });
    const said = (of: Record<string, string>): Said[] => Object.entries(of).map(([field, what]) => ({ policy: index + 1, column: columnOf(field), what }));
    return { wrong: said(wrong), doubtful: said(doubtful) };
  });
  return { wrong: checked.flatMap(({ wrong }) => wrong), doubtful: checked.flatMap(({ doubtful }) => doubtful) };
}

/** The column of a field of a policy's form. */
function columnOf(field: string): SheetColumn {
  const [, stage, part] = /^s(\d)\.(\w+)$/.exec(field) ?? [];
  const number = Math.min(3, Number(stage ?? 0) + 1) as 1 | 2 | 3;
  if (part) return part === 'fallbacks' ? `standIns${number}` : part === 'deadline' ? `days${number}` : `approvers${number}`;
  if (field.startsWith('review')) return field === 'review.reviewers' ? 'reviewers' : 'review';
  return field === 'name' ? 'policy' : field === 'ends' ? 'duration' : field === 'stages' || field === 'approval' ? 'approvers1' : 'ask';
}
