import 'server-only';
import type { AuditPerson } from '@/lib/audit';
import { findFinding } from '@/lib/db/lint-findings';
import { findLintRun } from '@/lib/db/lint-runs';
import { getDraft, listOpenDrafts } from '@/lib/db/drafts';
import { AppError } from '@/lib/errors';
import { readCatalogs } from '@/lib/graph/catalogs';
import type { Graph } from '@/lib/graph/client';
import { getPackageDesign } from '@/lib/graph/packages';
import { getWholePolicy } from '@/lib/graph/policy-documents';
import type { NewChange } from './draft';
import { addChange, createDraft } from './edit-draft';
import type { LintFinding, LintFix } from './lint/finding';
import { withSet } from './lint/fix';

/** The draft that fixes are collected in, while it is open. */
const FIXES = 'Fixes of checks';

/**
 * Takes what mends a finding into a draft, over the object as the tenant has it now: the person's open draft of fixes, or a
 * new one. Nothing reaches the tenant before that is reviewed and applied.
 * @throws AppError `notFound` for what was not found or is gone; `conflict` where it has no fix, or the object cannot be written whole
 */
export async function draftFix(by: AuditPerson, graph: Graph, key: string): Promise<{ draftId: string }> {
  const run = await findLintRun();
  const finding = run && (await findFinding(run.id, key));
  if (!finding) throw new AppError('notFound', `no finding ${key}`, { say: 'The last look did not find this any more. Reload the page.' });
  if (!finding.fix) throw new AppError('conflict', `${key} has no fix`, { say: 'Nothing mends this with one click.' });
  const change = await changeOf(graph, finding, finding.fix);
  const open = (await listOpenDrafts(by.personId, 50)).find(({ name }) => name === FIXES);
  if (!open) return createDraft(by, FIXES, [change]);
  await addChange(by, open.id, change);
  return { draftId: (await getDraft(open.id)).id };
}

async function changeOf(graph: Graph, { packageId, objectKind, objectId: otherId, objectName, packageName }: LintFinding, { objectId, operation, set, objectKind: kind }: LintFix): Promise<NewChange> {
  if (kind === 'policy' && operation === 'create') {
    const { accessPackage: _package, ...document } = set;
    return { kind: 'policy', operation: 'create', wanted: { package: { id: packageId, name: packageName }, document } };
  }
  if (kind === 'policy' && objectId) {
    const whole = await getWholePolicy(graph, objectId);
    const base = { package: { id: whole.packageId, name: packageName }, document: whole.document };
    return { kind: 'policy', operation: 'update', objectId, base, wanted: { ...base, document: withSet(whole.document, set) } };
  }
  if (kind === 'package' && objectId) {
    const { name, description, hidden, catalogId, catalogName } = await getPackageDesign(graph, objectId);
    const base = { catalog: { id: catalogId, name: catalogName }, name, description, hidden };
    return { kind: 'package', operation: 'update', objectId, base, wanted: { ...base, hidden: set.isHidden === true } };
  }
  if (kind === 'catalog' && objectId) {
    const [catalog] = await readCatalogs(graph, [objectId]);
    if (!catalog) throw new AppError('notFound', `catalog ${objectId} is gone`);
    const base = { name: catalog.name, description: catalog.description, published: catalog.published, externallyVisible: catalog.externallyVisible };
    return { kind: 'catalog', operation: 'update', objectId, base, wanted: { ...base, published: set.state === 'published' } };
  }
  if (kind === 'incompatibility' && objectKind === 'incompatibility') return { kind: 'incompatiblePackage', operation: 'create', wanted: { package: { id: otherId, name: objectName }, other: { id: packageId, name: packageName } } };
  throw new AppError('internal', `no draft change for ${kind} ${operation}`);
}
