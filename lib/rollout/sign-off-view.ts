import 'server-only';
import { listBaselineOf } from '@/lib/db/baselines';
import type { Db } from '@/lib/db/client';
import { databaseNow } from '@/lib/db/client';
import { listDepartments } from '@/lib/db/cohort-members';
import { listPhaseAuthors } from '@/lib/db/phase-authors';
import { getPhase, listPhases } from '@/lib/db/phases';
import type { PhaseInRollout } from '@/lib/db/phases';
import { getRehearsal } from '@/lib/db/rehearsals';
import { findAskerAddress } from '@/lib/db/resource-approvals';
import { findSignedBefore, listAskedTogether, listSignOffLines } from '@/lib/db/sign-off-lists';
import type { SignOffFilter } from '@/lib/db/sign-off-lists';
import { findEnvelope, findFollowing, findSignOff, readShown } from '@/lib/db/sign-offs';
import { findAskedReversal } from './agree-to-reversal';
import type { AskedReversal } from './agree-to-reversal';
import { loadAwaitedReversals } from './asked-reversals';
import type { AwaitedReversal } from './asked-reversals';
import { baselineLinesOf } from './baseline-view';
import { leaversIn } from './delivery';
import type { Leaver } from './delivery';
import type { Envelope } from './envelope';
import { canChangeCohort, isTakenBack, isUnderWay } from './phase';
import type { Rehearsal } from './rehearsal';
import { letterPart } from './sign-off-letter';
import type { LetterPart, SignedBefore } from './sign-off-letter';
import { signersAt, startedWords } from './sign-off';
import type { Signer, SignOff, SignOffLine } from './sign-off';
import { contentOf, peopleOf, reachOf, resourceKey } from './signed-content';
import type { Reach } from './signed-content';
import { workingCalendarOf } from './working-calendar';
import { dayAt } from './working-days';

/** What the reader may do with a letter. `why` says who cannot answer for what reason. */
export type LetterStanding = { may: 'answer' | 'confirm' | 'ask' | 'read'; why: string | null };

export type LetterView = {
  signOff: SignOff;
  /** This question and the further ones of the phase that the reader may answer with it. */
  parts: { signOff: SignOff; part: LetterPart }[];
  phase: PhaseInRollout;
  /** The day an answer is due, as `2026-11-25`, and today in the tenant's zone. */
  dueDay: string;
  today: string;
  /** A phase after this one, so that something may be signed for later. */
  hasLater: boolean;
  /** Of all who are in phases of the rollout by now. */
  departments: string[];
  asker: { name: string; address: string | null };
  /** Who may answer by now, and who is asked on silence. */
  signers: (Signer & { asked: boolean })[];
  /** Who loses it by a step of a rule, by name. */
  leavers: Leaver[];
  people: { rows: { id: string; name: string; detail: string }[]; matching: number; total: number };
  /** The envelope that was signed with it, or the one it lies inside of. */
  envelope: Envelope | null;
  standing: LetterStanding;
  /** Whether it was asked of the reader by now. */
  isAsked: boolean;
  /** Whether the answer is the reader's, and the phase has not started; while it is under way, `started` says so to them. */
  mayTakeBack: boolean;
  started: string | null;
  /** The answer before it, where the same is asked anew because that was taken back; and, of one that is over, what is asked instead. */
  takenBack: SignOff | null;
  askedInstead: string | null;
  /** Those who may answer or have, and gain something by it themselves; the reader first, where they are asked. */
  ownGain: { name: string | null; answered: boolean; reach: Reach }[];
  /** What a reversal of the phase asks beyond what was signed. */
  reversal: AskedReversal | null;
  /** True when what is asked is not what would run: the phase changed and is not rehearsed yet. */
  outdated: boolean;
};

/** `readsAll` has a role here; `isAdmin` may act on what was answered. */
export type LetterReader = { personId: string; readsAll: boolean; isAdmin: boolean };

/** A line of the list; `asked` is what a reversal asks of its signers beyond what they signed, or null. */
export type ListedSignOff = SignOffLine & { asked: Pick<AwaitedReversal, 'choice' | 'people' | 'since'> | null };

/** A page of sign-offs: those asked of one person, or everybody's for those who read everything. */
export async function loadSignOffs(filter: SignOffFilter, page: { skip: number; take: number }): Promise<{ lines: ListedSignOff[]; total: number; open: number }> {
  const asked = new Map((await loadAwaitedReversals(filter.personId)).map(({ line, ...reversal }) => [line.id, reversal]));
  const { lines, ...counts } = await listSignOffLines(filter, page, [...asked.keys()]);
  return { ...counts, lines: lines.map((line) => ({ ...line, asked: asked.get(line.id) ?? null })) };
}

/**
 * A letter for its page, or null where there is none for this reader: whoever was asked by now, and those who read
 * everything.
 */
export async function loadLetter(reader: LetterReader, id: string, people: { text: string; skip: number; take: number }): Promise<LetterView | null> {
  const signOff = await findSignOff(id);
  if (!signOff || signOff.state === 'replaced') return null;
  const now = await databaseNow();
  const isAsked = signersAt(signOff, now).some((signer) => signer.personId === reader.personId);
  if (!isAsked && !reader.readsAll) return null;

  const [phase, rehearsal, authors, together, envelope, address, calendar, reversal, departments, before, following] = await Promise.all([
    getPhase(signOff.phaseId),
    getRehearsal(signOff.rehearsalId),
    listPhaseAuthors(signOff.phaseId),
    isAsked && signOff.state === 'open' ? listAskedTogether(signOff.phaseId, reader.personId, signOff.kind) : [signOff],
    signOff.envelopeId ? findEnvelope({ id: signOff.envelopeId }) : findEnvelope({ signOffId: signOff.id }),
    findAskerAddress(signOff.askedBy),
    workingCalendarOf(signOff.phaseId),
    findAskedReversal(signOff),
    getPhase(signOff.phaseId).then(({ rolloutId }) => listDepartments(rolloutId)),
    signOff.followsId ? findSignOff(signOff.followsId) : null,
    signOff.state === 'void' ? findFollowing(signOff.id) : null,
  ]);
  const asked = together.length > 0 ? together : [signOff];
  const parts = await Promise.all(asked.map(async (each) => ({ signOff: each, part: await loadPart(each, phase, rehearsal) })));
  const outdated = phase.state !== 'rehearsed' && phase.state !== 'signed' ? signOff.state === 'open' : false;
  const [own, open] = [isAsked && signOff.answeredBy === reader.personId && (signOff.state === 'agreed' || signOff.state === 'refused'), canChangeCohort(phase.state)];
  return {
    signOff, parts, phase, envelope, outdated, isAsked, reversal, departments,
    mayTakeBack: own && open && (phase.rolloutState === 'draft' || phase.rolloutState === 'active') && !authors.has(reader.personId),
    started: own && (phase.state === 'soaking' || isUnderWay(phase.state)) && !isTakenBack(phase.state) ? startedWords(signOff, phase.name) : null,
    takenBack: signOff.state === 'open' && before?.takenBackBecause ? before : null,
    askedInstead: following && (reader.readsAll || signersAt(following, now).some(({ personId }) => personId === reader.personId)) ? following.id : null,
    ownGain: ownGainOf(reader, rehearsal, asked, now),
    dueDay: dayAt(signOff.dueAt, calendar),
    today: dayAt(now, calendar),
    hasLater: (await listPhases(phase.rolloutId)).some((each) => each.position > phase.position),
    asker: { name: signOff.askedByName, address },
    signers: signOff.signers.filter((signer) => signer.part !== 'secondAdmin').map((signer) => ({ ...signer, asked: signer.fromAt.getTime() <= now.getTime() })),
    leavers: leaversOfAll(rehearsal, asked),
    people: peopleIn(rehearsal, asked, people),
    standing: standingOf(reader, signOff, { isAsked, authors, outdated }),
  };
}

/** Nobody is kept from signing what they gain by: whoever reads it, and who reads their answer, is told. */
function ownGainOf(reader: LetterReader, rehearsal: Rehearsal, asked: readonly SignOff[], now: Date): LetterView['ownGain'] {
  const found = new Map<string, LetterView['ownGain'][number]>();
  for (const signOff of asked) {
    const content = contentOf(rehearsal, signOff.resource);
    const signers = signOff.answeredBy ? signOff.signers.filter(({ personId }) => personId === signOff.answeredBy) : signersAt(signOff, now);
    for (const { personId, name } of signers) {
      const mine = personId === reader.personId;
      const reach = mine || reader.readsAll ? reachOf(content, personId) : null;
      if (reach && found.get(personId)?.reach !== 'given') found.set(personId, { name: mine ? null : name, answered: signOff.answeredBy === personId, reach });
    }
  }
  return [...found.values()].sort((a, b) => Number(a.name !== null) - Number(b.name !== null));
}

/** What stands in the letter, computed anew, or as it was shown to whoever answered. */
async function loadPart(signOff: SignOff, phase: PhaseInRollout, rehearsal: Rehearsal): Promise<LetterPart> {
  // `shown` of an answer by its signer holds the part as letterPart gave it then.
  const shown = signOff.answeredAt ? ((await readShown(signOff.id)) as { part?: LetterPart } | null) : null;
  return shown?.part ?? computePart(signOff, phase, rehearsal);
}

/** What a letter says of one resource, from the rehearsal it speaks of. */
export async function computePart(signOff: SignOff, phase: PhaseInRollout, rehearsal: Rehearsal, tx?: Db): Promise<LetterPart> {
  const { kind, because, resource } = signOff;
  const last = await (tx ? findSignedBefore(phase.rolloutId, resource, kind, signOff.askedAt, tx) : findSignedBefore(phase.rolloutId, resource, kind, signOff.askedAt));
  const before: SignedBefore | null = last?.answeredAt
    ? { content: contentOf(await (tx ? getRehearsal(last.rehearsalId, tx) : getRehearsal(last.rehearsalId)), resource), at: last.answeredAt, phaseName: last.phaseName, samePhase: last.phaseId === signOff.phaseId }
    : null;
  const giving = rehearsal.design.packages.filter((each) => each.roles.some((role) => resourceKey(role) === resourceKey(resource)));
  const roles = giving.flatMap((each) => each.roles);
  const held = await (tx ? listBaselineOf(rehearsal.id, roles, tx) : listBaselineOf(rehearsal.id, roles));
  return letterPart(rehearsal, contentOf(rehearsal, resource), { kind, because: kind === 'security' ? because : null, before, baseline: baselineLinesOf(held.filter((role) => resourceKey(role) === resourceKey(resource)), rehearsal.design), held });
}

function leaversOfAll(rehearsal: Rehearsal, asked: SignOff[]): Leaver[] {
  const all = asked.flatMap((each) => contentOf(rehearsal, each.resource).packages.flatMap(({ delivery }) => leaversIn(delivery)));
  return [...new Map(all.map((leaver) => [leaver.id, leaver])).values()];
}

function peopleIn(rehearsal: Rehearsal, asked: SignOff[], { text, skip, take }: { text: string; skip: number; take: number }): LetterView['people'] {
  const gaining = new Set(asked.flatMap((each) => peopleOf(contentOf(rehearsal, each.resource))));
  const all = rehearsal.people.filter((person) => gaining.has(person.id)).sort((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1));
  const wanted = text.trim().toLowerCase();
  const matching = wanted ? all.filter((person) => `${person.name}\n${person.userPrincipalName}\n${person.department ?? ''}`.toLowerCase().includes(wanted)) : all;
  return {
    total: all.length,
    matching: matching.length,
    rows: matching.slice(skip, skip + take).map((person) => ({ id: person.id, name: person.name, detail: [person.department, person.external ? 'of another organisation' : null].filter(Boolean).join(', ') })),
  };
}

function standingOf(reader: LetterReader, signOff: SignOff, { isAsked, authors, outdated }: { isAsked: boolean; authors: Set<string>; outdated: boolean }): LetterStanding {
  const own = authors.has(reader.personId);
  if (isAsked && (signOff.state === 'open' || signOff.state === 'notice')) {
    if (own) return { may: 'read', why: 'You worked on this phase yourself, so somebody else signs it.' };
    return outdated ? { may: 'read', why: 'The phase is being changed. You are asked again when it was rehearsed anew.' } : { may: 'answer', why: null };
  }
  if (signOff.state === 'agreed' && signOff.condition?.other && !signOff.confirmedAt && reader.isAdmin) {
    const self = reader.personId === signOff.askedBy || reader.personId === signOff.answeredBy || own;
    return self ? { may: 'read', why: 'Another admin confirms that the condition is kept; until then it counts as a refusal.' } : { may: 'confirm', why: null };
  }
  return { may: reader.isAdmin && signOff.state === 'refused' ? 'ask' : 'read', why: null };
}
