/** Routes by person, as they are found one after another. Pure. */
import type { Route } from './route';

export class FoundRoutes {
  readonly byPerson = new Map<string, Route[]>();
  private readonly holders = new Set<string>();

  /** With `people`, of all others it is only counted that they hold it. */
  constructor(private readonly people?: ReadonlySet<string>) {}

  add(personId: string, route: Route): void {
    if (this.people) {
      this.holders.add(personId);
      if (!this.people.has(personId)) return;
    }
    const known = this.byPerson.get(personId);
    if (known) known.push(route);
    else this.byPerson.set(personId, [route]);
  }

  /** Everybody who was found, each once. */
  get count(): number {
    return this.people ? this.holders.size : this.byPerson.size;
  }
}
