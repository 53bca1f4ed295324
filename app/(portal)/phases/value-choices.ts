import type { FilterChoice } from '@/components/filter-bar';
import { NONE } from '@/lib/rollout/cohort';

/** Values of an attribute as a filter offers them. */
export function valueChoices(values: { value: string; people: number }[]): FilterChoice[] {
  return values.map(({ value, people }) => {
    const chip = value === NONE ? 'None' : value;
    return { value, chip, label: `${chip} (${people.toLocaleString('en-GB')})` };
  });
}
