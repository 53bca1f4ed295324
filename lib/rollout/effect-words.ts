/** What else membership does, in sentences for whoever answers for the group. Pure. */
import type { MembershipEffect, MembershipEffectKind } from './effects';

/** One sentence a person reads on a phone, without ids. */
export function effectWords(effect: MembershipEffect, gaining?: number): string {
  switch (effect.kind) {
    case 'licence': {
      const short = effect.seatsLeft !== null && gaining !== undefined && gaining > effect.seatsLeft;
      const seats = effect.seatsLeft === null ? '' : ` ${effect.seatsLeft.toLocaleString('en-GB')} ${effect.seatsLeft === 1 ? 'seat is' : 'seats are'} left${short ? `, for ${gaining.toLocaleString('en-GB')} people` : ''}.`;
      return `Gives a licence of ${effect.name}.${seats}`;
    }
    case 'appRole':
      return `Gives ${effect.name}.`;
    case 'group':
      return `Makes them a member of “${effect.name}” too, which it stands in.`;
    case 'rule':
      return effect.of === 'group' ? `Brings them into “${effect.name}”, whose rule takes its members.` : `Gives the package “${effect.name}”, whose rule takes its members.`;
    case 'entraRoles':
      return `“${effect.name}” can hold Entra roles: whoever is in it can become an administrator.`;
    case 'mail':
      return effect.team ? 'Is a team: new members are greeted by mail, read what was written before, and get its mails.' : 'Is a Microsoft 365 group: new members are greeted by mail and get its mails.';
  }
}

/** What was not read, by kind. */
const UNREAD: Record<MembershipEffectKind, string> = {
  licence: 'licences',
  appRole: 'roles of applications',
  group: 'groups it stands in',
  rule: 'rules that take its members',
  entraRoles: 'Entra roles',
  mail: 'mail',
};

/** `Not read: licences, groups it stands in.`, or an empty text. */
export function unreadWords(unread: readonly MembershipEffectKind[]): string {
  return unread.length > 0 ? `Could not be read: ${unread.map((kind) => UNREAD[kind]).join(', ')}.` : '';
}

/** What Microsoft Graph does not tell of a group, and its owner may know. */
export const QUESTIONS_OF_GROUPS = [
  'Does a Conditional Access policy include or exclude this group? An admin marks it where it does.',
  'Does anything in Azure, Intune or SharePoint hang on this group?',
  'Does a lifecycle workflow or an access review of the group itself take people out of it?',
] as const;
