import { AgeText } from '@/components/age-text';
import { DataTable } from '@/components/data-table';
import { FilterBar } from '@/components/filter-bar';
import { LinkButton } from '@/components/link-button';
import { Pager } from '@/components/pager';
import { TextLink } from '@/components/text-link';
import { isKey } from '@/lib/authoring/draft';
import type { DraftView } from '@/lib/authoring/draft-view';
import { addressWith } from '../../../catalogs/search-params';
import { pagesOf } from '../../../pages-of';
import { matrixHref } from '../../../packages/incompatible/address';
import { RemoveChange } from '../../draft-buttons';
import { KIND_WORDS } from '../../draft-words';

type Props = { view: DraftView; page: number; size: number; text: string; kind: string; /** The page of what stands in the tenant, beside it. */ stands: number; canChange: boolean };

const EDITABLE = new Set(['catalog', 'package', 'policy']);

/** What a draft holds, by kind and name, each to be edited or taken out. */
export function ChangeList({ view: { draft, lines, total, kinds }, page, size, text, kind, stands, canChange }: Props) {
  const path = `/drafts/${draft.id}`;
  const href = (to: number) => addressWith(path, { q: text, kind, page: String(to), stands: stands > 1 ? String(stands) : '' });
  return (
    <>
      <FilterBar search="Find a change by name" filters={[{ param: 'kind', label: 'Kind', options: kinds.map((each) => ({ value: each.kind, label: `${KIND_WORDS[each.kind]}, ${each.count.toLocaleString('en-GB')}`, chip: KIND_WORDS[each.kind] })) }]} />
      <DataTable
        label="Changes"
        columns={[{ key: 'words', header: 'What it does' }, { key: 'kind', header: 'Kind', named: true, width: '170px' }, { key: 'by', header: 'Last edited', named: true, width: '230px' }, ...(canChange ? [{ key: 'edit', header: 'Edit', hiddenHeader: true, width: '310px' }] : [])]}
        rows={lines.map(({ change, words }) => {
          const edits = canChange && EDITABLE.has(change.kind) && change.operation !== 'delete';
          const to = `${path}/${change.kind === 'policy' ? 'policies' : 'changes'}/${encodeURIComponent(change.key)}`;
          return {
            key: change.key, label: words, ...(edits ? { href: to } : {}),
            cells: {
              words: edits ? <TextLink href={to}>{words}</TextLink> : words, kind: KIND_WORDS[change.kind], by: <><AgeText at={change.changedAt.toISOString()} /> by {change.changedByName}</>,
              edit: (
                <>
                  {canChange && change.operation === 'create' && <FurtherInto path={path} change={change} />}
                  {canChange && change.kind === 'package' && change.operation === 'create' && <LinkButton size="small" appearance="subtle" icon="add" href={addressWith(`${path}/policies/new`, { package: change.key })} label={`Add a policy to ${change.name}`}>Policy</LinkButton>}
                  {canChange && change.kind === 'package' && change.operation === 'create' && <LinkButton size="small" appearance="subtle" icon="compare" href={matrixHref({ draftId: draft.id })} label={`Keep ${change.name} apart from others`}>Keep apart</LinkButton>}
                  <RemoveChange draftId={draft.id} changeKey={change.key} name={change.name} />
                </>
              ),
            },
          };
        })}
        empty={text || kind ? { title: 'No change fits these filters', why: 'Take a filter away to see more.' } : { icon: 'edit', title: 'This draft holds nothing yet', why: 'Open a catalog or package, choose Edit, and add the change to this draft.', action: <LinkButton href="/catalogs">Go to catalogs</LinkButton> }}
      />
      <Pager {...pagesOf({ number: page, take: size }, total, href)} noun="changes" />
    </>
  );
}

/** What can come into a catalog that the draft makes, or of a resource that it adds. */
function FurtherInto({ path, change: { kind, key, name, wanted } }: { path: string; change: DraftView['lines'][number]['change'] }) {
  const into = kind === 'catalog' ? key : kind === 'catalogResource' && wanted && 'catalog' in wanted ? (isKey(wanted.catalog) ? wanted.catalog.key : wanted.catalog.id) : null;
  if (!into) return null;
  return (
    <>
      {kind === 'catalog' && <LinkButton size="small" appearance="subtle" icon="add" href={addressWith(`${path}/add`, { catalog: into })} label={`Add resources to ${name}`}>Resources</LinkButton>}
      <LinkButton size="small" appearance="subtle" icon="add" href={addressWith(`${path}/packages/new`, { catalog: into })} label={kind === 'catalog' ? `Add a package to ${name}` : `Add a package beside ${name}`}>Package</LinkButton>
    </>
  );
}
