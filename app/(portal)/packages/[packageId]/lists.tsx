import { AgeText } from '@/components/age-text';
import { CursorPager } from '@/components/cursor-pager';
import { DataTable } from '@/components/data-table';
import type { EmptyStateProps } from '@/components/empty-state';
import { FilterBar } from '@/components/filter-bar';
import { LinkButton } from '@/components/link-button';
import { PersonCell } from '@/components/person-cell';
import { StateLabel } from '@/components/state-label';
import { TextLink } from '@/components/text-link';
import { ASSIGNMENT_STATES } from '@/lib/authoring/assignment';
import type { Assignment, PackageRequest } from '@/lib/authoring/assignment';
import { apartSentence } from '@/lib/authoring/incompatibility';
import type { PackageView } from '@/lib/authoring/package-view';
import { kindWord } from '@/lib/authoring/package-design';
import { StandingLabel } from '../../catalogs/approval-state';
import { addressWith } from '../../catalogs/search-params';
import { bothHref, matrixHref } from '../incompatible/address';
import { cellState } from '../incompatible/cell-words';
import { ASSIGNMENT_LOOK, requestLook, requestTypeWord } from './assignment-words';
import { ButtonLine } from './policy-sentences';

/** What it hands out, and how the owners stand to it. */
export function RoleList({ view: { design, verdict }, canChange }: { view: PackageView; canChange: boolean }) {
  return (
    <DataTable
      label="Resource roles"
      columns={[{ key: 'resource', header: 'Resource', width: '24%' }, { key: 'kind', header: 'Kind', width: '100px' }, { key: 'role', header: 'Role', width: '14%' }, { key: 'owner', header: 'Answers for it', width: '15%', named: true }, { key: 'approval', header: 'Approval', width: '170px' }, ...(canChange ? [{ key: 'remove', header: 'Take out', hiddenHeader: true, width: '96px' }] : [])]}
      rows={design.roles.map((role) => {
        const standing = verdict.standing.get(role.resourceId);
        return {
          key: role.id,
          label: `${role.roleName} of ${role.resourceName}`,
          cells: {
            resource: role.resourceName,
            kind: kindWord(role.originSystem),
            role: role.roleName,
            owner: standing?.ownerName ?? '–',
            approval: <StandingLabel standing={standing?.standing ?? 'notAsked'} approvalId={standing?.approvalId ?? null} />,
            remove: <TextLink href={addressWith('/drafts/remove', { kind: 'packageRole', object: role.id, of: design.id })} label={`Take out ${role.roleName} of ${role.resourceName}`}>Take out…</TextLink>,
          },
        };
      })}
      empty={{ icon: 'group', title: 'It hands out nothing yet', why: 'Add a role of a resource of its catalog. Its owner is asked.' }}
    />
  );
}

type ListProps<T> = { page: { items: T[]; next: string | null }; path: string; cursor: string };

/** Assignments with their people, state and time. */
export function AssignmentTable({ label, items, empty }: { label: string; items: Assignment[]; empty: EmptyStateProps }) {
  return (
    <DataTable
      label={label}
      twoLine
      columns={[{ key: 'person', header: 'Person', width: '34%' }, { key: 'state', header: 'State', width: '104px' }, { key: 'since', header: 'Since', width: '104px' }, { key: 'until', header: 'Until', width: '112px' }, { key: 'policy', header: 'Policy' }]}
      rows={items.map((assignment) => ({
        key: assignment.id,
        label: assignment.personName,
        ...(assignment.personId ? { href: `/people/${assignment.personId}` } : {}),
        cells: {
          person: <PersonCell name={assignment.personName} detail={assignment.userPrincipalName} {...(assignment.personId ? { href: `/people/${assignment.personId}` } : {})} />,
          state: <StateLabel state={ASSIGNMENT_LOOK[assignment.state].state}>{ASSIGNMENT_LOOK[assignment.state].word}</StateLabel>,
          since: assignment.since ? <AgeText at={assignment.since} /> : '–',
          until: assignment.until ? <AgeText at={assignment.until} as="moment" /> : 'Without an end',
          policy: assignment.policyName || '–',
        },
      }))}
      empty={empty}
    />
  );
}

/** Who has it, or had it, by page. */
export function AssignmentList({ page, path, cursor, state }: ListProps<Assignment> & { state: string }) {
  return (
    <>
      <FilterBar filters={[{ param: 'state', label: 'State', options: ASSIGNMENT_STATES.map((value) => ({ value, label: ASSIGNMENT_LOOK[value].word })) }]} />
      <AssignmentTable label="Assignments" items={page.items} empty={{ icon: 'people', title: state ? 'Nobody is in this state' : 'Nobody has it yet', why: state ? 'Remove the filter to see everybody.' : 'A phase of a rollout gives it to the people of its cohort.' }} />
      <CursorPager shown={page.items.length} noun="assignment" {...(cursor ? { firstHref: addressWith(path, { tab: 'assignments', state }) } : {})} {...(page.next ? { nextHref: addressWith(path, { tab: 'assignments', state, cursor: page.next }) } : {})} />
    </>
  );
}

/** What it is kept apart from, with both directions of each. */
export function ApartList({ view: { design, apart }, canChange }: { view: PackageView; canChange: boolean }) {
  const others = apart ?? [];
  const matrix = matrixHref({ packageIds: [design.id, ...others.flatMap(({ other }) => (other.kind === 'package' ? [other.id] : []))] });
  const open = <LinkButton href={matrix} icon="compare">{canChange ? 'Change in the matrix' : 'Open as a matrix'}</LinkButton>;
  return (
    <>
      <DataTable
        label="Incompatible packages and groups"
        twoLine
        columns={[{ key: 'other', header: 'Package or group', width: '22%' }, { key: 'kind', header: 'Kind', width: '88px' }, { key: 'state', header: 'State', width: '156px' }, { key: 'says', header: 'What it means', width: '36%' }, { key: 'both', header: 'People', hiddenHeader: true, width: '140px' }]}
        rows={others.map(({ other, apart: how }) => {
          const state = cellState(how, other.kind);
          return {
            key: other.id,
            label: other.name,
            cells: {
              other: other.kind === 'package' ? <TextLink href={`/packages/${other.id}?tab=apart`}>{other.name}</TextLink> : other.name,
              kind: other.kind === 'package' ? 'Package' : 'Group',
              state: state && <StateLabel state={state.state}>{state.word}</StateLabel>,
              says: apartSentence(how, design.name, other.kind, other.name),
              both: <TextLink href={bothHref(design.id, other.kind, other.id)} label={`See who has both ${design.name} and ${other.name}`}>See who has both</TextLink>,
            },
          };
        })}
        empty={{ icon: 'packages', title: 'It is kept apart from nothing', why: 'Whoever has it may have any other package too. What must not be held together is set in the matrix, both ways at once.', action: open }}
      />
      {others.length > 0 && <ButtonLine>{open}</ButtonLine>}
    </>
  );
}

/** Every request Entra still keeps, by page. */
export function RequestList({ page, path, cursor }: ListProps<PackageRequest>) {
  return (
    <>
      <DataTable
        label="Requests"
        columns={[{ key: 'person', header: 'Person' }, { key: 'type', header: 'What', width: '220px' }, { key: 'state', header: 'State', width: '180px' }, { key: 'at', header: 'When', width: '140px' }]}
        rows={page.items.map((request) => {
          const look = requestLook(request.state);
          return {
            key: request.id,
            label: request.personName,
            cells: { person: request.personName || '–', type: requestTypeWord(request.requestType), state: <StateLabel state={look.state}>{look.word}</StateLabel>, at: request.createdAt ? <AgeText at={request.createdAt} /> : '–' },
          };
        })}
        empty={{ icon: 'people', title: 'No requests', why: 'Nobody has asked for it, and nobody was given it. Entra keeps finished requests for three months.' }}
      />
      <CursorPager shown={page.items.length} noun="request" {...(cursor ? { firstHref: addressWith(path, { tab: 'requests' }) } : {})} {...(page.next ? { nextHref: addressWith(path, { tab: 'requests', cursor: page.next }) } : {})} />
    </>
  );
}
