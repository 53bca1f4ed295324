import 'server-only';
import type { Db } from '@/lib/db/client';
import { readPeopleFeed, readMirrorSetting } from '@/lib/db/mirror-feed';
import { listUnreadGroups } from '@/lib/db/mirror-groups';
import { findSubjects, isAlwaysHeld, readSubjects, replaceWants, SUBJECTS_A_PAGE } from '@/lib/db/mirror-subjects';
import { attributesOf } from '@/lib/rules/attributes-of';
import type { Rule } from '@/lib/rules/rule';
import { attributesSelected } from './mirror';
import type { Readiness, Subject } from './subject';

export type { Readiness, Subject } from './subject';

/** Whether these rules can be judged from what is held now, and what is missing for it. */
export async function readinessFor(rules: readonly Rule[]): Promise<Readiness> {
  const { attributes, groups } = neededBy(rules);
  const [feed, setting, missingGroups] = await Promise.all([readPeopleFeed(), readMirrorSetting(), listUnreadGroups(groups)]);
  const read = new Set(attributesSelected(feed.selected));
  return {
    asOf: setting.scope === 'nothing' ? null : feed.asOf,
    wholeTenant: setting.scope === 'wholeTenant',
    missing: { attributes: attributes.filter((name) => !isAlwaysHeld(name) && !(feed.asOf && read.has(name))), groups: missingGroups },
  };
}

/**
 * Everybody who is held, with the attributes these rules read (lib/rules/evaluate-rule.ts takes them as they are) and
 * those named beside (`department` for a sample), page by page in the order of their ids, from the one behind `from` on.
 * Deleted people are left out, disabled ones and externals are not.
 */
export async function* readPeopleForRules(rules: readonly Rule[], also: readonly string[] = [], from: string | null = null): AsyncGenerator<Subject[]> {
  const { attributes, groups } = neededBy(rules);
  let after = from;
  do {
    const page: Subject[] = await readSubjects([...attributes, ...also], groups, after);
    if (page.length > 0) yield page;
    after = page.length < SUBJECTS_A_PAGE ? null : (page.at(-1)?.objectId ?? null);
  } while (after);
}

/** Those of these people who are held, as `readPeopleForRules` gives everybody; whoever was deleted is missing. */
export async function findPeopleForRules(ids: readonly string[], rules: readonly Rule[], also: readonly string[] = []): Promise<Subject[]> {
  const { attributes, groups } = neededBy(rules);
  const pages: Subject[][] = [];
  // Two by turns: the database reads one page while the other is taken apart.
  await Promise.all([0, 1].map(async (first) => {
    for (let page = first; page * SUBJECTS_A_PAGE < ids.length; page += 2) pages[page] = await findSubjects(ids.slice(page * SUBJECTS_A_PAGE, (page + 1) * SUBJECTS_A_PAGE), [...attributes, ...also], groups);
  }));
  return pages.flat();
}

/**
 * Has the mirror hold what these rules need, from its next reading on: further attributes, and members of the groups a rule
 * names. `owner` says whose rules they are (`phase:<id>`); its earlier ones are replaced. In the transaction of the change;
 * wake the reading after it (`refreshSoon` in keep-mirror.ts).
 */
export async function holdForRules(tx: Db, owner: string, rules: readonly Rule[]): Promise<void> {
  const { attributes, groups } = neededBy(rules);
  await replaceWants(tx, owner, { attributes: attributes.filter((name) => !isAlwaysHeld(name)), groups });
}

function neededBy(rules: readonly Rule[]): { attributes: string[]; groups: string[] } {
  const all = rules.map(attributesOf);
  return { attributes: [...new Set(all.flatMap((each) => each.attributes))].sort(), groups: [...new Set(all.flatMap((each) => each.groups.map((id) => id.toLowerCase())))] };
}
