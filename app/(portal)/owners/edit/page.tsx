import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { PageHead } from '@/components/page-head';
import { namedIn } from '@/lib/authoring/name-owner';
import { requireRole } from '@/lib/auth/guard';
import { RESOURCE_KINDS } from '@/lib/authoring/catalog';
import { loadOwnerForm, proposeSecurityReason } from '@/lib/authoring/owner-register';
import { kindWord } from '@/lib/authoring/package-design';
import { graphFor } from '@/lib/graph/graph-for';
import { dayWords } from '@/lib/rollout/count-words';
import { readPage } from '../../read-page';
import type { SearchParams } from '../../catalogs/search-params';
import { param } from '../../catalogs/search-params';
import { ownerChoices, toOption } from '../owner-choices';
import { OwnerEdit } from './owner-edit';
import { shown } from '../../shown';

export const metadata: Metadata = { title: 'Who answers for it' };

/** Who answers for one resource, who stands in for them, and whether security signs too. */
async function OwnerEditPage({ searchParams }: { searchParams: SearchParams }) {
  const session = await requireRole('Rollout.Admin');
  const [system, originId, back] = await Promise.all([param(searchParams, 'originSystem'), param(searchParams, 'originId'), param(searchParams, 'back')]);
  const originSystem = RESOURCE_KINDS.find((known) => known === system);
  if (!originSystem || !originId) notFound();
  const graph = graphFor(session);
  const [{ candidate, known, suggested }, proposed] = await readPage(Promise.all([loadOwnerForm(graph, originSystem, originId), proposeSecurityReason(graph, originSystem, originId)]));
  // An address of ours, or none: two slashes would lead elsewhere.
  const backHref = /^\/(?!\/)/.test(back) ? back : '/owners';

  return (
    <>
      <PageHead
        crumbs={[{ label: 'Settings', href: '/settings' }, { label: 'Accountable owners', href: '/owners' }]}
        title={`Who answers for ${candidate.name}`}
        state={[{ text: kindWord(originSystem) }, known ? { text: `named by ${known.ownerSetByName}`, at: known.ownerSetAt.toISOString() } : { text: 'Nobody is named yet', state: 'open' }]}
      />
      <OwnerEdit
        hidden={{ originSystem, originId, resourceName: candidate.name, backHref }}
        seen={JSON.stringify(namedIn(known))}
        backHref={backHref}
        owners={ownerChoices(known, suggested)}
        {...(known ? { current: known.owner.personId } : {})}
        deputy={known?.deputy ? [toOption(known.deputy)] : []}
        securityReason={known?.securityReason ?? null}
        proposed={proposed && !known?.securityReason ? { reason: proposed.reason, brought: dayWords(proposed.day) } : null}
        warning={candidate.warning}
      />
    </>
  );
}

export default shown(OwnerEditPage);
