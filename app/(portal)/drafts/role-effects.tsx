import { Section } from '@/components/section';
import { DataTable } from '@/components/data-table';
import { TextLink } from '@/components/text-link';
import type { PlannedStep } from '@/lib/authoring/plan-draft';
import { effectWords, ORIGIN_NOT_TOLD } from '@/lib/authoring/role-effect';
import { isAppError } from '@/lib/errors';
import { roleEffectHref } from '../packages/[packageId]/role-effect/address';
import { countedRoles } from './counted';

type Props = { session: { tokenCacheId: string }; steps: readonly PlannedStep[]; draftId: string | null };

/** Who gains and who loses by the roles that come and go. It comes after what it is about, which does not wait for it nor fail with it. */
export async function RoleEffects({ session, steps, draftId }: Props) {
  const roles = steps.filter(({ kind }) => kind === 'packageRole');
  if (roles.length === 0) return null;
  try {
    const { counted, left } = await countedRoles(session, steps);
    if (counted.length === 0) return null;
    return (
      <Section title="Who gains and who loses" caption={left > 0 ? `the first ${counted.length} of ${counted.length + left} roles` : 'of those who have the packages today'}>
        <DataTable
          label="Who gains and who loses"
          twoLine
          columns={[{ key: 'change', header: 'Change', width: '36%' }, { key: 'people', header: 'What it means' }, { key: 'list', header: 'List', hiddenHeader: true, width: '130px' }]}
          rows={counted.map((each) => ({ key: each.key, label: each.words, cells: { change: each.words, people: effectWords(each.change, each.count), list: each.count.looked > 0 || each.count.more ? <TextLink href={roleEffectHref(each, { draftId })} label={`See everybody: ${each.words}`}>See everybody</TextLink> : null } }))}
        />
        {counted.some(({ operation }) => operation === 'remove') && <p>{ORIGIN_NOT_TOLD}</p>}
      </Section>
    );
  } catch (error) {
    if (!isAppError(error)) throw error;
    return <Section title="Who gains and who loses"><p>{`This could not be counted: ${error.sentence} Reload the page to try again.`}</p></Section>;
  }
}
