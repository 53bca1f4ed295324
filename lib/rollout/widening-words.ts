/** What voids a signature, in sentences an owner reads on a phone. Pure. */
import { peopleWords } from './count-words';
import { effectWords } from './effect-words';
import { CHOICE_WORDS } from './reversal';
import type { Widening } from './widenings';

/** `Ana Kowalczyk`, `Ana, Ben and Cleo`, `Ana, Ben and 10 more`. */
export function someNames(names: string[]): string {
  if (names.length <= 1) return names[0] ?? '';
  if (names.length <= 3) return `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
  return `${names.slice(0, 2).join(', ')} and ${(names.length - 2).toLocaleString('en-GB')} more`;
}

/** One sentence for one thing that is more than was signed. `nameOf` gives nothing for somebody who is not known. */
export function wideningWords(widening: Widening, nameOf: (personId: string) => string | undefined): string {
  switch (widening.what) {
    case 'package':
      return `“${widening.packageName}” hands it out too.`;
    case 'role':
      return `${widening.roleName} through “${widening.packageName}” is new.`;
    case 'people': {
      const names = someNames(widening.personIds.map((id) => nameOf(id) ?? 'somebody'));
      return `${widening.personIds.length === 1 ? '1 more person' : `${widening.personIds.length.toLocaleString('en-GB')} more people`} through “${widening.packageName}”: ${names}.`;
    }
    case 'external': {
      const names = someNames(widening.personIds.map((id) => nameOf(id) ?? 'somebody'));
      return widening.personIds.length === 1 ? `${names} is of another organisation.` : `${peopleWords(widening.personIds.length)} are of another organisation: ${names}.`;
    }
    case 'policy':
      return `“${widening.packageName}” has another policy, “${widening.policyName}”.`;
    case 'scope':
      return `More people may come to “${widening.packageName}” under “${widening.policyName}”.`;
    case 'selfRequest':
      return `People may now ask for “${widening.packageName}” themselves under “${widening.policyName}”.`;
    case 'automatic':
      return `“${widening.policyName}” now gives “${widening.packageName}” by a rule, without asking.`;
    case 'decision':
      return `Fewer decisions are needed for “${widening.packageName}” under “${widening.policyName}”.`;
    case 'approver':
      return `${someNames(widening.names)} may now decide on “${widening.packageName}” under “${widening.policyName}”.`;
    case 'effect':
      return `New of membership: ${effectWords(widening.effect)}`;
    case 'leaving': {
      const names = someNames(widening.personIds.map((id) => nameOf(id) ?? 'somebody'));
      return `${widening.personIds.length === 1 ? '1 more person loses' : `${widening.personIds.length.toLocaleString('en-GB')} more people lose`} “${widening.packageName}”: ${names}.`;
    }
    case 'delivery':
      return `“${widening.packageName}” comes to its people another way than was signed, or by another rule.`;
    case 'end':
      return `Access through “${widening.packageName}” may last longer under “${widening.policyName}”.`;
    case 'start':
      return 'Access begins earlier.';
    case 'reversal':
      return `Taken back, those who had it before would be treated otherwise: ${CHOICE_WORDS[widening.choice].name.toLowerCase()}.`;
  }
}

/** The same without anybody's name, for the audit. */
export function wideningFacts(found: Widening[]): object[] {
  return found.map((widening) => {
    switch (widening.what) {
      case 'people':
      case 'leaving':
        return { what: widening.what, package: widening.packageName, count: widening.personIds.length };
      case 'effect':
        return { what: widening.what, kind: widening.effect.kind, name: widening.effect.name };
      case 'external':
        return { what: widening.what, count: widening.personIds.length };
      case 'package':
        return { what: widening.what, package: widening.packageName };
      case 'role':
        return { what: widening.what, package: widening.packageName, role: widening.roleName };
      case 'start':
        return { what: widening.what };
      case 'reversal':
        return { what: widening.what, choice: widening.choice };
      default:
        return { what: widening.what, package: widening.packageName, policy: widening.policyName };
    }
  });
}
