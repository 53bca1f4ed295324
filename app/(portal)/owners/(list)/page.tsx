import type { Metadata } from 'next';
import { AgeText } from '@/components/age-text';
import { Columns } from '@/components/columns';
import { DataTable } from '@/components/data-table';
import { FactList } from '@/components/fact-list';
import { FilterBar } from '@/components/filter-bar';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import { Pager } from '@/components/pager';
import { Section } from '@/components/section';
import { TextLink } from '@/components/text-link';
import { requireRole } from '@/lib/auth/guard';
import { mayChange } from '@/lib/auth/role';
import type { AccountableOwner, StandingPart } from '@/lib/authoring/accountable-owner';
import { kindWord } from '@/lib/authoring/package-design';
import { loadRegister } from '@/lib/authoring/owner-register';
import { loadStandingSettings } from '@/lib/authoring/standing-signers';
import type { StandingSettings } from '@/lib/authoring/standing-signers';
import type { SearchParams } from '../../catalogs/search-params';
import { addressWith, param } from '../../catalogs/search-params';
import { pageNumber, pagesOf } from '../../pages-of';
import { shown } from '../../shown';

export const metadata: Metadata = { title: 'Accountable owners' };

const PAGE = 25;

/** The register: who answers for each resource, and who stands in for them. */
async function OwnersPage({ searchParams }: { searchParams: SearchParams }) {
  const session = await requireRole('Rollout.Admin', 'Rollout.Auditor', 'Rollout.Helpdesk');
  const [text, deputy, pageText] = await Promise.all([param(searchParams, 'q'), param(searchParams, 'deputy'), param(searchParams, 'page')]);
  const page = pageNumber(pageText);
  const [{ owners, total, withoutDeputy }, standing] = await Promise.all([loadRegister({ ...(text ? { text } : {}), withoutDeputy: deputy === 'none' }, { skip: (page - 1) * PAGE, take: PAGE }), loadStandingSettings()]);
  const canChange = mayChange(session);
  const at = (to: number) => addressWith('/owners', { q: text, deputy, page: String(to) });

  return (
    <>
      <PageHead
        crumbs={[{ label: 'Settings', href: '/settings' }]}
        title="Accountable owners"
        state={[withoutDeputy > 0 ? { text: withoutDeputy === 1 ? '1 resource has nobody to stand in for its owner' : `${withoutDeputy.toLocaleString('en-GB')} resources have nobody to stand in for their owner`, state: 'open' } : { text: 'They sign what a phase does with what is theirs' }]}
      />
      <Columns side="overview" aside={<Standing standing={standing} canChange={canChange} />}>
        <FilterBar search="Find by resource or person" filters={[{ param: 'deputy', label: 'Deputy', options: [{ value: 'none', label: 'None' }] }]} />
        <DataTable
          label="Accountable owners"
          columns={[{ key: 'resource', header: 'Resource' }, { key: 'kind', header: 'Kind', width: '110px' }, { key: 'owner', header: 'Answers for it', named: true }, { key: 'deputy', header: 'Stands in', named: true }, { key: 'since', header: 'Since', width: '130px', named: true }]}
          rows={owners.map((owner) => ({ key: `${owner.originSystem} ${owner.originId}`, label: owner.resourceName, ...(canChange ? { href: editHref(owner) } : {}), cells: cellsOf(owner, canChange) }))}
          empty={{
            icon: 'signature',
            title: text || deputy ? 'Nothing fits these filters' : 'Nobody is named yet',
            why: text || deputy ? 'Take a filter away to see more.' : 'Whoever is asked when a group, application or site enters a catalog stands here. For others, name them from the catalog’s page.',
            ...(text || deputy ? {} : { action: <LinkButton href="/catalogs">See the catalogs</LinkButton> }),
          }}
        />
        <Pager {...pagesOf({ number: page, take: PAGE }, total, at)} noun="resources" />
      </Columns>
    </>
  );
}

export default shown(OwnersPage);

function editHref({ originSystem, originId }: AccountableOwner): string {
  return addressWith('/owners/edit', { originSystem, originId });
}

function cellsOf(owner: AccountableOwner, canChange: boolean): Record<string, React.ReactNode> {
  const name = owner.securityReason ? `${owner.resourceName}, security signs too` : owner.resourceName;
  return {
    resource: canChange ? <TextLink href={editHref(owner)}>{name}</TextLink> : name,
    kind: kindWord(owner.originSystem),
    owner: owner.owner.name,
    deputy: owner.deputy?.name ?? '–',
    since: <AgeText at={owner.ownerSetAt.toISOString()} />,
  };
}

const PARTS: { part: StandingPart; label: string }[] = [
  { part: 'sponsor', label: 'Sponsor' },
  { part: 'security', label: 'Security' },
  { part: 'securityDeputy', label: 'Its deputy' },
];

function Standing({ standing, canChange }: { standing: StandingSettings; canChange: boolean }) {
  const nameOf = (part: StandingPart) => standing.signers.find((each) => each.part === part)?.name ?? 'Nobody yet';
  return (
    <Section title="Besides the owners" flush actions={canChange && <LinkButton href="/owners/signers" size="small">Change</LinkButton>}>
      <FactList facts={[...PARTS.map(({ part, label }) => ({ label, value: nameOf(part) })), { label: 'Time zone', value: standing.timeZone }]} />
      <p>The sponsor is asked when an owner, their deputy and their manager stay silent. Security signs for groups that can hold Entra roles, and where the register says so.</p>
    </Section>
  );
}
