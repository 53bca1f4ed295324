/**
 * An export of Conditional Access without what is not read of it: PowerShell indents one of a large tenant to more than a form
 * can send. Apart from the reading, whose schemas would try in a browser what its content policy forbids. Pure.
 */
import { isObject, readJson } from './read-json';

/** How deep an export goes: the list, its policies, their conditions, the users of these, their groups, an id. */
export const DEEPEST = 7;

/** A name as Graph spells it: PowerShell begins each with a capital. */
export const nameOfGraph = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

const READ = new Set(['value', '@odata.nextLink', 'error', 'code', 'id', 'displayName', 'state', 'conditions', 'users', 'includeGroups', 'excludeGroups', 'applications', 'includeApplications', 'excludeApplications', 'grantControls', 'builtInControls']);

/** The same export as it is spelled, with what is read alone; what is no JSON stays as it is. */
export function slimmed(written: string): string {
  const json = readJson(written);
  return json.ok ? JSON.stringify(kept(json.value, DEEPEST), null, 1) : written;
}

function kept(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 0) return null;
  if (Array.isArray(value)) return value.map((each) => kept(each, depth - 1));
  return isObject(value) ? Object.fromEntries(Object.entries(value).flatMap(([name, each]) => (READ.has(nameOfGraph(name)) ? [[name, kept(each, depth - 1)]] : []))) : value;
}
