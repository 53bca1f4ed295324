import 'server-only';
import type { Graph } from '@/lib/graph/client';
import { readPackageRows, readPackagesWhere } from '@/lib/graph/packages';
import { partsOf, wordsLike } from './names-alike';
import type { PackageRow } from './package-design';
import type { LineProblem, ListedLine } from './resource-list';

/** The packages that a list names, and its lines that name none for certain. Nothing of the list is left out of the two. */
export type ListedPackages = { found: { id: string; name: string; catalogName: string }[]; problems: LineProblem[] };

const MOST_SUGGESTED = 5;

/** The packages of these lines, by name or id, in some batches. @throws AppError Graph's own */
export async function findListedPackages(graph: Graph, lines: readonly ListedLine[]): Promise<ListedPackages> {
  const ids = lines.flatMap(({ by, value }) => (by === 'id' ? [value] : []));
  const names = lines.flatMap(({ by, text }) => (by === 'id' ? [] : [text]));
  const [byId, byName] = await Promise.all([readPackageRows(graph, ids), readPackagesWhere(graph, 'is', names)]);
  const found = new Map<string, PackageRow>();
  const problems: LineProblem[] = [];
  const unknown: ListedLine[] = [];
  for (const line of lines) {
    const bearers = line.by === 'id' ? byId.filter(({ id }) => id.toLowerCase() === line.value) : (byName.get(line.text) ?? []).filter(({ name }) => name.toLowerCase() === line.text.toLowerCase());
    const [only] = bearers;
    if (!only) unknown.push(line);
    else if (bearers.length > 1) problems.push({ line: line.line, text: line.text, what: `${bearers.length} packages have this name. Choose one.`, suggestions: bearers.map(suggestionOf) });
    else found.set(only.id, only);
  }
  const like = await findPackagesLike(graph, unknown.flatMap(({ by, text }) => (by === 'id' ? [] : [text])));
  for (const { line, text, by } of unknown) {
    const near = by === 'id' ? [] : (like.get(text) ?? []);
    const what = by === 'id' ? 'No package that you may read has this id.' : 'No package that you may read has this name.';
    problems.push({ line, text, what: near.length > 0 ? `${what} Was it one of these?` : what, suggestions: near.map(suggestionOf) });
  }
  return { found: [...found.values()].map(({ id, name, catalogName }) => ({ id, name, catalogName })), problems: problems.sort((a, b) => a.line - b.line) };
}

/** The packages whose names are most like each of these, the likest first. @throws AppError Graph's own */
export async function findPackagesLike(graph: Graph, names: readonly string[]): Promise<Map<string, PackageRow[]>> {
  const found = await readPackagesWhere(graph, 'contains', names.flatMap(partsOf));
  return new Map(names.map((name) => {
    const rows = [...new Map(partsOf(name).flatMap((part) => found.get(part) ?? []).map((row) => [row.id, row])).values()];
    return [name, wordsLike(name, rows.map((row) => row.name), MOST_SUGGESTED).flatMap((like) => rows.filter((row) => row.name === like)).slice(0, MOST_SUGGESTED)];
  }));
}

function suggestionOf({ id, name, catalogName }: PackageRow): LineProblem['suggestions'][number] {
  return { label: `${name}, in ${catalogName}`, text: `${name} ${id}` };
}
