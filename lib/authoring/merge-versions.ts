/** What two people made of the same thing, brought together. Pure. */
import { differencesBetween, isSubject, subjectKey } from './policy-differences';
import { isObject } from './policy-document';
import type { Json } from './policy-document';

/** Both versions with everything that only one of them changed; `clashes` are the places that both changed, each in its own way. */
export type Merged = { merged: Json; clashes: string[] };

/**
 * Takes what `mine` changed of `base` over into `theirs`. Where both changed the same, mine stands in the result and the
 * place is told. People named in a list come and go one by one; a list of equal length is compared place by place.
 */
export function mergeVersions(base: Json | undefined, mine: Json | undefined, theirs: Json | undefined, at = ''): Merged {
  if (isSame(base, mine) || isSame(mine, theirs)) return { merged: theirs ?? null, clashes: [] };
  if (isSame(base, theirs)) return { merged: mine ?? null, clashes: [] };
  // What has a kind is one thing: half of what somebody calls and half of what another calls is neither.
  if (isObject(base) && isObject(mine) && isObject(theirs) && !('kind' in base)) return mergeObjects(base, mine, theirs, at);
  if (Array.isArray(base) && Array.isArray(mine) && Array.isArray(theirs)) return mergeLists(base, mine, theirs, at);
  return { merged: mine ?? null, clashes: [at] };
}

/** Whether two values say the same, however they are written. */
export function isSame(one: Json | undefined, other: Json | undefined): boolean {
  return differencesBetween({ value: one ?? null }, { value: other ?? null }).length === 0;
}

type Fields = { [name: string]: Json };

function mergeObjects(base: Fields, mine: Fields, theirs: Fields, at: string): Merged {
  const clashes: string[] = [];
  const merged: Fields = {};
  for (const name of new Set([...Object.keys(theirs), ...Object.keys(mine), ...Object.keys(base)])) {
    const part = mergeVersions(base[name], mine[name], theirs[name], at ? `${at}.${name}` : name);
    clashes.push(...part.clashes);
    if (name in theirs || name in mine) merged[name] = part.merged;
  }
  return { merged, clashes };
}

function mergeLists(base: Json[], mine: Json[], theirs: Json[], at: string): Merged {
  if ([...base, ...mine, ...theirs].every(isSubject)) {
    const [was, want] = [new Set((base as Fields[]).map(subjectKey)), new Map((mine as Fields[]).map((subject) => [subjectKey(subject), subject]))];
    const kept = (theirs as Fields[]).filter((subject) => want.has(subjectKey(subject)) || !was.has(subjectKey(subject)));
    const known = new Set(kept.map(subjectKey));
    return { merged: [...kept, ...[...want].flatMap(([key, subject]) => (was.has(key) || known.has(key) ? [] : [subject]))], clashes: [] };
  }
  if (base.length !== mine.length || base.length !== theirs.length) return { merged: mine, clashes: [at] };
  const parts = base.map((each, index) => mergeVersions(each, mine[index], theirs[index], `${at}.${index + 1}`));
  return { merged: parts.map(({ merged }) => merged), clashes: parts.flatMap(({ clashes }) => clashes) };
}

/**
 * What was written with the words the service put beside them: ids of questions, defaults of what was left out. What it
 * said itself stays as it was written, so that whoever changed that since is still found to differ from it.
 */
export function completedBy(written: Json | undefined, found: Json | undefined): Json {
  if (written === undefined || written === null) return found ?? null;
  if (isObject(written) && isObject(found)) return Object.fromEntries([...new Set([...Object.keys(written), ...Object.keys(found)])].map((name) => [name, completedBy(written[name], found[name])]));
  if (Array.isArray(written) && Array.isArray(found) && written.length === found.length) return written.map((each, index) => completedBy(each, found[index]));
  return written;
}

/** What of `found` the writer said something of: what is made has the service's own words for the rest. */
export function saidIn(written: Json | undefined, found: Json | undefined): Json {
  if (isObject(written) && isObject(found)) return Object.fromEntries(Object.entries(written).map(([name, each]) => [name, saidIn(each, found[name])]));
  if (Array.isArray(written) && Array.isArray(found) && written.length === found.length) return found.map((each, index) => saidIn(written[index], each));
  return found ?? null;
}
