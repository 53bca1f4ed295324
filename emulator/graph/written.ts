import type { World } from './context';
import type { Json } from './odata/thing';

/** What somebody has written into properties that nothing here follows, by Graph's names. */
export type Written = Record<string, unknown>;

type Properties<Row> = Record<string, (row: Row, world: World) => Json>;

/** The properties of a type, those of the given names (or all) told as somebody wrote them, or else as the directory fills them in. */
export function asWritten<Row extends { written?: Written }>(properties: Properties<Row>, names: readonly string[] = Object.keys(properties)): Properties<Row> {
  const told = (name: string, tell: Properties<Row>[string] = () => null) => (row: Row, world: World): Json => {
    const value = row.written?.[name] as Json | undefined;
    if (value === undefined) return tell(row, world);
    // A collection is emptied, anything else has no value any more.
    return value === null && Array.isArray(tell(row, world)) ? [] : value;
  };
  return { ...properties, ...Object.fromEntries(names.map((name) => [name, told(name, properties[name])])) };
}

/** What of a body is kept as it was written, together with what was before. Undefined where there is none of it. */
export function writtenIn(body: Record<string, unknown>, names: readonly string[], before: Written = {}): { written?: Written } {
  const written = { ...before, ...Object.fromEntries(names.filter((name) => body[name] !== undefined).map((name) => [name, body[name]])) };
  return Object.keys(written).length > 0 ? { written } : {};
}
