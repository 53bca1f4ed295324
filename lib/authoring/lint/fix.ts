/** What a fix makes of a document of Graph. Pure. */
import type { Json } from '../policy-document';
import { isObject } from '../policy-document';

/** `requestApprovalSettings.stages[0].x` in its steps: names, and places of a list. */
function stepsOf(path: string): (string | number)[] {
  return [...path.matchAll(/([^.[\]]+)|\[(\d+)\]/g)].map(([, name, place]) => (place === undefined ? (name ?? '') : Number(place)));
}

/** The document with these properties set, each by its path; everything else is as it was, and the document itself is left alone. */
export function withSet<T extends { [name: string]: Json }>(document: T, set: { [path: string]: Json }): T {
  return Object.entries(set).reduce<Json>((changed, [path, value]) => put(changed, stepsOf(path), value), document) as T;
}

function put(into: Json, [step, ...rest]: (string | number)[], value: Json): Json {
  if (step === undefined) return value;
  if (typeof step === 'number') {
    if (!Array.isArray(into) || step >= into.length) throw new Error(`no place ${step} to set`);
    return into.map((each, place) => (place === step ? put(each, rest, value) : each));
  }
  const object = isObject(into) ? into : {};
  return { ...object, [step]: put(object[step] ?? null, rest, value) };
}
