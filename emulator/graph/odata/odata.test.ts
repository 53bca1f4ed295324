import { afterAll, beforeAll, expect, test } from 'vitest';
import { GraphCaller, outcome } from '../graph-caller';
import type { Answer } from '../testing';
import { EM } from '../testing';

let graph: GraphCaller;
beforeAll(async () => {
  graph = await GraphCaller.start();
});
afterAll(() => graph.stop());

const NAMES = '$select=displayName';
const people = () => graph.local.snapshot().users;
const names = (rows: readonly Record<string, unknown>[]) => rows.map(({ displayName }) => String(displayName)).sort();
const filtered = (filter: string, advanced = false) =>
  graph.all(`/users?${NAMES}&$top=999&$filter=${encodeURIComponent(filter)}${advanced ? '&$count=true' : ''}`, { eventual: advanced });
const keys = ({ body }: Answer) => Object.keys(body).filter((name) => !name.startsWith('@')).sort();

test('a group answers its usual properties, and the others when they are selected', async () => {
  const id = graph.groupId('Remote access');
  expect(keys(await graph.get(`/groups/${id}`))).toEqual([
    'classification', 'createdDateTime', 'deletedDateTime', 'description', 'displayName', 'expirationDateTime', 'groupTypes', 'id', 'isAssignableToRole', 'mail', 'mailEnabled', 'mailNickname',
    'membershipRule', 'membershipRuleProcessingState', 'onPremisesLastSyncDateTime', 'onPremisesProvisioningErrors', 'onPremisesSamAccountName', 'onPremisesSecurityIdentifier', 'onPremisesSyncEnabled',
    'preferredDataLocation', 'preferredLanguage', 'proxyAddresses', 'renewedDateTime', 'resourceBehaviorOptions', 'resourceProvisioningOptions', 'securityEnabled', 'theme', 'visibility',
  ]);
  expect(keys(await graph.get(`/groups/${id}?$select=id,isManagementRestricted,hasMembersWithLicenseErrors`))).toEqual(['hasMembersWithLicenseErrors', 'id', 'isManagementRestricted']);
});

test('people are filtered by every operator the directory knows', async () => {
  const everybody = people();
  const expected = (passes: (user: (typeof everybody)[number]) => boolean) => names(everybody.filter(passes));
  expect(names(await filtered("department eq 'FINANCE' and not(accountEnabled eq false)", true))).toEqual(expected((user) => user.department === 'Finance' && user.accountEnabled));
  expect(names(await filtered("createdDateTime ge 2024-01-01T00:00:00Z and createdDateTime le 2025-01-01T00:00:00Z"))).toEqual(expected((user) => user.createdDateTime >= '2024-01-01' && user.createdDateTime <= '2025-01-01T00:00:00Z'));
  expect(names(await filtered("(startsWith(displayName,'A') or startswith(tolower(surname),'b')) and userType eq 'Member'"))).toEqual(
    expected((user) => (/^a/i.test(user.displayName) || /^b/i.test(user.surname ?? '')) && user.userType === 'Member'));
  expect(names(await filtered("country in ('Finland','Poland')"))).toEqual(expected((user) => user.country === 'Finland' || user.country === 'Poland'));
  expect(names(await filtered('department ne null', true))).toEqual(expected((user) => user.department !== null));
  expect(names(await filtered("proxyAddresses/any(p:endsWith(p,'lindqvist@haldenvoss.example'))", true))).toEqual(['Marta Lindqvist']);
  const throughGroups = new Set(graph.local.snapshot().groups.flatMap((group) => (group.assignedLicenses.length > 0 ? group.members : [])));
  expect(names(await filtered('assignedLicenses/$count eq 0', true))).toEqual(expected((user) => !user.licensed && !throughGroups.has(user.id)));
  expect(names(await filtered("identities/any(i:i/issuerAssignedId eq 'marta.lindqvist@haldenvoss.example' and i/issuer eq 'haldenvoss.example')"))).toEqual(['Marta Lindqvist']);
});

test('what takes the advanced query parameters is refused without either of them, and answered with both', async () => {
  const queries = [
    "$filter=userType ne 'Guest'", "$filter=not(userType eq 'Guest')", "$filter=endsWith(mail,'.example')", '$filter=assignedLicenses/$count eq 0', "$filter=companyName eq 'Halden Voss'",
    '$filter=department eq null', "$filter=userType eq 'Member'&$orderby=displayName", '$orderby=createdDateTime',
  ];
  const ask = (query: string, header: boolean, count: boolean) => graph.get(`/users?${NAMES}&${query}${count ? '&$count=true' : ''}`, { eventual: header }).then(outcome);
  const asked = await Promise.all(queries.map((query) => Promise.all([ask(query, false, false), ask(query, true, false), ask(query, false, true), ask(query, true, true)])));
  expect(asked).toEqual(queries.map(() => ['400 Request_UnsupportedQuery', '400 Request_UnsupportedQuery', '400 Request_UnsupportedQuery', '200']));
});

test('a property is compared with a value, and never with another property', async () => {
  const asked = ['/users?$filter=displayName eq displayName', '/users?$filter=startswith(displayName,givenName)', '/groups?$filter=mailNickname eq tolower(displayName)',
    `${EM}/accessPackages?$filter=displayName eq displayName`, `${EM}/assignments?$filter=target/objectId eq accessPackage/id`];
  expect(await Promise.all(asked.map((path) => graph.get(path, { wrong: true }).then(outcome)))).toEqual([...Array<string>(3).fill('400 Request_UnsupportedQuery'), '400 InvalidFilter', '400 InvalidFilter']);
});

test('a search is grouped by brackets, and AND binds closer than OR', async () => {
  const found = async (search: string) => names((await graph.get(`/users?${NAMES}&$search=${search}`, { eventual: true })).body.value).sort();
  const [marta, ana, eva] = ['Marta Lindqvist', 'Ana Kowalczyk', 'Eva Brandt'];
  const people = ['"displayName:marta lindqvist"', '"displayName:ana kowalczyk"', '"mail:eva"'];
  expect(await found(`(${people[0]} OR ${people[1]}) AND "mail:ana"`)).toEqual([ana]);
  expect(await found(`${people[0]} OR ${people[1]} AND "mail:eva"`)).toEqual([marta]);
  expect(await found(`${people[2]} OR (${people[1]} "givenName:ana")`)).toEqual([ana, eva]);
  expect(outcome(await graph.get(`/users?$search=(${people[0]}`, { eventual: true, wrong: true }))).toBe('400 Request_BadRequest');
});

test('a search takes words apart as the directory does, and its operators are in upper case', async () => {
  const { id } = [...graph.local.tenant.groups.values()].find((group) => group.groupTypes.length === 0 && group.onPremisesSyncEnabled === null) ?? { id: '' };
  const before = graph.local.tenant.groups.get(id);
  if (before) graph.local.tenant.groups.add({ ...before, displayName: 'OneVideo hello-world v2' });
  const found = async (search: string) => (await graph.get(`/groups?$select=id&$search=${search}`, { eventual: true })).body.value.some((group) => group.id === id);
  for (const search of ['video', 'OneVideo', 'helloworld', 'hello.world', 'world hello', '2', 'V2']) expect(await found(`"displayName:${search}"`), search).toBe(true);
  for (const search of ['ideo', 'ello', 'hello universe']) expect(await found(`"displayName:${search}"`), search).toBe(false);
  expect(outcome(await graph.get('/groups?$search="displayName:video" or "mail:video"', { eventual: true, wrong: true }))).toBe('400 Request_BadRequest');
  if (before) graph.local.tenant.groups.add(before);
});

test('what is compared in a filter is of one type', async () => {
  for (const filter of ["accountEnabled eq 'true'", 'department eq 1', 'displayName eq true']) expect(outcome(await graph.get(`/users?$filter=${filter}`, { wrong: true })), filter).toBe('400 BadRequest');
});

test('a moment and a GUID stand without quotes, a text with them, and a text has no more or less', async () => {
  const asked = async (list: string, filters: readonly string[], advanced = false) => {
    const answers = [];
    for (const filter of filters) answers.push(`${filter}: ${outcome(await graph.get(`${list}?$filter=${encodeURIComponent(filter)}${advanced ? '&$count=true' : ''}`, { eventual: advanced, wrong: true }))}`);
    return answers;
  };
  const all = (filters: readonly string[], answer: string) => filters.map((filter) => `${filter}: ${answer}`);
  const guid = '2e2ddb96-6af9-4b1d-a3f0-d6ecfd22edb2';

  const mistyped = ["createdDateTime ge '2024-01-01T00:00:00Z'", `id eq ${guid}`, 'department eq 2024-01-01', "startswith(accountEnabled,'t')", 'createdDateTime ge 2024-13-45', 'createdDateTime ge 2024-01-01T00:00:00', `assignedLicenses/any(a:a/skuId eq '${guid}')`, "department in ('a',1)"];
  expect(await asked('/users', mistyped)).toEqual(all(mistyped, '400 BadRequest'));
  const unordered = ["displayName gt 'A'", "displayName lt 'A'", "displayName ge 'A'", "displayName le 'A'", "department ge 'A'", "aboutMe eq 'x'", "startswith(userType,'M')", 'accountEnabled eq null', "manager/id eq 'x'"];
  expect(await asked('/users', unordered)).toEqual(all(unordered, '400 Request_UnsupportedQuery'));
  const taken = ['createdDateTime ge 2024-01-01', 'createdDateTime le 2024-01-01T00:00:00+02:00', `assignedLicenses/any(a:a/skuId eq ${guid})`, `id in ('${guid}')`];
  expect(await asked('/users', taken)).toEqual(all(taken, '200'));
  const advanced = ["description eq 'x'", "startswith(description,'x')", 'createdDateTime ge 2024-01-01'];
  expect([await asked('/groups', advanced), await asked('/groups', advanced, true)]).toEqual([all(advanced, '400 Request_UnsupportedQuery'), all(advanced, '200')]);
  const grants = `/servicePrincipals/${graph.local.tenant.portal.id}/appRoleAssignedTo`;
  expect(await asked(grants, [`principalId eq ${guid}`, `principalId eq '${guid}'`])).toEqual([`principalId eq ${guid}: 200`, `principalId eq '${guid}': 400 BadRequest`]);
  const governed = ["createdDateTime ge '2024-01-01T00:00:00Z'", `accessPackage/id eq ${guid}`];
  expect(await asked(`${EM}/assignmentRequests`, governed)).toEqual(all(governed, '400 InvalidFilter'));
});

test('what is filtered and sorted by inside an expansion is one of its own properties, of its own type', async () => {
  const ask = (inner: string) => graph.get(`${EM}/catalogs?$filter=displayName eq 'Finance'&$expand=accessPackages(${inner})`, { wrong: true }).then(outcome);
  for (const inner of ["$filter=shoeSize eq '43'", 'displayName eq 5', 'isHidden eq 1', "createdDateTime ge '2024-01-01'"].map((text) => (text.startsWith('$') ? text : `$filter=${text}`))) expect(await ask(inner), inner).toBe('400 BadRequest');
  expect(await ask('$orderby=shoeSize')).toBe('400 BadRequest');
  expect(await ask('$filter=isHidden eq false and createdDateTime ge 2020-01-01')).toBe('200');
});

test('a word without quotes is a property, and one there is none of is refused', async () => {
  for (const filter of ['displayName eq foo', 'userType eq member', 'accountEnabled eq Foo', 'startswith(displayName,foo)']) {
    const answer = await graph.get(`/users?$filter=${filter}`, { wrong: true });
    expect([outcome(answer), JSON.stringify(answer.body).includes('Could not find a property named')], filter).toEqual(['400 BadRequest', true]);
  }
  for (const path of ['catalogs', 'accessPackages', 'assignments']) expect(outcome(await graph.get(`${EM}/${path}?$filter=id eq foo`, { wrong: true })), path).toBe('400 InvalidFilter');
});

test('entitlement management compares with members of an enumeration and with texts alone', async () => {
  for (const filter of ["catalogs?$filter=state eq 'bogus'", "catalogs?$filter=catalogType eq 'mine'", "assignments?$filter=state eq 'bogus'", "assignmentRequests?$filter=state eq 'bogus'", "resourceRequests?$filter=state eq 'bogus'", 'catalogs?$filter=displayName eq 5', 'catalogs?$filter=displayName eq true']) {
    expect(outcome(await graph.get(`${EM}/${filter}`, { wrong: true })), filter).toBe('400 InvalidFilter');
  }
  expect(outcome(await graph.get(`${EM}/catalogs?$filter=state eq 'unknownFutureValue'`, { wrong: true }))).toBe('200');
});

test('a search takes the header alone, and a count as parameter is passed over without it', async () => {
  const search = `/users?${NAMES}&$search="displayName:lindqvist"`;
  expect(outcome(await graph.get(search))).toBe('400 Request_UnsupportedQuery');
  expect(names((await graph.get(search, { eventual: true })).body.value)).toContain('Marta Lindqvist');
  expect((await graph.get('/users?$count=true&$top=1')).body['@odata.count']).toBeUndefined();
  expect((await graph.get('/users?$count=true&$top=1', { eventual: true })).body['@odata.count']).toBe(people().length);
});

test('a relationship is filtered, sorted and cast as an advanced query', async () => {
  const group = `/groups/${graph.groupId('Finance – Staff')}/members`;
  const first = await graph.get(`${group}?$filter=startswith(displayName,'M')&$count=true`, { eventual: true });
  expect(outcome(await graph.get(`${group}?$filter=startswith(displayName,'M')`))).toBe('400 Request_UnsupportedQuery');
  const sorted = await graph.all(`${group}/microsoft.graph.user?$orderby=displayName&$count=true&$top=5&${NAMES}`, { eventual: true });
  expect(sorted.map(({ displayName }) => displayName)).toEqual(names(sorted).sort((one, other) => one.localeCompare(other, 'en', { sensitivity: 'base' })));
  expect(first.body['@odata.count']).toBe(sorted.filter(({ displayName }) => /^m/i.test(String(displayName))).length);
  expect(outcome(await graph.get(`${group}/microsoft.graph.spaceship`, { wrong: true }))).toBe('400 Request_BadRequest');
});

test('a count stands alone as plain text, with the header', async () => {
  const counted = await graph.get('/applications/$count', { eventual: true });
  expect([counted.headers['content-type'], counted.body]).toEqual(['text/plain', graph.local.tenant.applications.size]);
  expect((await graph.get("/users/$count?$filter=department eq 'Finance'", { eventual: true })).body).toBe(people().filter(({ department }) => department === 'Finance').length);
  expect(outcome(await graph.get('/groups/$count'))).toBe('400 Request_BadRequest');
});

test('managers are expanded up to the top, and selected from, in one answer', async () => {
  const marta = `/users/${graph.id('Marta')}?$select=displayName&$expand=manager($levels=max;$select=displayName)`;
  const { body } = await graph.get(`${marta}&$count=true`, { eventual: true });
  type Above = { displayName: string; manager?: Above | null };
  const chain: string[] = [];
  for (let above: Above | null | undefined = body as unknown as Above; above; above = above.manager) chain.push(above.displayName);
  const expected: string[] = [];
  for (let user = graph.local.tenant.users.get(graph.id('Marta')); user; user = user.managerId === null ? undefined : graph.local.tenant.users.get(user.managerId)) expected.push(user.displayName);
  expect(chain).toEqual(expected);
  expect(outcome(await graph.get(marta))).toBe('400 Request_UnsupportedQuery');
});

test('what is expanded is filtered, sorted, cut and counted by options of its own', async () => {
  const { value } = (await graph.get(`${EM}/catalogs?$filter=displayName eq 'Finance'&$expand=accessPackages($select=displayName;$filter=contains(displayName,'Ledger');$orderby=displayName desc;$top=1;$count=true)`)).body;
  expect(value[0]).toMatchObject({ 'accessPackages@odata.count': 2, accessPackages: [{ displayName: 'Ledger reader' }] });
});

test('pages of a sorted list hold everybody once, behind links that tell nothing and end after an hour', async () => {
  const first = await graph.get(`/users?${NAMES},id&$orderby=displayName&$top=90`);
  const next = String(first.body['@odata.nextLink']);
  expect(new URL(next).searchParams.get('$skiptoken')).toMatch(/^RFNwd[\w-]{30,}$/);
  const everybody = await graph.all(`/users?${NAMES},id&$orderby=displayName&$top=90`);
  expect(new Set(everybody.map(({ id }) => id)).size).toBe(people().length);
  const unsorted = String((await graph.get('/users?$select=id&$top=90')).body['@odata.nextLink']);
  await graph.local.admin('clock', { advanceMs: 3_600_001 });
  expect([outcome(await graph.get(next)), outcome(await graph.get(unsorted)), outcome(await graph.get('/users?$skiptoken=abc'))]).toEqual(Array(3).fill('400 Directory_ExpiredPageToken'));
});

test('a key stands behind a slash or in brackets', async () => {
  const ana = graph.id('Ana');
  expect((await graph.get(`/users('${ana}')?$select=id`, { wrong: true })).body.id).toBe(ana);
  expect((await graph.get(`/users('ana.kowalczyk@haldenvoss.example')/memberOf?$select=id`, { wrong: true })).body.value).toEqual((await graph.get(`/users/${ana}/memberOf?$select=id`)).body.value);
  const [catalog] = (await graph.get(`${EM}/catalogs?$select=id`)).body.value;
  for (const key of [`'${String(catalog?.id)}'`, String(catalog?.id)]) expect((await graph.get(`${EM}/catalogs(${key})?$select=id`, { wrong: true })).body.id).toBe(catalog?.id);
});

test('names in a path and members of an enumeration are read in any case, with or without their type', async () => {
  const states = ["state eq 'Delivered'", "STATE eq 'delivered'", "state eq microsoft.graph.accessPackageAssignmentState'delivered'"];
  const counts = await Promise.all(states.map(async (filter) => (await graph.all(`${EM}/assignments?$select=id&$filter=${filter}`, { wrong: true })).length));
  expect(counts).toEqual(Array(3).fill(graph.local.snapshot().assignments.filter(({ state }) => state === 'delivered').length));
  const target = graph.local.snapshot().assignments[0]?.targetId ?? '';
  expect((await graph.all(`${EM}/assignments?$expand=target&$filter=Target/objectID eq '${target}'`, { wrong: true })).length).toBe(graph.local.snapshot().assignments.filter(({ targetId }) => targetId === target).length);
});

test('entitlement management refuses a filter, a sorting and a search that no page documents', async () => {
  const refused = await Promise.all([
    `${EM}/assignments?$filter=startswith(status,'Del')`, `${EM}/assignments?$filter=state eq 'delivered' or state eq 'expired'`, `${EM}/accessPackages?$filter=isHidden eq true`,
    `${EM}/assignments?$filter=accessPackage/id eq 'Ledger reader'&$expand=accessPackage`, `${EM}/catalogs?$orderby=displayName`, `${EM}/catalogs?$search="displayName:x"`,
  ].map((url) => graph.get(url).then(outcome)));
  expect(refused).toEqual(['400 InvalidFilter', '400 InvalidFilter', '400 InvalidFilter', '400 InvalidFilter', '400 BadRequest', '400 BadRequest']);
});

test('what the directory cannot read or does not do is refused in its own words', async () => {
  const refused = await Promise.all([
    '/users?$filter=shoeSize eq 43', '/users?$select=shoeSize', '/users?$orderby=shoeSize', '/users?$expand=shoes', '/users?$filter=accountEnabled eq', '/users?$skip=5', '/users?$top=1000', '/users?$top=0',
    '/users?$top=five', "/users?$filter=contains(displayName,'a')", "/users?$filter=accountEnabled eq true&$filter=accountEnabled eq false", '/users?$orderby=jobTitle', '/users?$expand=manager,memberOf',
    '/users?$expand=manager($expand=manager)', `/users?$filter=${'('.repeat(5000)}`, '/users/$value/nothing', '/sites/x/members',
  ].map((url) => graph.get(url, { wrong: true }).then(({ status, body }) => `${status} ${body.error.code}: ${body.error.message}`)));
  expect(refused).toEqual([
    "400 BadRequest: Invalid filter clause: Could not find a property named 'shoesize' on type 'microsoft.graph.user'.",
    "400 BadRequest: Parsing OData Select and Expand failed: Could not find a property named 'shoeSize' on type 'microsoft.graph.user'.",
    "400 BadRequest: Could not find a property named 'shoeSize' on type 'microsoft.graph.user'.",
    "400 BadRequest: Parsing OData Select and Expand failed: Could not find a property named 'shoes' on type 'microsoft.graph.user'.",
    "400 BadRequest: Invalid filter clause: Syntax error at position 17 in 'accountEnabled eq'.",
    "400 Request_BadRequest: '$skip' is not supported by the service.",
    "400 Request_UnsupportedQuery: Invalid page size specified: '1000'. Must be between 1 and 999 inclusive.",
    "400 Request_UnsupportedQuery: Invalid page size specified: '0'. Must be between 1 and 999 inclusive.",
    "400 BadRequest: Invalid value 'five' for $top query option found. The $top query option requires a non-negative integer value.",
    "400 Request_UnsupportedQuery: Unsupported property filter clause operator 'Contains' on property 'displayname'.",
    "400 BadRequest: Query option '$filter' was specified more than once, but it must be specified at most once.",
    "400 Request_UnsupportedQuery: Sorting by property 'jobTitle' is not supported for resource 'User'.",
    '400 Request_UnsupportedQuery: Only one navigation property can be expanded in a request on directory objects.',
    "400 Request_UnsupportedQuery: What is expanded as 'manager' cannot be expanded further.",
    expect.stringContaining('400 BadRequest: Invalid filter clause: Syntax error at position 100 in'),
    "400 BadRequest: Resource not found for the segment 'nothing'.",
    "400 BadRequest: Resource not found for the segment 'members'.",
  ]);
});
