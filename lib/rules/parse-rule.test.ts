import { expect, test } from 'vitest';
import { attributesOf } from './attributes-of';
import { compileRule, evaluateRule } from './evaluate-rule';
import { explainRule } from './explain-rule';
import { formatRule } from './format-rule';
import { parseRule, requireRule } from './parse-rule';

const canonical = (text: string, about: 'user' | 'device' | 'either' = 'user') => formatRule(requireRule(text, about));
const now = new Date('2026-11-23T08:00:00Z');
const selects = (text: string, subject: Parameters<typeof evaluateRule>[1]) => evaluateRule(requireRule(text), subject, { now });

/** What is wrong, as `line:column marked text: category`. */
function refusal(text: string, about: 'user' | 'device' | 'either' = 'user'): string[] {
  const result = parseRule(text, about);
  return result.ok ? [] : result.problems.map(({ line, column, start, end, category }) => `${line}:${column} ${text.slice(start, end)}: ${category}`);
}

test('every spelling the pages use is read, and written back in one', () => {
  const spellings: [string, string][] = [
    ['user.department eq "Sales"', 'user.department -eq "Sales"'],
    ['USER.Department -EQ "Sales" AND NOT user.city startswith "Lag"', 'user.department -eq "Sales" -and -not (user.city -startsWith "Lag")'],
    ['user.mail –ne null', 'user.mail -ne null'],
    ['user.mail —ne $null', 'user.mail -ne null'],
    ['user.otherMails -endsWith"@contoso.com"', 'user.otherMails -endsWith "@contoso.com"'],
    ['((user.country -eq "US"))', 'user.country -eq "US"'],
    ['(user.country -eq "US" -and user.city -eq "Reno") -or user.city -eq "Lagos"', 'user.country -eq "US" -and user.city -eq "Reno" -or user.city -eq "Lagos"'],
    ['user.country -eq "US" -and (user.city -eq "Reno" -or user.city -eq "Lagos")', 'user.country -eq "US" -and (user.city -eq "Reno" -or user.city -eq "Lagos")'],
    ['user.accountEnabled -eq "True"', 'user.accountEnabled -eq true'],
    ['user.employeeHireDate -le "2020-06-10T18:13:20Z"', 'user.employeeHireDate -le 2020-06-10T18:13:20Z'],
    ['user.employeehiredate -ge system.now -plus p1d', 'user.employeeHireDate -ge system.now -plus P1D'],
    ['user.employeeId -in [1, "02",003]', 'user.employeeId -in [1, "02", 003]'],
    ["user.surname -eq 'O''Brien'", "user.surname -eq 'O''Brien'"],
    ['user.surname -eq "O\'\'Brien"', "user.surname -eq 'O''Brien'"],
    ['user.department -eq `"Sales`"', `user.department -eq '"Sales"'`],
    ['user.department -eq "the `"A`" team"', `user.department -eq 'the "A" team'`],
    ['user.department -eq "the \\"A\\" team"', `user.department -eq 'the "A" team'`],
    ['user.proxyAddresses -any _ -startsWith "smtp:" -and user.city -eq "Reno"', 'user.proxyAddresses -any (_ -startsWith "smtp:") -and user.city -eq "Reno"'],
    ['user.proxyAddresses -any _ -startsWith "smtp:" -or _ -startsWith "sip:"', 'user.proxyAddresses -any (_ -startsWith "smtp:" -or _ -startsWith "sip:")'],
    ['direct reports FOR "AAAAAAAA-0000-1111-2222-BBBBBBBBBBBB"', 'Direct Reports for "aaaaaaaa-0000-1111-2222-bbbbbbbbbbbb"'],
    ["(user.memberof -any (group.objectId -in ['B1111111-0000-0000-0000-000000000001']))", 'user.memberOf -any (group.objectId -in ["b1111111-0000-0000-0000-000000000001"])'],
    ['user.Extension_C272A57B722D4EB29BFE327874AE79CB_OfficeNumber -eq "123"', 'user.extension_c272a57b722d4eb29bfe327874ae79cb_OfficeNumber -eq "123"'],
    ['user.ExtensionAttribute7 -eq "x"', 'user.extensionAttribute7 -eq "x"'],
  ];
  expect(spellings.map(([text]) => canonical(text))).toEqual(spellings.map(([, wanted]) => wanted));
});

test('device rules are read where devices are allowed', () => {
  expect([
    canonical('device.devicePhysicalIDs -any _ -startsWith "[ZTDId]"', 'device'),
    canonical('(device.deviceOSType -eq "iPad") -or (device.deviceOSType -eq "iOS")', 'either'),
    canonical('device.isRooted -eq true', 'device'),
  ]).toEqual(['device.devicePhysicalIds -any (_ -startsWith "[ZTDId]")', 'device.deviceOSType -eq "iPad" -or device.deviceOSType -eq "iOS"', 'device.isRooted -eq true']);
  expect([
    refusal('device.deviceModel -eq "iPad"'),
    refusal('user.city -eq "Reno"', 'device'),
    refusal('user.city -eq "Reno" -or device.deviceModel -eq "iPad"', 'either'),
    refusal('device.department -eq "Sales"', 'either'),
  ]).toEqual([
    ['1:1 device.deviceModel: object-type-not-allowed'], ['1:1 user.city: object-type-not-allowed'], ['1:26 device.deviceModel: object-type-not-allowed'], ['1:1 device.department: attribute-not-supported'],
  ]);
});

test('a rule with mistakes is refused at each of them, by kind', () => {
  const wrong: [string, string[]][] = [
    ['', ['1:1 : query-compilation-error']],
    ['user.departement -eq "Sales"', ['1:1 user.departement: attribute-not-supported']],
    ['user.accountEnabled -contains true', ['1:21 -contains: operator-not-supported-on-attribute']],
    ['user.department -le "a"', ['1:17 -le: operator-not-supported-on-attribute']],
    ['user.employeeHireDate -startsWith "2020"', ['1:23 -startsWith: operator-not-supported-on-attribute']],
    ['user.assignedPlans -eq "x"', ['1:20 -eq: operator-not-supported-on-attribute']],
    ['user.department -any (_ -eq "x")', ['1:17 -any: operator-not-supported-on-attribute']],
    ['user.memberOf -all (group.objectId -in ["x"])', ['1:15 -all: operator-not-supported-on-attribute']],
    ['user.memberOf -any (group.objectId -notIn ["x"])', ['1:36 -notIn: operator-not-supported-on-attribute']],
    ['user.memberOf -any (group.objectId -in ["x"]) -and user.city -eq "Reno"', ['1:1 user.memberOf -any (group.objectId -in ["x"]): cannot-be-combined']],
    ['-not (Direct Reports for "x")', ['1:6 (Direct Reports for "x"): cannot-be-combined']],
    ['user.accountEnabled -eq "perhaps"', ['1:25 "perhaps": value-not-supported-on-attribute']],
    ['user.employeeHireDate -ge "soon"', ['1:27 "soon": value-not-supported-on-attribute']],
    ['user.mail -startsWith null', ['1:23 null: value-not-supported-on-attribute']],
    ['user.city -in ["a", null]', ['1:15 ["a", null]: value-not-supported-on-attribute']],
    ['user.mail -not $null', ['1:11 -not: not-is-no-comparison']],
    ['user.department -eq Sales', ['1:21 Sales: query-compilation-error']],
    ['user.department -eq “Sales”', ['1:21 “Sales”: query-compilation-error']],
    ['user.department -eq "Sales', ['1:21 "Sales: query-compilation-error']],
    ['"Sales" -eq user.department', ['1:1 "Sales": query-compilation-error']],
    ['user.department -equals "Sales"', ['1:17 -equals: query-compilation-error']],
    ['user.department -in "Sales"', ['1:21 "Sales": query-compilation-error']],
    ['user.department -in ("Sales")', ['1:21 (: query-compilation-error']],
    ['user.department -eq ["Sales"]', ['1:21 ["Sales"]: query-compilation-error']],
    ['user.city = "a" && user.state -eq "b"', ['1:11 =: query-compilation-error', '1:17 &&: query-compilation-error']],
    ['user.department -in []', ['1:22 ]: query-compilation-error']],
    ['user.userPrincipalName -match "*@domain.ext"', ['1:31 "*@domain.ext": query-compilation-error']],
    ['user.displayName -match "^(?!x)"', ['1:25 "^(?!x)": query-compilation-error']],
    ['user.employeeHireDate -ge system.now -minus p1d', ['1:38 -minus: query-compilation-error']],
    ['user.employeeHireDate -ge system.now -plus 1', ['1:44 1: query-compilation-error']],
    ['(user.department -eq "Sales"', ['1:1 (: query-compilation-error']],
    ['user.department -eq "Sales")', ['1:28 ): query-compilation-error']],
    ['user.department -eq "Sales" user.city -eq "Reno"', ['1:29 user.city: query-compilation-error']],
    ['user.department -eq "Sales" -and', ['1:33 : query-compilation-error']],
    ['-and user.department -eq "Sales"', ['1:1 -and: query-compilation-error']],
    ['department -eq "Sales"', ['1:1 department: query-compilation-error']],
    ['_ -eq "Sales"', ['1:1 _: query-compilation-error']],
    ['user.proxyAddresses -any (user.city -eq "x")', ['1:27 user.city: attribute-not-supported']],
    ['user.assignedPlans -any (assignedPlan.name -eq "x")', ['1:26 assignedPlan.name: attribute-not-supported']],
    ['user.extensionAttribute16 -eq "x"', ['1:1 user.extensionAttribute16: attribute-not-supported']],
    ['user.accountEnabled -contains true -or\n  (user.invalid -eq "x") -or user.mail -not null', ['1:21 -contains: operator-not-supported-on-attribute', '2:4 user.invalid: attribute-not-supported', '2:40 -not: not-is-no-comparison']],
    [`user.memberOf -any (group.objectId -in [${Array.from({ length: 51 }, (_, index) => `"${index}"`).join()}])`, [`1:40 [${Array.from({ length: 51 }, (_, index) => `"${index}"`).join()}]: too-many-groups`]],
  ];
  expect(Object.fromEntries(wrong.map(([text]) => [text, refusal(text)]))).toEqual(Object.fromEntries(wrong));
});

test('a rule of 3,072 characters is read, one more is too long', () => {
  const padded = (length: number) => 'user.city -eq "Reno"'.padEnd(length);
  expect([refusal(padded(3072)), refusal(padded(3073))]).toEqual([[], ['1:3073  : too-long']]);
});

test('brackets without end are refused at once, and not all their consequences are told', () => {
  const deep = (levels: number) => `${'('.repeat(levels)}user.city -eq "Reno"${')'.repeat(levels)}`;
  expect([canonical(deep(100)), refusal(deep(101)), refusal(deep(1500))]).toEqual(['user.city -eq "Reno"', ['1:101 (: query-compilation-error'], ['1:101 (: query-compilation-error']]);
  expect(refusal(')'.repeat(3000))).toHaveLength(20);
});

test('a missing value fails every comparison and so passes every negated one', () => {
  const negated = ['-ne "x"', '-notStartsWith "x"', '-notEndsWith "x"', '-notContains "x"', '-notMatch "x"', '-notIn ["x"]'];
  expect(negated.map((end) => selects(`user.city ${end}`, {}))).toEqual(negated.map(() => true));
  const positive = ['-eq "x"', '-startsWith ""', '-endsWith ""', '-contains ""', '-match ".*"', '-in ["x"]', '-eq "null"'];
  expect(positive.map((end) => selects(`user.city ${end}`, { city: null }))).toEqual(positive.map(() => false));
});

test('an expression made to hang other engines is answered at once, and one that unfolds without end is refused', () => {
  expect(selects('user.displayName -match "^(a+)+$"', { displayName: `${'a'.repeat(50_000)}b` })).toBe(false);
  const unfolding = Array.from({ length: 200 }, () => '([a-c]{1000})').join('|');
  expect(refusal(`user.displayName -match "${unfolding}"`)).toEqual([`1:25 "${unfolding}": query-compilation-error`]);
});

test('the explanation shows each part with its place, its value and what it met', () => {
  const text = 'user.country -eq "US"  -and -not (user.jobTitle -startsWith "SDE")';
  const rule = requireRule(text);
  const told = explainRule(rule, { country: 'us' }, { now });
  const place = (part: string) => ({ start: text.indexOf(part), end: text.indexOf(part) + part.length });
  expect(told).toEqual({
    kind: 'and', value: true, text: 'user.country -eq "US" -and -not (user.jobTitle -startsWith "SDE")', span: place(text),
    parts: [
      { kind: 'comparison', value: true, text: 'user.country -eq "US"', span: place('user.country -eq "US"'), attribute: 'country', actual: 'us', missing: false, parts: [] },
      {
        kind: 'not', value: true, text: '-not (user.jobTitle -startsWith "SDE")', span: place('-not (user.jobTitle -startsWith "SDE")'),
        parts: [{
          kind: 'comparison', value: false, text: 'user.jobTitle -startsWith "SDE"', span: place('(user.jobTitle -startsWith "SDE")'),
          attribute: 'jobTitle', actual: null, missing: true, parts: [],
        }],
      },
    ],
  });
});

test('a condition on a collection is explained once for each item', () => {
  const rule = requireRule('user.proxyAddresses -any (_ -startsWith "sip:")');
  const { value, actual, parts } = explainRule(rule, { proxyAddresses: ['smtp:a@x', 'SIP:a@x'] }, { now });
  expect({ value, actual, parts: parts.map((part) => [part.attribute, part.actual, part.value]) })
    .toEqual({ value: true, actual: ['smtp:a@x', 'SIP:a@x'], parts: [['_', 'smtp:a@x', false], ['_', 'SIP:a@x', true]] });
});

test('a rule tells what its answer depends on', () => {
  expect([
    'user.department -eq "Sales" -and (user.otherMails -any (_ -contains "x") -or user.extensionAttribute3 -eq null)',
    'user.employeeHireDate -le system.now',
    'Direct Reports for "m1"',
    'user.memberOf -any (group.objectId -in ["g1", "g2"])',
  ].map((text) => attributesOf(requireRule(text)))).toEqual([
    { attributes: ['department', 'extensionAttribute3', 'otherMails'], groups: [], managers: [], changesWithTime: false },
    { attributes: ['employeeHireDate'], groups: [], managers: [], changesWithTime: true },
    { attributes: ['manager'], groups: [], managers: ['m1'], changesWithTime: false },
    { attributes: ['memberOf'], groups: ['g1', 'g2'], managers: [], changesWithTime: false },
  ]);
});

test('a compiled rule reads people in whatever form a caller keeps them', () => {
  type Row = { dept: string | null };
  const rule = compileRule<Row>(requireRule('user.department -in ["Sales", "Marketing"]'), (attribute) => (row) => (attribute === 'department' ? row.dept : null));
  expect([{ dept: 'SALES' }, { dept: 'Finance' }, { dept: null }].map((row) => rule(row, now.getTime()))).toEqual([true, false, false]);
});
