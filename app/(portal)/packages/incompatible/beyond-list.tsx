import { DataTable } from '@/components/data-table';
import { LinkButton } from '@/components/link-button';
import { Section } from '@/components/section';
import { StateLabel } from '@/components/state-label';
import { TextLink } from '@/components/text-link';
import { apartSentence } from '@/lib/authoring/incompatibility';
import type { BeyondMatrix } from '@/lib/authoring/incompatibility-view';
import { cellState } from './cell-words';

const MOST_SHOWN = 25;

/** What the packages of the page are kept apart from and that was not chosen. */
export function BeyondList({ beyond, showHref }: { beyond: BeyondMatrix[]; showHref: string }) {
  if (beyond.length === 0) return null;
  return (
    <Section title="Kept apart from others too" caption={`${beyond.length.toLocaleString('en-GB')} of what is not chosen`} actions={<LinkButton href={showHref} size="small">Show them too</LinkButton>}>
      <DataTable
        label="Kept apart from others too"
        columns={[{ key: 'of', header: 'Package', width: '24%' }, { key: 'other', header: 'Other package', width: '24%' }, { key: 'state', header: 'State', width: '170px' }, { key: 'says', header: 'What it means', hideOnPhone: true }]}
        rows={beyond.slice(0, MOST_SHOWN).map(({ of, other, apart }) => {
          const state = cellState(apart, other.kind);
          return { key: `${of.id} ${other.id}`, label: `${of.name} and ${other.name}`, cells: { of: of.name, other: <TextLink href={`/packages/${other.id}`}>{other.name}</TextLink>, state: state && <StateLabel state={state.state}>{state.word}</StateLabel>, says: apartSentence(apart, of.name, other.kind, other.name) } };
        })}
      />
    </Section>
  );
}
