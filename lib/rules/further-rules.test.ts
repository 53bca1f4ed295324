import { expect, test } from 'vitest';
import { formatRule } from './format-rule';
import { parseRule, requireRule } from './parse-rule';
import { bare } from './testing/bare';

const MANAGER = '"62e19b97-8b3d-4d4a-a106-4ce66896a863"';

/** Rules as Microsoft's pages print them, and as people write them in questions: other cases, dashes, quotes and brackets. */
const GOOD = [
  'user.department -eq "Sales"', '(user.department -eq "Sales") -or (user.department -eq "Marketing")',
  '(user.department -eq "Sales") -and -not (user.jobTitle -startsWith "SDE")',
  `user.assignedPlans -any (assignedPlan.servicePlanId -eq "efb87545-963c-4e0d-99df-69c6916d9eb0" -and assignedPlan.capabilityStatus -eq "Enabled")`,
  'user.assignedPlans -any (assignedPlan.service -eq "SCO" -and assignedPlan.capabilityStatus -eq "Enabled")',
  'user.assignedPlans -all (assignedPlan.servicePlanId -eq "")', 'user.assignedPlans -all (assignedPlan.servicePlanId -ne null)',
  'user.assignedPlans -any (assignedPlan.servicePlanId -in ["a","b"])', '(user.proxyAddresses -any (_ -startsWith "contoso"))',
  '(user.proxyAddresses -any (_ -contains "contoso"))', 'user.otherMails -any (_ -contains "contoso")', 'user.otherMails -all (_ -endsWith "@contoso.com")',
  `Direct Reports for ${MANAGER}`, `direct reports for ${MANAGER}`, `(Direct Reports for ${MANAGER})`, "Direct Reports for '62e19b97-8b3d-4d4a-a106-4ce66896a863'",
  'user.objectId -ne null', '(user.objectId -ne null) -and (user.userType -eq "Member")', '(user.objectId -ne null) and (user.userType -eq "Member")',
  'user.objectid -ne null', 'User.ObjectId -Ne Null', 'user.mail –ne null', 'device.objectId -ne null', 'device.deviceOwnership -eq "Company"',
  'device.devicePhysicalIDs -any _ -startsWith "[ZTDId]"', '(device.devicePhysicalIDs -any _ -contains "[ZTDId]")',
  'device.devicePhysicalIds -any (_ -eq "[OrderID]:179887111881")', 'device.deviceManagementAppId -eq "0000000a-0000-0000-c000-000000000000"',
  'device.extensionAttribute1 -eq "some"', 'device.isRooted -eq true', 'device.deviceTrustType -eq "AzureAD"', 'device.systemLabels -startsWith "M365Managed"',
  'device.systemLabels -contains "M365Managed"', "device.memberof -any (group.objectId -in ['value'])",
  '(device.accountEnabled -eq true) and (device.deviceOSType -eq "Windows") and (device.deviceOSVersion -startsWith "10.0.2")', '(device.managementType -eq "MDM")',
  'device.deviceManufacturer -match "Lenovo"', 'device.profileType -eq "RegisteredDevice"', 'device.enrollmentProfileName -eq "DEP iPhones"',
  'user.extension_c272a57b722d4eb29bfe327874ae79cb_OfficeNumber -eq "123"', 'user.extension_c272a57b722d4eb29bfe327874ae79cb_OfficeNumber -eq 123',
  '(user.extensionAttribute15 -eq "Marketing")', 'user.department -in ["50001","50002","50003"]', 'user.department -in ["50001", "50002"] ',
  'user.department -notIn ["a"]', 'user.displayName -match "^Da.*"', 'user.displayName -match "Da.*"', 'user.displayName -match "aa.*$"',
  'user.userPrincipalName -match "^.*@contoso\\.com$"', 'user.displayName -notMatch "^(Test|Svc)"', 'user.employeehiredate -ge system.now -plus p1d',
  '(user.employeehiredate -le system.now -plus p3d)', 'user.employeeHireDate -ge system.now', 'user.employeeHireDate -le 2020-06-10T18:13:20Z',
  'user.employeeHireDate -eq "2020-06-10T18:13:20Z"', "user.memberof -any (group.objectId -in ['groupId', 'groupId'])", "user.memberOf -any (group.objectId -in [\"a\"])",
  "(user.memberof -any (group.objectId -in ['a']))", 'user.accountEnabled -eq true', 'user.accountEnabled -eq "true"', 'user.accountEnabled -ne false',
  'user.dirSyncEnabled -eq null', 'user.passwordPolicies -eq "DisableStrongPassword"', 'user.passwordPolicies -contains "DisablePasswordExpiration"',
  'user.otherMails -startsWith "alias@domain"', 'user.proxyAddresses -startsWith "SMTP: alias@domain"', 'user.proxyAddresses -contains "@contoso.com"',
  'user.otherMails -eq null', 'user.sipProxyAddress -eq "value"', 'user.userPrincipalName -notContains "#EXT#@"', '-not (user.userPrincipalName -match "admin")',
  '-not user.department -eq "x"', 'not (user.department -eq "x")', 'user.extensionAttribute1 -ne $null',
  '((user.department -eq "x") -or (user.city -eq "y")) -and -not(user.state -eq "z")', 'user.department -eq ""', 'user.department -eq "O\'Brien"',
  'user.department -eq \'O\'\'Brien\'', 'user.department -eq `"Sales`"', 'user.department -eq "Say \\"hi\\""', 'user.department -eq "Say `"hi`""',
  'user.telephoneNumber -ne null', '(user.city -eq "A") or (user.city -eq "B") and (user.state -eq "C")',
  'user.department -eq "Sales" -and user.country -eq "US" -or user.city -eq "X"', 'user.onPremisesSecurityIdentifier -startsWith "S-1-5"',
  'user.onPremisesDistinguishedName -contains "OU=Sales"', 'user.employeeId -eq 007', 'user.displayName -startswith "Da"', 'user.displayName -notstartswith "Da"',
  'user.jobTitle -CONTAINS "Manager"', 'user.department\n-eq\n"Sales"', '\tuser.department -eq "Sales"\r\n-and\r\nuser.city -eq "X"',
  'user.facsimileTelephoneNumber -eq null', 'user.physicalDeliveryOfficeName -eq "value"', 'user.mailNickName -eq "alias"', 'user.mobile -eq "value"',
  'user.companyName -ne null', 'user.employeeId -ne null', 'user.preferredLanguage -eq "en-US"', 'user.givenName eq "A"', 'user.givenName Eq "A" And user.surname Eq "B"',
  'user.displayName -match "(?i)test"', 'user.displayName -match "\\\\d+"', 'user.jobTitle -in ["Manager"] -and user.accountEnabled -eq true',
  'user.postalCode -in [12345, 67890]', 'user.usageLocation -in ["US","DE"]', 'user.department -contains "R&D"', 'user.streetAddress -eq "1 Main St."',
  'user.mail -notEndsWith "@contoso.com"', 'user.userType -ne "Guest"', 'user.userType -eq null',
];

/** Rules that are refused, with the category the refusal has. */
const REFUSED: Record<string, readonly string[]> = {
  'query-compilation-error': [
    'user.department -eq Sales', '(user.department -eq "IT") (user.country -eq "US")', 'user.department -gt "a"', 'user.department -like "a*"',
    'user.displayName -match "*"', 'user.displayName -match "("', 'user.department -eq "Sales', 'user.department -eq "Sales")', '(user.department -eq "Sales"',
    '"Sales" -eq user.department', 'user.department', 'user.department -eq', '', '   ', '-and user.department -eq "x"', 'user.department -eq "x" -and',
    'user.department -in "x"', 'user.department -eq ["x"]', 'user.department -in []', 'user.department -eq “Sales”', 'user.department = "Sales"', 'department -eq "Sales"',
    'user.department -eq "a"; user.city -eq "b"', 'user.department -eq "a" -xor user.city -eq "b"', 'group.displayName -eq "x"', 'user.mail -match "(?=a)"', 'all users',
  ],
  'attribute-not-supported': [
    'user.manager -eq "x"', 'user.createdDateTime -ge system.now', 'user.employeeType -eq "x"', 'user.lastName -eq "x"', 'user.extension_abc_x -eq "1"',
    'user.extensionAttribute16 -eq "1"', "user.memberof -any (group.displayName -eq 'a')", 'user.assignedPlans -any (servicePlanId -eq "x")',
    'user.proxyAddresses -any (user.mail -eq "x")',
  ],
  'operator-not-supported-on-attribute': [
    'user.accountEnabled -contains "true"', 'user.accountEnabled -match "true"', 'user.dirSyncEnabled -in [true]', 'user.employeeId -ge 100', 'user.assignedPlans -eq "x"',
    'user.department -any (_ -eq "x")', 'user.employeeHireDate -contains "2020"', "user.memberof -all (group.objectId -in ['a'])",
  ],
  'value-not-supported-on-attribute': [
    'user.department -startsWith null', 'user.city -eq true', 'user.accountEnabled -eq "yes"', 'user.employeeHireDate -ge "soon"',
  ],
  'not-is-no-comparison': [
    'user.department -not null',
  ],
  'cannot-be-combined': [
    "user.memberof -any (group.objectId -in ['a']) -and user.accountEnabled -eq true", `Direct Reports for ${MANAGER} -and user.accountEnabled -eq true`,
  ],
  'object-type-not-allowed': [
    'device.deviceModel -eq "x" -and user.city -eq "y"',
  ],
};

test.each(GOOD)('%j is read, and written out it is the same rule', (source) => {
  const rule = requireRule(source, 'either');
  expect(bare(requireRule(formatRule(rule), 'either'))).toEqual(bare(rule));
});

test.each(Object.entries(REFUSED).flatMap(([category, sources]) => sources.map((source) => [source, category] as const)))('%j is refused: %s', (source, category) => {
  const result = parseRule(source, 'either');
  expect(result.ok ? [] : result.problems.map((problem) => problem.category)).toContain(category);
});
