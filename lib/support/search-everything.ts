import 'server-only';
import { listRollouts } from '@/lib/db/rollouts';
import { isAppError } from '@/lib/errors';
import { listCatalogs } from '@/lib/graph/catalogs';
import { graphFor } from '@/lib/graph/graph-for';
import { listPackages } from '@/lib/graph/packages';
import type { Looker } from '@/lib/directory/note-look-up';
import { searchForHelpdesk } from './load-person-card';

export type Hit = { kind: 'person' | 'rollout' | 'package' | 'catalog'; name: string; detail?: string; href: string };

const MOST_OF_A_KIND = 6;
/** A name may stand behind many rollouts that only bring such a package. */
const LOOKED_AT = 50;

/** People, rollouts, packages and catalogs by a part of their name, asked at once. Where Graph does not answer, ours still do. */
export async function searchEverything(reader: Looker & { tokenCacheId: string }, text: string): Promise<Hit[]> {
  const [people, packages, catalogs, rollouts] = await Promise.all([
    orNothing(searchForHelpdesk(reader, text, MOST_OF_A_KIND).then((found) => found.people)),
    orNothing(listPackages(graphFor(reader), { text, next: null }).then((page) => page.items.slice(0, MOST_OF_A_KIND))),
    orNothing(listCatalogs(graphFor(reader), { text, next: null }).then((page) => page.items.slice(0, MOST_OF_A_KIND))),
    listRollouts({ text }, { skip: 0, take: LOOKED_AT }),
  ]);
  const hits = rollouts.rollouts.map((rollout) => ({ name: rollout.name, href: `/rollouts/${rollout.id}`, brings: broughtBy(rollout, text) }));
  return [
    ...hits.filter(({ brings }) => !brings).slice(0, MOST_OF_A_KIND).map(({ name, href }): Hit => ({ kind: 'rollout', name, href })),
    ...packages.map((each): Hit => ({ kind: 'package', name: each.name, href: `/packages/${each.id}` })),
    ...catalogs.map((each): Hit => ({ kind: 'catalog', name: each.name, href: `/catalogs/${each.id}` })),
    ...hits.filter(({ brings }) => brings).slice(0, MOST_OF_A_KIND).map(({ name, href, brings }): Hit => ({ kind: 'rollout', name, detail: `Rollout, brings “${brings ?? ''}”`, href })),
    ...people.map((person): Hit => ({ kind: 'person', name: person.name, detail: [person.phase ? `in ${person.phase.name}` : person.department, person.userPrincipalName].filter(Boolean).join(', '), href: `/people/${person.id}` })),
  ];
}

/** The package for which a rollout was found, where its own name does not say it. */
function broughtBy({ name, packages }: { name: string; packages: readonly { packageName: string }[] }, text: string): string | null {
  const says = (words: string): boolean => words.toLowerCase().includes(text.toLowerCase());
  return says(name) ? null : (packages.find(({ packageName }) => says(packageName))?.packageName ?? null);
}

async function orNothing<T>(asked: Promise<T[]>): Promise<T[]> {
  try {
    return await asked;
  } catch (error) {
    if (isAppError(error)) return [];
    throw error;
  }
}
