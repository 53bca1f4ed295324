import { expect, test } from 'vitest';
import type { PackageDesign } from '@/lib/authoring/package-design';
import { lintPhase } from './lint-phase';

const design: PackageDesign = {
  id: 'p', name: 'Essentials', description: '', hidden: false, catalogId: 'c', catalogName: 'General',
  roles: [{ id: 'r', resourceId: 'r', resourceName: 'Ledger', originId: 'ledger', originSystem: 'AadGroup', roleOriginId: 'Member_ledger', roleName: 'Member' }],
  policies: [{ id: 'q', name: 'Direct', description: '', scope: 'notSpecified', targets: [], selfRequest: false, requestable: false, approvalRequired: false, stages: [], expiration: { type: 'noExpiration', days: null, duration: null, endDateTime: null }, automatic: false, questions: true, review: { from: null, every: null, silence: 'keepAccess' } }],
};
const group = { synchronised: true, distribution: false, dynamic: false, roleAssignable: false };
const conflict = (name: string, holders: ReadonlySet<string> | null) => ({ kind: 'group' as const, otherId: name, name, holders, asOf: null });
const exception = (detail: string, places: number) => ({ packageId: 'p', reason: 'incompatibleHeld' as const, detail, places: new Uint32Array(places) });

test('a rehearsal names what goes beyond what the owner of a resource allows', () => {
  const owned = new Map([['AadGroup ledger', { limits: [{ catalogId: 'c', limits: { roles: null, people: 40, days: null, externals: false } }], gets: { people: 60, externals: 2 } }]]);
  const { findings } = lintPhase([{ design, policyId: 'q', conflicts: [] }], { groups: new Map(), owned, exceptions: [], now: new Date() });
  expect(findings.filter(({ rule }) => rule === 'A1').map(({ text }) => text)).toEqual([
    'Beyond what the owner allows of “Ledger”: 60 people would have it, and 40 are allowed.',
    'Beyond what the owner allows of “Ledger”: 2 external people would get it, and none are allowed.',
  ]);
});

test('a rehearsal tells what stands out by what it read, the assessment aside, and what it could not look at', () => {
  const read = [{ design, policyId: 'q', conflicts: [conflict('Auditors', new Set('ab')), conflict('Board', null)] }, { design: null, policyId: 'gone', conflicts: [] }];
  expect(lintPhase(read, { groups: new Map([['ledger', group]]), exceptions: [exception('Is in the group “Auditors”.', 2)], now: new Date() })).toEqual({
    findings: [
      { rule: 'L2', packageName: 'Essentials', text: 'It lies in the General catalog, which everybody’s packages share.' },
      { rule: 'L11', packageName: 'Essentials', text: '2 people of its cohorts have membership of “Auditors”, which excludes it, and get nothing.' },
      { rule: 'L12', packageName: 'Essentials', text: '“Ledger” is synchronised from on-premises: its members can be changed there alone.' },
      { rule: 'L23', packageName: 'Essentials', text: '“Direct” asks questions, which nobody can answer for many people at once.' },
    ],
    notKnown: [{ rule: 'L11', missing: 'who in its cohorts has what excludes it', packages: 1 }],
  });
});
