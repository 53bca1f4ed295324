/** Templates to start from: what most organisations need first. Pure. */
import { placeholder } from './package-template';
import type { TemplateContent, TemplateParameter } from './package-template';
import { formOf, newPolicy, newStage, withScope } from './policy-form';
import type { PolicyForm } from './policy-form';
import type { PolicyDocument } from './policy-document';
import { relation, subjectNamed } from './policy-subject';
import type { Subject } from './policy-subject';
import { documentOf } from './write-policy-form';

export type StarterTemplate = { key: string; name: string; description: string; content: TemplateContent };

const DAYS: TemplateParameter = { name: 'days', label: 'Days until access ends', kind: 'days', start: '180' };

/** A policy whose end is a parameter. */
function policy(name: string, scope: string, change: (form: PolicyForm) => Partial<PolicyForm> = () => ({})): PolicyDocument {
  const base = newPolicy(name);
  const form = withScope(formOf(base), scope);
  const document = documentOf({ ...form, ...change(form) }, base);
  return { ...document, expiration: { type: 'afterDuration', duration: `P${placeholder('days')}D`, endDateTime: null } };
}

const decidedBy = (approvers: Subject[], fallbacks: Subject[] = []) => (form: PolicyForm): Partial<PolicyForm> => ({ approval: { toGet: true, toExtend: true, reason: true, stages: [{ ...newStage('s0'), deadline: { count: '7', unit: 'days' }, approvers, fallbacks }] }, requests: form.requests });

const person = (name: string): Subject => subjectNamed('person', placeholder(name), placeholder(name));

export const STARTER_TEMPLATES: StarterTemplate[] = [
  {
    key: 'application', name: 'Application access', description: 'An application that anybody of the organisation may ask for; somebody decides, and it ends.',
    content: {
      parameters: [{ name: 'application', label: 'Name of the application', kind: 'text', start: '' }, { name: 'approver', label: 'Who decides', kind: 'person', start: '' }, DAYS],
      package: { name: '{{application}} access', description: 'Lets you work with {{application}}.', hidden: false },
      roles: [],
      policies: [policy('Everybody of the organisation', 'allMemberUsers', decidedBy([person('approver')])), policy('Direct assignment', 'notSpecified')],
    },
  },
  {
    key: 'project', name: 'Project team', description: 'What a project needs while it lasts; its lead decides, and their manager where the lead is not found.',
    content: {
      parameters: [{ name: 'project', label: 'Name of the project', kind: 'text', start: '' }, { name: 'lead', label: 'Who leads it', kind: 'person', start: '' }, { ...DAYS, start: '365' }],
      package: { name: 'Project {{project}}', description: 'For everybody who works on {{project}}.', hidden: false },
      roles: [],
      policies: [policy('Members of {{project}}', 'allMemberUsers', decidedBy([person('lead')], [relation('requestorManager')])), policy('Direct assignment', 'notSpecified')],
    },
  },
  {
    key: 'partner', name: 'Partner access', description: 'For people of connected organisations; a sponsor of theirs or somebody of yours decides, and it ends soon.',
    content: {
      parameters: [{ name: 'partner', label: 'What partners call it', kind: 'text', start: '' }, { name: 'sponsor', label: 'Who decides where no sponsor is found', kind: 'person', start: '' }, { ...DAYS, start: '90' }],
      package: { name: '{{partner}} for partners', description: 'For people of other organisations who work with us on {{partner}}.', hidden: true },
      roles: [],
      policies: [policy('Connected organisations', 'allConfiguredConnectedOrganizationUsers', decidedBy([relation('internalSponsors')], [person('sponsor')]))],
    },
  },
  {
    key: 'department', name: 'Department basics', description: 'Given to everybody of a department by a rule, and taken away when they leave it.',
    content: {
      parameters: [{ name: 'department', label: 'Department, as the directory spells it', kind: 'text', start: '' }],
      package: { name: '{{department}} basics', description: 'What everybody in {{department}} works with.', hidden: true },
      roles: [],
      policies: [{ ...documentOf({ ...withScope(formOf(newPolicy('Everybody in {{department}}')), 'automatic'), rule: 'user.department -eq "{{department}}"', ends: { how: 'noExpiration', after: { count: '', unit: 'days' }, on: '' } }, newPolicy('Everybody in {{department}}')) }],
    },
  },
];
