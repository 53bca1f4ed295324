/**
 * The export of Conditional Access policies, as Graph answers it (`{ "value": [ … ] }`), as a bare list or one policy of it, and
 * as PowerShell writes it, whose names begin with capitals. Of its people nothing is read. Pure: read in the browser too.
 */
import { isObjectId } from '@/lib/directory/object-id';
import { z } from 'zod';
import type { AccessPolicy } from './access-policy';
import { isObject, readJson } from './read-json';
import { DEEPEST, nameOfGraph } from './slim-access-export';

/** What one action takes: https://nextjs.org/docs/app/api-reference/config/next-config-js/serverActions#bodysizelimit */
export const MOST_EXPORT_TEXT = 900_000;

/** A tenant takes about 240 policies, in whatever state. */
const MOST_POLICIES = 500;

export type ReadExport = { ok: true; policies: AccessPolicy[] } | { ok: false; say: string };

const STATES = { enabled: 'enabled', disabled: 'disabled', enabledforreportingbutnotenforced: 'reportOnly' } as const;

/** Nothing and null are an empty list to Graph and PowerShell, and PowerShell may write a list of one as that one. */
const listOf = (item: z.ZodType<string>) => z.preprocess((value) => (value === null || value === undefined ? [] : typeof value === 'string' ? [value] : value), z.array(item, 'has to be a list of texts.'));
const Group = z.string('has to be a list of object ids.').refine(isObjectId, { error: ({ input }) => `has “${String(input).slice(0, 60)}”, which is no object id: take the policies as Graph gives them, with ids in place of names.` }).transform((id) => id.toLowerCase());
const Application = z.string('has to be a list of application ids.').min(1, 'has an empty text among its ids.').max(200, 'has a text that is no application id.').transform((id) => (isObjectId(id) ? id.toLowerCase() : id));

/** PowerShell writes the name of a class where it was told to go no deeper. */
const part = <T extends z.ZodRawShape>(shape: T) => z.object(shape, { error: ({ input }) => (input === undefined ? 'is missing: export whole policies, without $select.' : typeof input === 'string' ? 'was cut off: export again with ConvertTo-Json -Depth 10.' : 'has to be an object.') });

const text = (what: string) => z.string(what).trim().min(1, what).max(500, 'is longer than any name in Entra.');

const Policy = part({
  id: text('is missing: take the policies as Graph gives them, with their ids.'),
  displayName: text('is missing: take the policies as Graph gives them, with their names.'),
  state: z.string('is missing: export whole policies, without $select.').transform((state) => state.toLowerCase()).refine((state): state is keyof typeof STATES => Object.hasOwn(STATES, state), 'has to be enabled, disabled or enabledForReportingButNotEnforced.'),
  conditions: part({
    users: part({ includeGroups: listOf(Group), excludeGroups: listOf(Group) }).nullable(),
    applications: part({ includeApplications: listOf(Application), excludeApplications: listOf(Application) }).nullable(),
  }),
  grantControls: z.object({ builtInControls: listOf(z.string()) }).nullish().catch(null),
});

/** What an export holds, or in a sentence what is wrong with it, by policy and field. Nothing of an export that is wrong is taken. */
export function readAccessExport(written: string): ReadExport {
  const json = readJson(written);
  if (!json.ok) return wrong(`Line ${json.line}, sign ${json.column}: ${json.what}`);
  const listed = policiesOf(namesOfGraph(json.value));
  if ('say' in listed) return wrong(listed.say);
  if (listed.policies.length > MOST_POLICIES) return wrong(`These are ${listed.policies.length.toLocaleString('en-GB')} policies, more than a tenant takes. Bring the export of one tenant, each policy once.`);
  const policies: AccessPolicy[] = [];
  for (const [index, each] of listed.policies.entries()) {
    const read = Policy.safeParse(each);
    if (!read.success) return wrong(`${callOf(each, index)}: ${issueWords(read.error.issues[0])}`);
    const policy = toPolicy(read.data);
    const first = policies.findIndex(({ policyId }) => policyId === policy.policyId);
    if (first !== -1) return wrong(`${callOf(each, index)}: its id is that of policy ${first + 1} too. Take one of them away.`);
    policies.push(policy);
  }
  return { ok: true, policies };
}

const wrong = (say: string): ReadExport => ({ ok: false, say });

/** Names as Graph spells them, as deep as any that is read. */
function namesOfGraph(value: unknown, depth = DEEPEST): unknown {
  if (depth === 0) return value;
  if (Array.isArray(value)) return value.map((each) => namesOfGraph(each, depth - 1));
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([name, each]) => [nameOfGraph(name), namesOfGraph(each, depth - 1)])) : value;
}

function policiesOf(value: unknown): { policies: unknown[] } | { say: string } {
  if (Array.isArray(value)) return { policies: value };
  if (!isObject(value)) return { say: NO_EXPORT };
  if (isObject(value.error)) return { say: `This is Graph’s refusal${typeof value.error.code === 'string' ? ` (${value.error.code.slice(0, 60)})` : ''}, and no export: consent to Policy.Read.All in Graph Explorer, run the call again and copy its answer.` };
  if ('@odata.nextLink' in value) return { say: '@odata.nextLink says that there are more pages than this one. Follow it, and put the policies of all pages into one list.' };
  if (Array.isArray(value.value)) return { policies: value.value };
  return 'conditions' in value || 'displayName' in value ? { policies: [value] } : { say: NO_EXPORT };
}

const NO_EXPORT = 'This holds no policies: it has to be { "value": [ … ] } as Graph answers, a list of policies, or one policy. Copy the whole answer.';

function callOf(value: unknown, index: number): string {
  const name = isObject(value) && typeof value.displayName === 'string' ? ` “${value.displayName.slice(0, 80)}”` : '';
  return `Policy ${index + 1}${name}`;
}

function issueWords(issue: z.core.$ZodIssue | undefined): string {
  const field = (issue?.path ?? []).filter((step) => typeof step === 'string').join('.');
  return `${field || 'it'} ${issue?.message ?? 'cannot be read.'}`;
}

function toPolicy({ id, displayName, state, conditions: { users, applications }, grantControls }: z.infer<typeof Policy>): AccessPolicy {
  const included = applications?.includeApplications ?? [];
  const isAll = (name: string): boolean => name.toLowerCase() === 'all';
  return {
    policyId: id, name: displayName, state: STATES[state], blocks: (grantControls?.builtInControls ?? []).some((control) => control.toLowerCase() === 'block'),
    includeGroups: users?.includeGroups ?? [], excludeGroups: users?.excludeGroups ?? [],
    allApplications: included.some(isAll), includeApplications: included.filter((name) => !isAll(name) && name.toLowerCase() !== 'none'), excludeApplications: applications?.excludeApplications ?? [],
  };
}
