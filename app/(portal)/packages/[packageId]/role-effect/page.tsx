import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { CursorPager } from '@/components/cursor-pager';
import { DataTable } from '@/components/data-table';
import { PageHead } from '@/components/page-head';
import { PersonCell } from '@/components/person-cell';
import { StateLabel } from '@/components/state-label';
import type { StateName } from '@/components/states';
import { requireRole } from '@/lib/auth/guard';
import { ORIGIN_NOT_TOLD } from '@/lib/authoring/role-effect';
import type { HadBefore, PersonEffect, RoleVerdict } from '@/lib/authoring/role-effect';
import { loadRoleEffect } from '@/lib/authoring/role-effect-view';
import { graphFor } from '@/lib/graph/graph-for';
import type { SearchParams } from '../../../catalogs/search-params';
import { isId, param } from '../../../catalogs/search-params';
import { readPage } from '../../../read-page';
import { shown } from '../../../shown';
import { roleEffectHref } from './address';

export const metadata: Metadata = { title: 'Who gains and who loses' };

const LOOK: Record<RoleVerdict, { state: StateName; word: string }> = {
  loses: { state: 'warning', word: 'Loses it: the last way to it' },
  keepsByPackage: { state: 'alreadyHasIt', word: 'Keeps it' },
  keepsOtherwise: { state: 'alreadyHasIt', word: 'Stays in it' },
  gains: { state: 'gains', word: 'Gains it' },
  has: { state: 'alreadyHasIt', word: 'Has it already' },
  unknown: { state: 'unknown', word: 'Not known' },
};

const BEFORE: Record<Exclude<HadBefore, null>, string> = { had: 'Had it by name', hadNot: 'Did not have it by name', notKnown: 'Not known' };

/** Whom a role's coming to a package or its going concerns, a page of those who have the package at a time. */
async function RoleEffectPage({ params, searchParams }: { params: Promise<{ packageId: string }>; searchParams: SearchParams }) {
  const session = await requireRole('Rollout.Admin', 'Rollout.Auditor', 'Rollout.Helpdesk');
  const [{ packageId }, what, resourceId, roleOriginId, draftId, cursor] = await Promise.all([params, param(searchParams, 'what'), param(searchParams, 'resource'), param(searchParams, 'role'), param(searchParams, 'draft'), param(searchParams, 'cursor')]);
  const operation = (['add', 'remove'] as const).find((known) => known === what);
  if (!isId(packageId) || !isId(resourceId) || !operation || !roleOriginId || roleOriginId.length > 300) notFound();
  const named = { packageId, operation, resourceId, roleOriginId };
  const draft = isId(draftId) ? draftId : null;
  const view = await readPage(loadRoleEffect(graphFor(session), named, draft, cursor || null));
  const removes = operation === 'remove';
  return (
    <>
      <PageHead
        crumbs={[{ label: 'Catalogs & packages', href: '/catalogs' }, { label: view.packageName, href: `/packages/${packageId}?tab=resources` }]}
        title={`${view.roleName} of ${view.resourceName}`}
        state={[
          { text: removes ? `Were “${view.packageName}” to stop handing it out` : `Were “${view.packageName}” to hand it out`, icon: 'info' },
          { text: 'nothing has been changed yet' },
          ...(draft ? [{ text: 'what else the draft changes is taken as done' }] : []),
          ...(view.unknown ? [{ text: view.unknown, state: 'unknown' as const }] : []),
        ]}
      />
      <DataTable
        label="Whom it concerns"
        memory={`role-effect-${operation}`}
        twoLine
        columns={[{ key: 'person', header: 'Person', width: '30%' }, { key: 'verdict', header: removes ? 'What becomes of it' : 'What comes', width: '230px' }, { key: 'ways', header: removes ? 'By what else' : 'By what', named: true }, ...(removes ? [{ key: 'before', header: 'Before the package', named: true, width: '200px' }] : [])]}
        rows={view.people.map((person) => ({
          key: person.personId,
          label: person.personName,
          href: `/people/${person.personId}`,
          cells: {
            person: <PersonCell name={person.personName} detail={person.userPrincipalName} href={`/people/${person.personId}`} />,
            verdict: <StateLabel state={LOOK[person.verdict].state}>{LOOK[person.verdict].word}</StateLabel>,
            ways: waysOf(person) || '–',
            before: person.before ? BEFORE[person.before] : '–',
          },
        }))}
        empty={{ icon: 'people', title: cursor ? 'Nobody on this page' : 'Nobody has the package', why: removes ? 'Nobody loses the role by this.' : 'Nobody gains the role by this before somebody gets the package.' }}
      />
      <CursorPager shown={view.people.length} noun="holder" {...(cursor ? { firstHref: roleEffectHref(named, { draftId: draft }) } : {})} {...(view.next ? { nextHref: roleEffectHref(named, { draftId: draft, cursor: view.next }) } : {})} />
      {removes && <p>{ORIGIN_NOT_TOLD}</p>}
    </>
  );
}

export default shown(RoleEffectPage);

function waysOf({ packages, ways }: PersonEffect): string {
  return [...packages.map((name) => `the package “${name}”`), ...(ways ? [ways] : [])].join(', ');
}
