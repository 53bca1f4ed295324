import type { PolicyForm } from '@/lib/authoring/policy-form';

/** A part of the editor: the form as it stands, and how to change some of it. */
export type PartProps = { form: PolicyForm; set: (by: Partial<PolicyForm>) => void };

let made = 0;

/** A key nothing of a document has. */
export function newKey(): string {
  made += 1;
  return `new${made}-${Date.now().toString(36)}`;
}
