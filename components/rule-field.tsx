'use client';

import { TextAreaField } from './form-fields';

export type RuleFieldProps = {
  name?: string;
  label?: string;
  hint?: string;
  required?: boolean;
  defaultValue?: string;
  rows?: number;
  onType?: (text: string) => void;
  /** What is wrong with it as it stands, and where. */
  problem?: string;
};

const EXAMPLE = 'user.department -eq "Finance" -and\nuser.accountEnabled -eq true';

/** A membership rule in Entra's language; what is wrong with it stands under it, with its line and column, and the rule stays. */
export function RuleField({ name = 'rule', label = 'Rule', hint = 'As for a dynamic group of Microsoft Entra.', rows = 4, ...field }: RuleFieldProps) {
  return <TextAreaField name={name} label={label} hint={hint} rows={rows} placeholder={EXAMPLE} code {...field} />;
}
