import { z } from 'zod';
import { AppError } from '@/lib/errors';
import { formFields } from '@/lib/form';
import { STRATUM_NAMES } from '@/lib/rollout/sample';
import type { SampleDefinition } from '@/lib/rollout/sample';

/** A sample as its form sends it. */
export const SampleFields = z
  .object({
    percent: z.coerce.number('Give a number from 0.01 to 100.').min(0.01, 'Give a number from 0.01 to 100.').max(100, 'Give a number from 0.01 to 100.'),
    least: z.coerce.number('Give a whole number.').int('Give a whole number.').min(0, 'Give a whole number.').max(1000, 'At most 1,000 of each.'),
    strata: z.array(z.enum(STRATUM_NAMES)).default([]),
    base: z.enum(['everybody', 'group', 'rule']),
    groupId: z.string().default(''),
    rule: z.string().max(20_000).default(''),
    withoutOthers: z.string().default(''),
    withoutExternals: z.string().default(''),
    seed: z.string().trim().min(4, 'At least four characters.').max(64),
  })
  .superRefine(({ base, groupId, rule }, context) => {
    if (base === 'group' && !z.uuid().safeParse(groupId).success) context.addIssue({ code: 'custom', path: ['groupId'], message: 'Choose a group.' });
    if (base === 'rule' && rule.trim() === '') context.addIssue({ code: 'custom', path: ['rule'], message: 'Write the rule that says whom to draw from.' });
  });

/** The sample that those fields mean. */
export function sampleOf({ percent, least, strata, base, groupId, rule, withoutOthers, withoutExternals, seed }: z.infer<typeof SampleFields>): SampleDefinition {
  const from: SampleDefinition['base'] = base === 'group' ? { kind: 'group', groupId, groupName: '' } : base === 'rule' ? { kind: 'rule', rule } : { kind: 'everybody' };
  return { seed, percent, least, strata: STRATUM_NAMES.filter((name) => strata.includes(name)), base: from, withoutOthers: withoutOthers !== '', withoutExternals: withoutExternals !== '' };
}

/** The sample that fields from a browser mean. @throws AppError `invalid` with what is wrong, by field */
export function readSample(fields: Record<string, string | string[]>): SampleDefinition {
  const strata = fields.strata === undefined ? [] : [fields.strata].flat();
  const read = SampleFields.safeParse({ ...fields, strata });
  if (!read.success) throw new AppError('invalid', 'a sample that is none', { fields: formFields(read.error).fields });
  return sampleOf(read.data);
}
