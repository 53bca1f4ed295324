import { DIRECTORY_READ, requireScope } from './authority';
import type { Routes } from './context';

const SKU = '06ebc4ee-1bb5-47dd-8120-11324bc54e06';
const GOVERNANCE_SKU = 'e866a266-3cff-43a3-acca-0c90a7e00c8b';

const plan = (servicePlanId: string, servicePlanName: string) => ({ servicePlanId, servicePlanName, provisioningStatus: 'Success', appliesTo: 'User' });

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
  'GET /subscribedSkus': (context) => {
    requireScope(context, DIRECTORY_READ.licences);
    let licensed = 0;
    for (const user of context.tenant.users.table.values()) if (user.licensed) licensed += 1;
    const sku = (skuId: string, skuPartNumber: string, enabled: number, servicePlans: object[]) => ({
      id: `${context.tenant.info.tenantId}_${skuId}`, accountName: context.tenant.info.tenantName, accountId: context.tenant.info.tenantId, skuId, skuPartNumber,
      appliesTo: 'User', capabilityStatus: 'Enabled', consumedUnits: licensed, prepaidUnits: { enabled, suspended: 0, warning: 0, lockedOut: 0 }, subscriptionIds: [], servicePlans,
    });
    return {
      status: 200,
      body: {
        '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#subscribedSkus',
        value: [
          sku(SKU, 'SPE_E5', licensed + 40, [plan('41781fb2-bc02-4b7c-bd55-b576c07bb09d', 'AAD_PREMIUM'), plan('eec0eb4f-6444-4f95-aba0-50c24d67f998', 'AAD_PREMIUM_P2')]),
          sku(GOVERNANCE_SKU, 'Microsoft_Entra_ID_Governance', licensed + 40, [plan('e866a266-3cff-43a3-acca-0c90a7e00c8b', 'Entra_Identity_Governance')]),
        ],
      },
    };
  },
};
