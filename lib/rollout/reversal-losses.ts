/** What no reversal brings back, in sentences, said before it starts. Pure. */
import { peopleWords } from './count-words';
import type { PhaseEffects } from './effects';
import type { RehearsedDesign } from './rehearsal';

/**
 * @param removed people who lose something by it, and those of them who are external
 * @param only of this resource alone
 */
export function lossesOf(design: RehearsedDesign, effects: PhaseEffects | null, removed: { people: number; external: number }, only?: { originSystem: string; originId: string }): string[] {
  if (removed.people === 0) return [];
  const concerned = ({ originSystem, originId }: { originSystem: string; originId: string }): boolean => !only || (only.originSystem === originSystem && only.originId === originId);
  const roles = design.packages.flatMap((each) => each.roles).filter(concerned);
  const names = new Map(roles.map(({ originSystem, originId, resourceName }) => [`${originSystem} ${originId}`, resourceName]));
  const of = ({ originSystem, originId }: { originSystem: string; originId: string }): string => `“${names.get(`${originSystem} ${originId}`) ?? 'a group'}”`;
  const resources = (effects?.resources ?? []).filter(concerned);
  const teams = resources.filter(({ effects: all }) => all.some((effect) => effect.kind === 'mail' && effect.team)).map(of);
  const licences = resources.flatMap((each) => each.effects.flatMap((effect) => (effect.kind === 'licence' ? [`“${effect.name}” by ${of(each)}`] : [])));
  const applications = [...new Set(roles.filter(({ originSystem }) => originSystem === 'AadApplication').map(({ resourceName }) => `“${resourceName}”`))];
  const { externals } = effects ?? {};
  return [
    ...(teams.length > 0 ? [`Private and shared channels of ${teams.join(', ')}: whoever is removed is out of them for good, also where the team is given back.`] : []),
    ...(licences.length > 0 ? [`Licences that hang on a group (${licences.join(', ')}): with the membership they go, and the data of a mailbox or drive follows after the time the service keeps it.`] : []),
    ...(applications.length > 0 ? [`Data in ${applications.join(', ')}: an application that deletes accounts it no longer gets keeps nothing of theirs.`] : []),
    ...(removed.external > 0 && externals?.action !== 'none' ? [`${peopleWords(removed.external)} from outside: a guest whose last package goes may be blocked and deleted${externals?.daysUntilDeleted ? ` after ${externals.daysUntilDeleted} days` : ''}, and a deleted guest has to be invited anew.`] : []),
  ];
}
