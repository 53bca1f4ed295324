/** A value in a Graph body. */
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

/** An object as OData sees it: named properties and named ways to other objects, told from the stored row when asked. */
export type Thing = {
  /** The type's name without its namespace, as in `accessPackage`. */
  type: string;
  /** The property of that name in any case, or undefined when the type has none. */
  property(name: string): { name: string; value: Json } | undefined;
  /** What a navigation leads to: one object, none, or several; undefined when the type has no such navigation. */
  follow(name: string): { name: string; to: Thing | Thing[] | null } | undefined;
  /** What the type has, told without looking at the row. */
  names: ShapeNames;
  /** Names of the properties answered when none are selected. */
  usual: readonly string[];
  /** Stated in the body where the declared type does not tell, as in lists of directory objects. */
  stated?: boolean;
};

export type Shape<Row, World> = {
  type: string;
  properties: Record<string, (row: Row, world: World) => Json>;
  /** When absent, all properties are usual but the rare ones. */
  usual?: readonly string[];
  rare?: readonly string[];
  navigations?: Record<string, (row: Row, world: World) => Thing | Thing[] | null>;
};

/** Makes, from the description of a type, the function that shows a row as an object of it. */
export function defineShape<Row, World>(shape: Shape<Row, World>): ((row: Row, world: World) => Thing) & { shape: ShapeNames } {
  const properties = byLowerName(shape.properties);
  const navigations = byLowerName(shape.navigations ?? {});
  const usual = shape.usual ?? Object.keys(shape.properties).filter((name) => !shape.rare?.includes(name));
  const names: ShapeNames = {
    type: shape.type,
    usual,
    navigations: Object.keys(shape.navigations ?? {}),
    hasProperty: (name) => properties.has(name.toLowerCase()),
    hasNavigation: (name) => navigations.has(name.toLowerCase()),
  };
  const show = (row: Row, world: World): Thing => ({
    type: shape.type,
    names,
    usual,
    property(name) {
      const found = properties.get(name.toLowerCase());
      return found && { name: found.name, value: found.read(row, world) };
    },
    follow(name) {
      const found = navigations.get(name.toLowerCase());
      return found && { name: found.name, to: found.read(row, world) };
    },
  });
  return Object.assign(show, { shape: names });
}

/** What a type is known to have, to refuse a query before it is run, also where a list is empty. */
export type ShapeNames = { type: string; usual: readonly string[]; navigations: readonly string[]; hasProperty(name: string): boolean; hasNavigation(name: string): boolean };

function byLowerName<Read>(members: Record<string, Read>): Map<string, { name: string; read: Read }> {
  return new Map(Object.entries(members).map(([name, read]) => [name.toLowerCase(), { name, read }]));
}
