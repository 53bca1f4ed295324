/** A policy as a few questions say it, for a package that is made quickly; the policy editor says the rest. Pure: read in the browser too. */
import { formOf, newPolicy, newStage, withScope } from './policy-form';
import type { PolicyDocument } from './policy-document';
import { subjectNamed } from './policy-subject';
import { documentOf } from './write-policy-form';

/** A person or group that is there, by its name of today. */
export type NamedSubject = { kind: 'person' | 'group'; id: string; name: string };

export type SimplePolicy = {
  name: string;
  description: string;
  who: 'specific' | 'allMembers' | 'directOnly';
  targets: NamedSubject[];
  approval: { approvers: NamedSubject[]; days: number } | null;
  expiration: { type: 'never' } | { type: 'days'; days: number } | { type: 'date'; date: string };
};

const SCOPE = { specific: 'specificDirectoryUsers', allMembers: 'allMemberUsers', directOnly: 'notSpecified' } as const;

/** The whole policy, as the policy editor would write it. */
export function simplePolicy(wanted: SimplePolicy): PolicyDocument {
  const base = newPolicy(wanted.name);
  const form = withScope({ ...formOf(base), description: wanted.description }, SCOPE[wanted.who]);
  const subjects = (list: NamedSubject[]) => list.map(({ kind, id, name }) => subjectNamed(kind, id, name));
  const { approval, expiration } = wanted;
  return documentOf({
    ...form,
    targets: wanted.who === 'specific' ? subjects(wanted.targets) : [],
    ...(approval ? { approval: { ...form.approval, toGet: true, toExtend: true, stages: [{ ...newStage('s0'), reason: false, deadline: { count: String(approval.days), unit: 'days' }, approvers: subjects(approval.approvers) }] } } : {}),
    ends: endOf(expiration),
  }, base);
}

function endOf(expiration: SimplePolicy['expiration']): { how: string; after: { count: string; unit: 'days' }; on: string } {
  switch (expiration.type) {
    case 'never':
      return { how: 'noExpiration', after: { count: '', unit: 'days' }, on: '' };
    case 'days':
      return { how: 'afterDuration', after: { count: String(expiration.days), unit: 'days' }, on: '' };
    case 'date':
      return { how: 'afterDateTime', after: { count: '', unit: 'days' }, on: `${expiration.date}T23:59` };
  }
}
