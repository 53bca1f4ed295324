import { createHash } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { stageFacts, termsOf } from '@/lib/authoring/resource-approval';
import type { GrantTerms } from '@/lib/authoring/resource-approval';
import { groupedBy } from '@/lib/directory/grouped-by';
import { atOnce } from '@/lib/steps';
import type { Steps } from '@/lib/steps';
import { baselineLines } from './baseline-codec';
import { deliveryFacts } from './delivery';
import { digitsOf, unpackCodes } from './block-codec';
import { effectLines } from './effects';
import { mergePlaces, packPlaces } from './places';
import type { ChangeSet, ExceptionGroup, RehearsedPerson } from './rehearsal';

/**
 * The canonical form, version 3. The hash of a rehearsal is the SHA-256 of these lines, each ended by a line feed, in
 * UTF-8; whoever has the stored rows can compute it again:
 *
 *     access-rollout rehearsal 3
 *     phase <phase id>
 *     starts <moment>                               where requests are placed ahead: in ISO 8601
 *     mornings                                      where ends fall on working mornings
 *     reversal <bridge or restore>                  where those who had it before are not left as they are, if it is taken back
 *     people <count>
 *     <person id>                                   one line a person, sorted; `<person id> external` for one of another organisation
 *     package <package id> policy <policy id>       packages sorted by id; what follows belongs to the package
 *     ends <type> <duration or -> <end or ->        the policy's expiration; `ends unknown` where there is none
 *     role <origin system> <resource origin id> <role origin id>   sorted
 *     terms <policy id> <JSON>                      each policy of the package, sorted: `[scope, ids of its targets,
 *                                                   people ask themselves, automatic, [[ids of a stage's approvers,
 *                                                   days to decide, and where there are any the ids of who may decide in
 *                                                   their place or after them], …], end]`
 *     delivery <JSON>                               only where nobody is assigned it: `["automatic", step, [rule, removed on
 *                                                   leaving, grace] before and after, tolerance, [ids of who leaves]]`, or
 *                                                   `["invite", people or group, the group's id]`
 *     outcomes <digits>                             one digit a person, in the order of the people (OUTCOMES)
 *     exception <outcome> <reason> <places>         sorted; whom it is true of, by their places among the people, packed as
 *                                                   places.ts has it and in base64
 *     baseline …                                    what the people held before, a few lines a role (baseline-codec.ts)
 *     effect <origin system> <group id> <kind> <id>   what else membership of a group does, sorted (effects.ts)
 *
 * Ids are lower case. Names, details and the owners' answers are kept but not hashed: they may change without changing
 * who gets what. A new version gets a new number; old rehearsals keep theirs. Version 1 had no `external` and no `terms`,
 * up to version 2 there was one `exception <person id> <outcome> <reason>` for each person, sorted by person,
 * and there was no `baseline`.
 */
export const CANONICAL_FORM = 3;

/** From this form on the blocks of outcome codes are deflated. */
const DEFLATED_FROM = 3;

/** People whose lines are put together: a call for each of a hundred thousand would cost more than what is hashed. */
const PEOPLE_A_PART = 1000;

/** The canonical form from front to back, in parts that are texts or the bytes of texts, so that a large set never stands in one text. */
export function* canonicalParts(set: ChangeSet): Generator<string | Buffer> {
  const { accessFrom = null, mornings = false } = set.design.placing ?? {};
  yield linesOf(`access-rollout rehearsal ${CANONICAL_FORM}`, `phase ${set.phaseId.toLowerCase()}`, ...(accessFrom ? [`starts ${accessFrom}`] : []), ...(mornings ? ['mornings'] : []), ...(set.design.reversal ? [`reversal ${set.design.reversal}`] : []), `people ${set.people.length}`);
  for (let from = 0; from < set.people.length; from += PEOPLE_A_PART) yield linesOf(...set.people.slice(from, from + PEOPLE_A_PART).map((person) => `${person.id.toLowerCase()}${person.external ? ' external' : ''}`));
  const exceptions = groupedBy(set.exceptions, (group) => group.packageId);
  const designs = new Map(set.design.packages.map((each) => [each.packageId, each]));
  for (const block of set.packages) {
    const design = designs.get(block.packageId);
    yield linesOf(
      `package ${block.packageId.toLowerCase()} policy ${block.policyId.toLowerCase()}`,
      design?.expiration ? `ends ${design.expiration.type} ${design.expiration.duration ?? '-'} ${design.expiration.endDateTime ?? '-'}` : 'ends unknown',
      ...(design?.roles ?? []).map((role) => `role ${role.originSystem} ${role.originId} ${role.roleOriginId}`).sort(),
      ...(design?.asRead?.policies ?? []).map((policy) => termsLine(termsOf(policy))).sort(),
      ...(design?.delivery ? [`delivery ${JSON.stringify(deliveryFacts(design.delivery))}`] : []),
    );
    yield 'outcomes ';
    yield digitsOf(block.codes);
    yield '\n';
    yield linesOf(...exceptionLines(exceptions.get(block.packageId) ?? []));
  }
  yield* baselineLines(set.baseline);
  yield linesOf(...effectLines(set.effects));
}

function linesOf(...lines: string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

/** One line for each outcome and reason, whatever the words beside it. */
function exceptionLines(groups: readonly ExceptionGroup[]): string[] {
  const byReason = groupedBy(groups, ({ outcome, reason }) => `${outcome} ${reason}`);
  return [...byReason].map(([reason, all]) => `exception ${reason} ${Buffer.from(packPlaces(mergePlaces(all.map((group) => group.places)))).toString('base64')}`).sort();
}

function termsLine({ policyId, scope, targets, selfRequest, automatic, stages, ends }: GrantTerms): string {
  const facts = [scope, targets.map(({ id }) => id), selfRequest, automatic, stages.map((stage) => Object.values(stageFacts(stage))), ends];
  return `terms ${policyId.toLowerCase()} ${JSON.stringify(facts)}`;
}

/** The hash that sign-offs and runs are bound to: SHA-256 of the canonical form, in hexadecimal. */
export function hashChangeSet(set: ChangeSet): string {
  return atOnce(hashSteps(set));
}

/** The same in steps, one a part. */
export function* hashSteps(set: ChangeSet): Steps<string> {
  const hash = createHash('sha256');
  for (const part of canonicalParts(set)) {
    hash.update(part);
    yield;
  }
  return hash.digest('hex');
}

/** The frozen people as they are stored but for being deflated: id, name, user principal name, department and whether external. */
export function peopleBytes(people: readonly RehearsedPerson[]): Buffer {
  return Buffer.from(JSON.stringify(people.map((person) => [person.id, person.name, person.userPrincipalName, person.department, person.external])));
}

/** The people of a stored block, in their order. @throws Error when the block is not one of ours. */
export function decodePeople(block: Uint8Array): RehearsedPerson[] {
  const rows = JSON.parse(inflateRawSync(block).toString('utf8')) as [string, string, string, string | null, boolean?][];
  return rows.map(([id, name, userPrincipalName, department, external]) => ({ id, name, userPrincipalName, department, external: external ?? null }));
}

const [QUOTE, OPENS, CLOSES, ESCAPE] = [...'"[]\\'].map((sign) => sign.charCodeAt(0));
const ID_LENGTH = 36;

/** Where these people stand in a stored block, by id; nobody else of a large rehearsal is made out of it. */
export function placesOfPeople(block: Uint8Array, ids: readonly string[]): Map<string, number> {
  const wanted = new Set(ids);
  const found = new Map<string, number>();
  const text = inflateRawSync(block);
  let [place, depth, quoted] = [0, 0, false];
  for (let at = 0; at < text.length && found.size < wanted.size; at += 1) {
    const sign = text[at];
    if (quoted) {
      if (sign === ESCAPE) at += 1;
      else if (sign === QUOTE) quoted = false;
    } else if (sign === QUOTE) quoted = true;
    else if (sign === CLOSES) depth -= 1;
    else if (sign === OPENS) {
      depth += 1;
      if (depth < 2) continue;
      // A row begins with its person's id.
      const id = text.toString('latin1', at + 2, at + 2 + ID_LENGTH);
      if (wanted.has(id)) found.set(id, place);
      place += 1;
    }
  }
  return found;
}

/** The codes of a stored block, one a person; up to the second canonical form they stand there as they are. */
export function decodeCodes(block: Uint8Array, canonicalForm: number): Uint8Array {
  return canonicalForm < DEFLATED_FROM ? block : unpackCodes(block);
}
