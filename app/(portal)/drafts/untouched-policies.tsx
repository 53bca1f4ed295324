import { DataTable } from '@/components/data-table';
import { Section } from '@/components/section';
import { TextLink } from '@/components/text-link';
import { loadUntouched } from '@/lib/authoring/sheet/load-untouched';
import type { UntouchedPolicies as Untouched } from '@/lib/authoring/sheet/load-untouched';
import { isAppError } from '@/lib/errors';
import { graphFor } from '@/lib/graph/graph-for';

const TITLE = 'What stays as it is';
const MOST_SHOWN = 50;

/** The policies beside those a sheet names, of a draft that was made of it. It comes after the review, which does not wait for it nor fail with it. */
export async function UntouchedPolicies({ session, draftId, mayChange }: { session: { tokenCacheId: string }; draftId: string; mayChange: boolean }) {
  try {
    const untouched = await loadUntouched(graphFor(session), draftId);
    return untouched && untouched.packages.length > 0 ? <List {...untouched} mayChange={mayChange} /> : null;
  } catch (error) {
    if (!isAppError(error)) throw error;
    return <Section title={TITLE}><p>{`Which policies the sheet does not name could not be read: ${error.sentence} They stay untouched, whichever they are.`}</p></Section>;
  }
}

function List({ sheetId, packages, mayChange }: Untouched & { mayChange: boolean }) {
  const count = packages.reduce((sum, { policies }) => sum + policies.length, 0);
  const left = packages.length - MOST_SHOWN;
  return (
    <Section title={TITLE} caption={`the sheet does not name ${count === 1 ? 'this policy' : `these ${count.toLocaleString('en-GB')} policies`}, and ${count === 1 ? 'it stays' : 'they stay'} untouched`}>
      <DataTable
        label="Policies that the sheet does not name"
        twoLine
        columns={[{ key: 'package', header: 'Package', width: '36%' }, { key: 'policies', header: 'Policies that stay untouched' }]}
        rows={packages.slice(0, MOST_SHOWN).map(({ id, name, catalogName, policies }) => ({
          key: id,
          label: name,
          cells: {
            package: <><TextLink href={`/packages/${id}`}>{name}</TextLink>{` in ${catalogName}`}</>,
            policies: policies.map((policy, index) => <span key={policy.id}>{index > 0 && ', '}{mayChange ? <TextLink href={`/packages/${id}/policies/${policy.id}/edit`} label={`${policy.name} of ${name}`}>{policy.name}</TextLink> : policy.name}</span>),
          },
        }))}
      />
      <p>
        {left > 0 && `${left.toLocaleString('en-GB')} more packages have such policies. `}
        People can get a package by any of its policies.{sheetId && <> Whether one of these goes, or comes into the sheet, is chosen under <TextLink href={`/sheets/${sheetId}/deviations`}>Deviations of the sheet</TextLink>.</>}
      </p>
    </Section>
  );
}
