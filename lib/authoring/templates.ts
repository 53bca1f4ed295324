import 'server-only';
import { recordAudit } from '@/lib/audit';
import type { AuditInput, AuditPerson } from '@/lib/audit';
import { inTransaction } from '@/lib/db/client';
import { deleteTemplateRow, getTemplate, insertTemplate, isNameTaken, pageTemplates, updateTemplate } from '@/lib/db/package-templates';
import type { TemplateRow } from '@/lib/db/package-templates';
import { AppError, isAppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { checkPolicyForm } from './check-policy-form';
import { loadCloneSource } from './clone-package';
import { ruleProblem } from './draft-policy';
import { requireFreePackageName, resolveRoles, resolveSubjects } from './draft-package';
import type { RoleChoice } from './draft-package';
import { namedCatalog } from './drafted-catalog';
import type { CatalogRef } from './drafted-catalog';
import { addToDraft, newKey } from './edit-draft';
import type { ToDraft } from './edit-draft';
import { lengthProblem } from './object-texts';
import { packageChanges } from './package-changes';
import { checkTemplate, checkValues, fillTemplate } from './package-template';
import type { Filled, PackageTemplate, TemplateContent } from './package-template';
import { cloneOf, formOf, newPolicy } from './policy-form';
import type { PolicyDocument } from './policy-document';

const about = (by: AuditPerson, id: string, name: string): Pick<AuditInput, 'outcome' | 'actor' | 'objectType' | 'objectId' | 'objectName'> => ({
  outcome: 'done', actor: { personId: by.personId, name: by.name, userPrincipalName: by.userPrincipalName }, objectType: 'template', objectId: id, objectName: name,
});

/** A page of the templates. */
export async function loadTemplates(text: string, page: { skip: number; take: number }): ReturnType<typeof pageTemplates> {
  return pageTemplates(text, page);
}

/** @throws AppError `notFound` */
export async function loadTemplate(id: string): Promise<PackageTemplate> {
  return getTemplate(id);
}

/**
 * A package of the tenant as a template in which nothing is left open yet.
 * @throws AppError `notFound`; Graph's own
 */
export async function templateOf(graph: Graph, packageId: string): Promise<{ name: string; content: TemplateContent; left: string[] }> {
  const { design, roles, policies } = await loadCloneSource(graph, packageId, null);
  const whole = policies.filter(({ refusal }) => !refusal);
  return {
    name: design.name,
    content: {
      parameters: [],
      package: { name: design.name, description: design.description, hidden: design.hidden },
      roles: roles.map(({ resourceName, originId, originSystem, roleOriginId, roleName }) => ({ resourceName, originId, originSystem, roleOriginId, roleName })),
      policies: whole.map(({ document, name }) => ({ ...cloneOf(document, name), customExtensionStageSettings: [] })),
    },
    left: [
      ...policies.flatMap(({ name, refusal }) => (refusal ? [`“${name}” is not taken over. ${refusal}`] : [])),
      ...whole.filter(({ document }) => Array.isArray(document.customExtensionStageSettings) && document.customExtensionStageSettings.length > 0).map(({ name }) => `“${name}” calls custom extensions of its catalog, which a template does not.`),
    ],
  };
}

/**
 * Makes a template, or puts it in place of the version somebody saw.
 * @throws AppError `invalid` naming `content` where placeholders and parameters do not fit; `nameTaken`; `conflict` where somebody changed it since; `notFound`
 */
export async function saveTemplate(by: AuditPerson, of: { id: string; version: number } | null, row: TemplateRow): Promise<{ id: string }> {
  const { wrong: [first, ...more] } = checkTemplate(row.content);
  if (first) throw new AppError('invalid', `template: ${1 + more.length} placeholders`, { fields: { content: [first, ...more].join(' ') } });
  return inTransaction(async (tx) => {
    if (await isNameTaken(tx, row.name, of?.id ?? null)) throw new AppError('nameTaken', `a template ${row.name}`, { fields: { name: 'There is a template of this name already. Choose another name.' } });
    if (!of) {
      const id = await insertTemplate(tx, row, by.name);
      await recordAudit(tx, [{ ...about(by, id, row.name), action: 'template.create' }]);
      return { id };
    }
    const { name, changedByName } = await getTemplate(of.id, tx);
    if (!(await updateTemplate(tx, of.id, of.version, row, by.name))) throw new AppError('conflict', `template ${of.id} is not at ${of.version}`, { say: `${changedByName} changed this template since you opened it. Copy what you typed, then reload the page.` });
    await recordAudit(tx, [{ ...about(by, of.id, row.name), action: 'template.change', ...(name === row.name ? {} : { before: { name }, after: { name: row.name } }) }]);
    return { id: of.id };
  });
}

/** Packages that were made of it stay as they are. @throws AppError `notFound` */
export async function deleteTemplate(by: AuditPerson, id: string): Promise<void> {
  await inTransaction(async (tx) => {
    const { name } = await getTemplate(id, tx);
    await deleteTemplateRow(tx, id);
    await recordAudit(tx, [{ ...about(by, id, name), action: 'template.delete' }]);
  });
}

/** A template filled in: the catalog, the roles it hands out there, and a value for each parameter (of a person or group their id). */
export type TemplateUse = { templateId: string; version: number; catalog: CatalogRef; roles: RoleChoice[]; values: Readonly<Record<string, string>> };

/**
 * A package of a template, in a draft.
 * @throws AppError `invalid` naming `value.<parameter>`, `roles` or `policies`; `conflict` where the template changed since; `nameTaken`; `notFound`; as addToDraft
 */
export async function draftFromTemplate(by: AuditPerson, graph: Graph, to: ToDraft, { templateId, version, catalog: of, roles, values }: TemplateUse, now = new Date()): Promise<{ draftId: string }> {
  const { content, version: current } = await getTemplate(templateId);
  if (version !== current) throw new AppError('conflict', `template ${templateId} is at ${current}`, { say: 'Somebody changed this template since you opened it. Reload the page.' });
  const wrong = checkValues(content, values);
  if (Object.keys(wrong).length > 0) throw new AppError('invalid', `template ${templateId}: ${Object.keys(wrong).join(', ')}`, { fields: Object.fromEntries(Object.entries(wrong).map(([name, say]) => [`value.${name}`, say])) });
  const [catalog, resolved, filled] = await Promise.all([namedCatalog(graph, to, of), resolveRoles(graph, of, roles, to), resolveValues(graph, content, values)]);
  const { package: made, policies } = fillTemplate(content, filled);
  const problem = lengthProblem('name', made.name);
  if (problem) throw new AppError('invalid', 'a long name', { fields: { package: `The package would be called “${made.name}”. ${problem}` } });
  const trouble = policies.flatMap((document) => problemsOf(document, now))[0];
  if (trouble) throw new AppError('invalid', 'a policy of a template', { fields: { policies: trouble } });
  await requireFreePackageName(graph, to, of, made.name).catch((error: unknown) => {
    throw isAppError(error, 'nameTaken') ? new AppError('nameTaken', error.message, { fields: { package: `The catalog has a package “${made.name}” already. Fill in something else.` } }) : error;
  });
  return addToDraft(by, to, packageChanges(newKey('package'), { catalog, ...made, roles: resolved, policies }));
}

/** What Microsoft Entra would refuse of a policy that came of a template. */
function problemsOf(document: PolicyDocument, now: Date): string[] {
  const [form, made] = [formOf(document), formOf(newPolicy())];
  // The day of the first review is the template's, and whoever fills it in cannot mend it.
  const was = { ...made, review: { ...made.review, on: form.review.on, start: form.review.start } };
  return Object.values(checkPolicyForm(form, { now: now.toISOString().slice(0, 16), was, ruleProblem }).wrong).map((words) => `“${form.name}”: ${words}`);
}

async function resolveValues(graph: Graph, { parameters }: TemplateContent, values: Readonly<Record<string, string>>): Promise<ReadonlyMap<string, Filled>> {
  const entries = await Promise.all(parameters.map(async ({ name, kind }): Promise<[string, Filled]> => {
    const text = (values[name] ?? '').trim();
    if (kind !== 'person' && kind !== 'group') return [name, { text: kind === 'days' ? String(Number(text)) : text }];
    const [subject] = await resolveSubjects(graph, [{ kind, id: text }], `value.${name}`, true);
    return [name, { text: subject?.name ?? '', id: text }];
  }));
  return new Map(entries);
}
