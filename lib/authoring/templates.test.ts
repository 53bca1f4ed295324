import { describe, expect, test } from 'vitest';
import { aCatalog, actorOf, applied, applyChanges, directPolicy, lastExchange, writesSince } from '@/e2e/testing/drafts';
import { withPortal } from '@/e2e/testing/portal';
import { listActivity } from '@/lib/db/audit';
import { graphFor } from '@/lib/graph/graph-for';
import { getWholePolicy } from '@/lib/graph/policy-documents';
import { createDraft } from './edit-draft';
import { checkTemplate, checkValues, fillTemplate, spotsOf, withSpot } from './package-template';
import type { TemplateContent } from './package-template';
import { amountWords } from './policy-amount';
import { formOf } from './policy-form';
import type { PolicyDocument } from './policy-document';
import { STARTER_TEMPLATES } from './starter-templates';
import { deleteTemplate, draftFromTemplate, loadTemplate, loadTemplates, saveTemplate, templateOf } from './templates';

const starter = (key: string): TemplateContent => {
  const found = STARTER_TEMPLATES.find((each) => each.key === key);
  if (!found) throw new Error(`no starter ${key}`);
  return found.content;
};
const first = ({ policies: [document] }: Pick<TemplateContent, 'policies'>): PolicyDocument => document ?? {};

describe('what a template says', () => {
  test.each(STARTER_TEMPLATES.map((each) => [each.key, each] as const))('the shipped template %s is whole: each placeholder has its parameter, and each parameter its place', (_, { content }) => {
    expect(checkTemplate(content)).toEqual({ wrong: [], unused: [] });
    const filled = fillTemplate(content, new Map(content.parameters.map(({ name, kind }) => [name, kind === 'days' ? { text: '30' } : { text: 'Ledger', id: '00000000-0000-4000-8000-000000000001' }])));
    expect(JSON.stringify(filled)).not.toMatch(/[{}]{2}\w|‹/);
  });

  test('a placeholder without a parameter, one in a place of another kind, and a parameter that nothing asks for are told', () => {
    const content = starter('application');
    const typed = { ...content, package: { ...content.package, name: '{{ application }} for {{team}}' }, parameters: [...content.parameters.map((each) => (each.name === 'days' ? { ...each, kind: 'text' as const } : each)), { name: 'cost', label: 'Cost centre', kind: 'text' as const, start: '' }, { name: 'cost', label: 'Cost', kind: 'text' as const, start: '' }] };
    expect(checkTemplate(typed)).toEqual({
      wrong: [
        'Two parameters are called “cost”. Rename one of them.',
        '{{team}} in the package is no parameter. Add one of this name, or take it out.',
        '{{days}} in the policy “Everybody of the organisation” stands where a number of days belongs, and “Days until access ends” is a text.',
        '{{days}} in the policy “Direct assignment” stands where a number of days belongs, and “Days until access ends” is a text.',
      ],
      unused: ['Cost centre', 'Cost'],
    });
  });

  test('names, rules, people and lengths of time are filled in; what is not known yet stands as its name', () => {
    const filled = fillTemplate(starter('application'), new Map([['application', { text: 'Halden Ledger' }], ['approver', { text: 'Marta Lindqvist', id: 'm' }]]));
    const { approval, ends } = formOf(first(filled));
    expect(['P{{days}}D', 'P‹days›D', 'P30D'].map(amountWords)).toEqual(['{{days}} days', '‹days› days', '30 days']);
    expect([filled.package.name, approval.stages[0]?.approvers, ends.after.count]).toEqual(['Halden Ledger access', [{ '@odata.type': '#microsoft.graph.singleUser', userId: 'm', description: 'Marta Lindqvist' }], 'P‹days›D']);
    expect(formOf(first(fillTemplate(starter('department'), new Map([['department', { text: 'Sales' }]])))).rule).toBe('user.department -eq "Sales"');
  });

  test('a value that would be refused, or would change what a rule says, is not taken', () => {
    expect(checkValues(starter('application'), { application: ' ', days: '0' })).toEqual({ application: 'Fill in Name of the application.', approver: 'Choose a person: Who decides.', days: 'A whole number of days from 1 to 3,660.' });
    expect(checkValues(starter('department'), { department: 'Sales" -or user.accountEnabled -eq true -or "a' })).toEqual({ department: 'It stands in a membership rule: leave out quotes and backslashes.' });
    expect(checkValues(starter('project'), { project: '{{lead}}', lead: 'm', days: '30' })).toEqual({ project: 'Leave out { and }.' });
  });

  test('each place of a policy that can be left open is left open by itself, and nothing else changes', () => {
    const document = first(starter('application'));
    expect(spotsOf(document).map(({ label, kind, value }) => [label, kind, value])).toEqual([
      ['Name', 'text', 'Everybody of the organisation'], ['Description', 'text', ''], ['Access ends after', 'days', '{{days}}'], ['Decision 1: within', 'days', '7'], ['Decision 1: who decides', 'person', '{{approver}}'],
    ]);
    for (const spot of spotsOf(document)) {
      const value = spot.kind === 'days' ? '{{other}}' : 'other';
      const changed = withSpot(document, spot, value, 'Somebody');
      expect(spotsOf(changed)).toEqual(spotsOf(document).map((each) => (each.path === spot.path ? { ...each, value } : each)));
      expect(withSpot(changed, spot, spot.value)).toEqual(document);
    }
  });
});

describe('templates that are kept', () => {
  const { tenant, admin } = withPortal({ users: 120, settings: { deliveryMs: 20 } });
  const graph = () => graphFor(admin);
  const actor = () => actorOf(admin);
  const LEDGER = 'Finance – Ledger';
  const ledger = () => tenant.snapshot().groups.find(({ displayName }) => displayName === LEDGER)?.id ?? '';
  const resource = (id: string) => ({ kind: 'catalogResource', operation: 'create', key: 'r', wanted: { catalog: { id }, originId: ledger(), originSystem: 'AadGroup', name: LEDGER } }) as const;

  test('a package becomes a template, and a package of it is drafted, reviewed and applied as it was filled in', async () => {
    const catalogId = await aCatalog(admin, 'Of templates');
    const made = await applyChanges(admin, [
      resource(catalogId), { kind: 'package', operation: 'create', key: 'p', wanted: { catalog: { id: catalogId }, name: 'Ledger reader', description: 'Reads the ledger', hidden: true } },
      { kind: 'packageRole', operation: 'create', wanted: { package: { key: 'p' }, resource: { key: 'r' }, resourceName: LEDGER, originId: ledger(), originSystem: 'AadGroup', roleOriginId: `Member_${ledger()}`, roleName: 'Member' } },
      { kind: 'policy', operation: 'create', wanted: { package: { key: 'p' }, document: directPolicy('Direct', 45) } },
    ]);
    const { content, left } = await templateOf(graph(), made.p ?? '');
    expect([left, content.parameters, content.roles.map(({ resourceName, roleName }) => [resourceName, roleName]), spotsOf(first(content)).map(({ label, value }) => [label, value])]).toEqual([[], [], [[LEDGER, 'Member']], [['Name', 'Direct'], ['Description', 'For those whom an administrator chooses'], ['Access ends after', '45']]]);

    const open = { ...content, parameters: [{ name: 'team', label: 'Team', kind: 'text' as const, start: '' }, { name: 'days', label: 'Days', kind: 'days' as const, start: '45' }], package: { ...content.package, name: 'Ledger reader of {{team}}' }, policies: [withSpot(first(content), { path: 'expiration/duration', kind: 'days' }, '{{days}}')] };
    const { id } = await saveTemplate(actor(), null, { name: 'Ledger readers', description: 'For a team', content: open });
    expect((await loadTemplates('ledger', { skip: 0, take: 10 })).templates.map(({ name, version, changedByName, content: kept }) => [name, version, changedByName, kept])).toEqual([['Ledger readers', 0, admin.name, open]]);

    const since = lastExchange(tenant);
    const use = { templateId: id, version: 0, catalog: { id: catalogId }, roles: [{ resourceId: made.r ?? '', roleOriginId: `Member_${ledger()}` }], values: { team: 'Treasury', days: '30' } };
    const { draftId } = await draftFromTemplate(actor(), graph(), { newName: 'Of a template' }, use);
    expect(writesSince(tenant, since)).toEqual([]);
    expect(await applied(admin, draftId)).toBe('applied');
    const found = tenant.snapshot().packages.find(({ displayName }) => displayName === 'Ledger reader of Treasury');
    const policy = tenant.snapshot().policies.find(({ packageId }) => packageId === found?.id);
    expect([found?.description, found?.roleScopes.length, formOf((await getWholePolicy(graph(), policy?.id ?? '')).document).ends.after]).toEqual(['Reads the ledger', 1, { count: '30', unit: 'days' }]);

    await expect(draftFromTemplate(actor(), graph(), { newName: 'Again' }, use)).rejects.toMatchObject({ code: 'nameTaken', details: { fields: { package: 'The catalog has a package “Ledger reader of Treasury” already. Fill in something else.' } } });
    await expect(draftFromTemplate(actor(), graph(), { newName: 'Nothing' }, { ...use, values: {} })).rejects.toMatchObject({ code: 'invalid', details: { fields: { 'value.team': 'Fill in Team.', 'value.days': expect.any(String) as string } } });
    await expect(draftFromTemplate(actor(), graph(), { newName: 'Old' }, { ...use, version: 7 })).rejects.toMatchObject({ code: 'conflict' });
  });

  test('of a template a package is made in a catalog that a draft only makes, of the resources the draft adds to it', async () => {
    const { draftId } = await createDraft(actor(), 'A catalog', [
      { kind: 'catalog', operation: 'create', key: 'c', wanted: { name: 'Drafted for a template', description: 'For a test', published: true, externallyVisible: false } },
      { kind: 'catalogResource', operation: 'create', key: 'r', wanted: { catalog: { key: 'c' }, originId: ledger(), originSystem: 'AadGroup', name: LEDGER } },
    ]);
    const { id } = await saveTemplate(actor(), null, { name: 'Access to ledgers', description: 'To an application', content: starter('application') });
    await draftFromTemplate(actor(), graph(), { draftId }, { templateId: id, version: 0, catalog: { key: 'c' }, roles: [{ resourceId: 'r', roleOriginId: `Member_${ledger()}` }], values: { application: 'Drafted ledger', days: '30', approver: tenant.persona('Marta').id } });
    expect(await applied(admin, draftId)).toBe('applied');
    const { catalogs, packages } = tenant.snapshot();
    const catalogId = catalogs.find(({ displayName }) => displayName === 'Drafted for a template')?.id;
    expect(packages.filter((each) => each.catalogId === catalogId).map(({ displayName, roleScopes }) => [displayName.includes('Drafted ledger'), roleScopes.length])).toEqual([[true, 1]]);
  });

  test('who decides is somebody of the tenant who can answer, and a rule that would not be read is told', async () => {
    const catalogId = await aCatalog(admin, 'Of approvers');
    const { r } = await applyChanges(admin, [resource(catalogId)]);
    const { id } = await saveTemplate(actor(), null, { name: 'Access', description: 'To an application', content: starter('application') });
    const use = (approver: string) => draftFromTemplate(actor(), graph(), { newName: 'Access' }, { templateId: id, version: 0, catalog: { id: catalogId }, roles: [{ resourceId: r ?? '', roleOriginId: `Member_${ledger()}` }], values: { application: 'Ledger', days: '30', approver } });
    const disabled = [...tenant.tenant.users.values()].find((user) => !user.accountEnabled);
    await expect(use(disabled?.id ?? '')).rejects.toMatchObject({ code: 'invalid', details: { fields: { 'value.approver': expect.stringContaining('is disabled') as string } } });
    await expect(use('00000000-0000-4000-8000-000000000000')).rejects.toMatchObject({ code: 'invalid' });
    expect(await applied(admin, (await use(tenant.persona('Marta').id)).draftId)).toBe('applied');
    const broken = starter('department');
    const rule = await saveTemplate(actor(), null, { name: 'Broken', description: 'A rule', content: { ...broken, policies: broken.policies.map((document) => withSpot(document, { path: 'specificAllowedTargets/0/membershipRule', kind: 'text' }, 'user.department -eq {{department}}')) } });
    await expect(draftFromTemplate(actor(), graph(), { newName: 'Broken' }, { templateId: rule.id, version: 0, catalog: { id: catalogId }, roles: [], values: { department: 'Sales' } })).rejects.toMatchObject({ code: 'invalid', details: { fields: { policies: expect.stringMatching(/^“Everybody in Sales”: Line 1, column/) as string } } });
  });

  test('what does not fit is not kept, two who edit learn of each other, and one that is deleted is gone', async () => {
    const row = { name: 'Team', description: 'A team', content: starter('project') };
    await expect(saveTemplate(actor(), null, { ...row, content: { ...row.content, parameters: [] } })).rejects.toMatchObject({ code: 'invalid', details: { fields: { content: expect.stringContaining('{{project}} in the package is no parameter.') as string } } });
    const { id } = await saveTemplate(actor(), null, row);
    await expect(saveTemplate(actor(), null, { ...row, name: 'TEAM' })).rejects.toMatchObject({ code: 'nameTaken' });
    await saveTemplate(actor(), { id, version: 0 }, { ...row, name: 'Teams' });
    await expect(saveTemplate(actor(), { id, version: 0 }, row)).rejects.toMatchObject({ code: 'conflict', sentence: expect.stringContaining(`${admin.name} changed this template`) as string });
    expect(await loadTemplate(id)).toMatchObject({ name: 'Teams', version: 1 });
    await deleteTemplate(actor(), id);
    await expect(loadTemplate(id)).rejects.toMatchObject({ code: 'notFound' });
    await expect(deleteTemplate(actor(), id)).rejects.toMatchObject({ code: 'notFound' });
    expect((await listActivity({ text: 'Team' }, 5, null)).entries.map(({ action, objectName }) => [action, objectName])).toEqual([['template.delete', 'Teams'], ['template.change', 'Teams'], ['template.create', 'Team']]);
  });
});
