import { createHash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { termsOf } from '@/lib/authoring/resource-approval';
import type { GrantTerms } from '@/lib/authoring/resource-approval';
import type { ChangeSet, RehearsedPerson } from './rehearsal';

/**
 * The canonical form, version 2. The hash of a rehearsal is the SHA-256 of these lines, each ended by a line feed, in
 * UTF-8; whoever has the stored rows can compute it again:
 *
 *     access-rollout rehearsal 2
 *     phase <phase id>
 *     people <count>
 *     <person id>                                   one line a person, sorted; `<person id> external` for one of another organisation
 *     package <package id> policy <policy id>       packages sorted by id; what follows belongs to the package
 *     ends <type> <duration or -> <end or ->        the policy's expiration; `ends unknown` where there is none
 *     role <origin system> <resource origin id> <role origin id>   sorted
 *     terms <policy id> <JSON>                      each policy of the package, sorted: `[scope, ids of its targets,
 *                                                   people ask themselves, automatic, [[ids of a stage's approvers,
 *                                                   days to decide], …], end]`
 *     outcomes <digits>                             one digit a person, in the order of the people (OUTCOMES)
 *     exception <person id> <outcome> <reason>      sorted by person
 *
 * Ids are lower case. Names, details and the owners' answers are kept but not hashed: they may change without changing
 * who gets what. A new version gets a new number; old rehearsals keep theirs. Version 1 had no `external` and no `terms`.
 */
export const CANONICAL_FORM = 2;

/** The lines of the canonical form, one after another, so that a large set never stands in one text. */
export function* canonicalLines(set: ChangeSet): Generator<string> {
  yield `access-rollout rehearsal ${CANONICAL_FORM}`;
  yield `phase ${set.phaseId.toLowerCase()}`;
  yield `people ${set.people.length}`;
  for (const person of set.people) yield `${person.id.toLowerCase()}${person.external ? ' external' : ''}`;
  const exceptions = new Map<string, string[]>();
  for (const { packageId, personId, outcome, reason } of set.exceptions) {
    const line = `exception ${personId.toLowerCase()} ${outcome} ${reason}`;
    const lines = exceptions.get(packageId);
    if (lines) lines.push(line);
    else exceptions.set(packageId, [line]);
  }
  for (const block of set.packages) {
    yield `package ${block.packageId.toLowerCase()} policy ${block.policyId.toLowerCase()}`;
    const design = set.design.packages.find((each) => each.packageId === block.packageId);
    yield design?.expiration ? `ends ${design.expiration.type} ${design.expiration.duration ?? '-'} ${design.expiration.endDateTime ?? '-'}` : 'ends unknown';
    yield* (design?.roles ?? []).map((role) => `role ${role.originSystem} ${role.originId} ${role.roleOriginId}`).sort();
    yield* (design?.asRead?.policies ?? []).map((policy) => termsLine(termsOf(policy))).sort();
    yield `outcomes ${Array.from(block.codes, (code) => code.toString(36)).join('')}`;
    yield* (exceptions.get(block.packageId) ?? []).sort();
  }
}

function termsLine({ policyId, scope, targets, selfRequest, automatic, stages, ends }: GrantTerms): string {
  const facts = [scope, targets.map(({ id }) => id), selfRequest, automatic, stages.map(({ approvers, days }) => [approvers.map(({ id }) => id), days]), ends];
  return `terms ${policyId.toLowerCase()} ${JSON.stringify(facts)}`;
}

/** The hash that sign-offs and runs are bound to: SHA-256 of the canonical form, in hexadecimal. */
export function hashChangeSet(set: ChangeSet): string {
  const hash = createHash('sha256');
  for (const line of canonicalLines(set)) hash.update(`${line}\n`);
  return hash.digest('hex');
}

/** The frozen people as they are stored: id, name, user principal name, department and whether external, deflated. */
export function encodePeople(people: readonly RehearsedPerson[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(deflateRawSync(JSON.stringify(people.map((person) => [person.id, person.name, person.userPrincipalName, person.department, person.external]))));
}

/** The people of a stored block, in their order. @throws Error when the block is not one of ours. */
export function decodePeople(block: Uint8Array): RehearsedPerson[] {
  const rows = JSON.parse(inflateRawSync(block).toString('utf8')) as [string, string, string, string | null, boolean?][];
  return rows.map(([id, name, userPrincipalName, department, external]) => ({ id, name, userPrincipalName, department, external: external ?? null }));
}
