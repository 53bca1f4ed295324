import { DIRECTORY_READ, requireScope } from './authority';
import type { Routes } from './context';

export const organizationRoutes: Routes = {
  'GET /organization': (context) => {
    requireScope(context, DIRECTORY_READ.organization);
    const { info } = context.tenant;
    const organization = {
      id: info.tenantId,
      displayName: info.tenantName,
      city: 'Helsinki',
      country: 'Finland',
      countryLetterCode: 'FI',
      createdDateTime: '2019-01-07T08:00:00Z',
      defaultUsageLocation: 'FI',
      onPremisesSyncEnabled: true,
      onPremisesLastSyncDateTime: '2026-10-30T05:12:44Z',
      preferredLanguage: 'en',
      tenantType: 'AAD',
      verifiedDomains: [{ capabilities: 'Email, OfficeCommunicationsOnline', isDefault: true, isInitial: false, name: info.tenantDomain, type: 'Managed' }],
    };
    const select = context.request.query.get('$select')?.split(',').map((name) => name.trim());
    const shown = select ? Object.fromEntries(Object.entries(organization).filter(([name]) => select.includes(name))) : organization;
    return { status: 200, body: { '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#organization', value: [shown] } };
  },
};
