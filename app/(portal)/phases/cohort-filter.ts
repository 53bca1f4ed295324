import { isObjectId } from '@/lib/directory/object-id';
import { ACCOUNTS, ALSO_IN, COHORT_CHANGES } from '@/lib/rollout/cohort';
import type { MemberFilter } from '@/lib/rollout/cohort';
import { OUTCOMES } from '@/lib/rollout/rehearsal';

/** What a list of a cohort's people can be kept to, by the names that addresses and forms have for it. */
export const FILTER_NAMES = ['q', 'source', 'department', 'country', 'office', 'account', 'change', 'also', 'taken', 'outcome'] as const;


/** The filter that an address or a form says; what makes no sense in it is passed over. */
export function memberFilter(read: (name: (typeof FILTER_NAMES)[number]) => string[]): MemberFilter {
  const first = (name: (typeof FILTER_NAMES)[number]) => read(name)[0]?.trim() || undefined;
  const among = <T extends string>(known: readonly T[], value: string | undefined) => known.find((each) => each === value);
  const [text, source] = [first('q')?.slice(0, 200), first('source')];
  const account = among(ACCOUNTS, first('account'));
  const change = among([...COHORT_CHANGES, 'any' as const], first('change'));
  const also = among(ALSO_IN, first('also'));
  const outcomes = OUTCOMES.filter((outcome) => read('outcome').includes(outcome));
  const values = { departments: read('department'), countries: read('country'), offices: read('office') };
  return {
    ...(text ? { text } : {}), ...(source && isObjectId(source) ? { sourceId: source } : {}), ...(account ? { account } : {}), ...(change ? { change } : {}), ...(also ? { also } : {}),
    ...(first('taken') ? { takenIn: true } : {}), ...(outcomes.length > 0 ? { outcomes } : {}),
    ...Object.fromEntries(Object.entries(values).filter(([, wanted]) => wanted.length > 0).map(([name, wanted]) => [name, wanted.slice(0, 50)])),
  };
}
