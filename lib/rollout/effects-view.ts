/** What a phase does beside its outcomes, as the rehearsal's page says it. Pure: read in the browser too. */
import { notKnownWords } from '@/lib/authoring/lint/lint-words';
import { countWords, dayWords, peopleWords } from './count-words';
import { effectWords, QUESTIONS_OF_GROUPS, unreadWords } from './effect-words';
import type { ApprovalEffect, ExternalEffect, LicenceEffect, PhaseEffects, QuotaEffect } from './effects';
import { peopleGaining } from './rehearsal';
import type { Rehearsal } from './rehearsal';
import { WRITES_A_SECOND } from './write-limit';

/** What else membership of one group does. */
export type MembershipLine = { key: string; resourceName: string; originSystem: string; lines: string[]; unread: string };

/** A line of what else there is to know; `wants` a look before the phase goes on. */
export type EffectLine = { key: string; label: string; text: string; wants: boolean };

export type ShownEffects = { membership: MembershipLine[]; questions: readonly string[]; facts: EffectLine[]; collisions: EffectLine[]; findings: EffectLine[]; notKnown: string };

/** Null where the rehearsal told none. @param limit writes a second that the tenant was seen to take; null while it is not known */
export function shownEffects(rehearsal: Pick<Rehearsal, 'people' | 'packages' | 'design' | 'effects'>, limit: number | null): ShownEffects | null {
  const { effects, design } = rehearsal;
  if (!effects) return null;
  const roles = design.packages.flatMap((each) => each.roles.map((role) => ({ ...role, packageId: each.packageId })));
  const membership = effects.resources.map(({ originSystem, originId, effects: all, unread }): MembershipLine => {
    const own = roles.filter((role) => role.originSystem === originSystem && role.originId === originId);
    const gaining = peopleGaining(rehearsal, new Set(own.map((role) => role.packageId)));
    return { key: originId, resourceName: own[0]?.resourceName ?? '', originSystem, lines: all.map((effect) => effectWords(effect, gaining)), unread: unreadWords(unread) };
  });
  return {
    membership,
    questions: membership.length > 0 ? QUESTIONS_OF_GROUPS : [],
    facts: factsOf(effects, sentBy(rehearsal), limit),
    collisions: effects.collisions.map(({ kind, packageName, on, text }, index) => ({ key: `${kind} ${index}`, label: on ? dayWords(on) : 'Not known when', text: `${packageName}: ${text}`, wants: true })),
    findings: effects.findings.map(({ rule, packageName, text }, index) => ({ key: `${rule} ${index}`, label: packageName, text, wants: false })),
    notKnown: notKnownWords(effects.notKnown ?? []),
  };
}

/** What its run sends: requests, and policies it writes, of which some only let people ask. */
type Sent = { requests: number; policies: number; invitations: number };

function sentBy({ packages, design }: Pick<Rehearsal, 'packages' | 'design'>): Sent {
  const written = design.packages.filter((each) => each.delivery);
  return {
    requests: packages.reduce((all, block) => all + (written.some((each) => each.packageId === block.packageId) ? 0 : block.totals.assign), 0),
    policies: written.length,
    invitations: written.filter((each) => each.delivery?.mode === 'invite').length,
  };
}

function factsOf({ forecast, approvals, quota, licences, externals }: PhaseEffects, sent: Sent, limit: number | null): EffectLine[] {
  const byPolicy = sent.policies > 0 && sent.requests === 0;
  const fact = (key: string, label: string, text: string, wants = false): EffectLine => ({ key, label, text, wants });
  return [
    fact('asked', 'Requested by', byPolicy ? `The run sends no request of its own: it writes ${countWords(sent.policies, 'policy', 'policies')}.` : forecast.requests === 0 ? 'Nothing is requested.' : askedWords(forecast, limit)),
    fact('delivered', 'Delivered by', byPolicy && sent.invitations === sent.policies ? 'Whenever each of them asks, and whoever decides agrees.' : forecast.requests === 0 ? 'Nothing is delivered.' : `In Entra’s own time: minutes for few people, up to ${forecast.deliveredHours} hours after that for many.`),
    ...(approvals.length === 0 ? [fact('approvals', 'Approvals', 'Nobody has to decide on anything.')] : approvals.map((each) => fact(`approvals ${each.packageId}`, 'Approvals', approvalWords(each), true))),
    quotaFact(quota),
    licenceFact(licences, comingWords(sent)),
    fact('externals', 'External', externalWords(externals, comingWords(sent)), externals !== null && externals.action !== 'none'),
  ];
}

/** The limit of the tenant where a run has met it; until then what Microsoft publishes of its directory is the measure, and the first run finds out. */
function askedWords({ requests, askedSeconds }: PhaseEffects['forecast'], limit: number | null): string {
  if (limit === null) return `${durationWords(askedSeconds)} after the start, if Entra takes the ${WRITES_A_SECOND} writes a second that Microsoft publishes for the directory. How many this tenant takes is not known until a run has met its limit.`;
  return `${durationWords(Math.ceil(requests / limit))} after the start, at the ${Math.max(1, Math.round(limit)).toLocaleString('en-GB')} writes a second that this tenant was seen to take.`;
}

/** `1,900 mails to 4 people`: what a policy with approval would cause. */
function approvalWords({ packageName, policyName, requests, mails, atMost, approvers, names }: ApprovalEffect): string {
  const to = mails === null || approvers === null ? 'mails to people who cannot be told from here' : `${atMost ? 'up to ' : ''}${countWords(mails, 'mail', 'mails')} to ${peopleWords(approvers)}${names.length > 0 && names.length <= 4 ? `, ${names.join(', ')}` : ''}`;
  return `${packageName}: “${policyName}” asks for an approval. ${countWords(requests, 'request', 'requests')} would cause ${to}, so none is made. Assign under a policy without approval.`;
}

function quotaFact({ limit, dated, counted, more, phase, reversal, expiries }: QuotaEffect): EffectLine {
  const sum = (counted ?? 0) + phase + reversal + expiries;
  const many = sum > limit * 0.8;
  const soFar = counted === null ? 'an unknown number so far' : `${more ? 'at least ' : ''}${counted.toLocaleString('en-GB')} so far`;
  const parts = `${soFar}, ${phase.toLocaleString('en-GB')} by this phase, as many to take it back, ${expiries.toLocaleString('en-GB')} that end in the next three months.`;
  const may = `${limit.toLocaleString('en-GB')} that the tenant may make in three months (limit of ${dated})`;
  // A lower bound of what was used says nothing of what is free.
  if (counted === null || more) return { key: 'quota', label: 'Requests', wants: true, text: `Whether this phase fits is not known: the tenant made more requests than were counted. At least ${sum.toLocaleString('en-GB')} of ${may}: ${parts}` };
  return { key: 'quota', label: 'Requests', wants: many, text: `${sum.toLocaleString('en-GB')} of ${may}: ${parts}` };
}

/** What the people of a phase come to, of one of them and of several. */
type Coming = { one: string; more: string };

function comingWords({ requests, policies, invitations }: Sent): Coming {
  if (invitations === 0) return { one: 'gains something', more: 'gain something' };
  return requests === 0 && invitations === policies ? { one: 'may ask for something', more: 'may ask for something' } : { one: 'gains something or may ask for it', more: 'gain something or may ask for it' };
}

function licenceFact(licences: LicenceEffect | null, coming: Coming): EffectLine {
  const fact = (text: string, wants = false): EffectLine => ({ key: 'licences', label: 'Licences', text, wants });
  if (!licences) return fact('The organisation’s products cannot be read here, so whether everybody has a licence for governed access is open.', true);
  if (licences.products.length === 0) return fact('The organisation has no product for governed access.', true);
  const seats = `${countWords(licences.seatsLeft, 'seat is', 'seats are')} left`;
  if (licences.without === null) return fact(`${seats} of ${licences.products.join(' and ')}. Who of so many people has one was not counted, so nobody is blocked for the want of one.`, true);
  if (licences.without === 0) return fact(`Everybody who ${coming.one} has one for governed access; ${seats}.`);
  return fact(`${peopleWords(licences.without)} would need one for governed access; ${seats}. Whoever is beyond them is blocked.`, licences.without >= licences.seatsLeft);
}

function externalWords(externals: ExternalEffect | null, coming: Coming): string {
  if (!externals) return `Nobody of another organisation ${coming.one.replace('something', 'anything')}.`;
  const { gaining, action, daysUntilDeleted, governed } = externals;
  const gain = `${peopleWords(gaining)} of other organisations ${gaining === 1 ? coming.one : coming.more}.`;
  if (action === 'unknown') return `${gain} What becomes of them when their last access ends cannot be read here.`;
  if (action === 'none') return `${gain} Their accounts stay when their last access ends.`;
  const whom = governed === null ? 'Those of them who are governed' : `${governed.toLocaleString('en-GB')} of them`;
  return `${gain} ${whom} would be blocked when their last package is taken away${action === 'blockSignInAndDelete' ? `, and deleted ${daysUntilDeleted === null ? 'later' : `after ${countWords(daysUntilDeleted, 'day', 'days')}`}` : ''}.`;
}

function durationWords(seconds: number): string {
  if (seconds < 90) return countWords(seconds, 'second', 'seconds');
  if (seconds < 90 * 60) return countWords(Math.round(seconds / 60), 'minute', 'minutes');
  return countWords(Math.round(seconds / 3600), 'hour', 'hours');
}
