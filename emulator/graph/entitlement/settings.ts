import { isGovernanceAdministrator, noRole, requireGovernanceScope, requireReadsAll } from '../authority';
import type { Routes } from '../context';
import { bodyOf, invalidModel, memberIn, textIn } from './body';
import { EM } from './governance-query';
import { durationMs } from './schedule';

export const governanceSettingsRoutes: Routes = {
  [`GET ${EM}/settings`]: (context) => {
    requireGovernanceScope(context, 'read');
    requireReadsAll(context);
    return {
      status: 200,
      body: { '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#identityGovernance/entitlementManagement/settings/$entity', id: 'singleton', ...context.tenant.governance.settings },
    };
  },
  [`PATCH ${EM}/settings`]: (context) => {
    requireGovernanceScope(context, 'write');
    if (!isGovernanceAdministrator(context)) throw noRole();
    const body = bodyOf(context, ['externalUserLifecycleAction', 'durationUntilExternalUserDeletedAfterBlocked']);
    const { settings } = context.tenant.governance;
    const duration = textIn(body, 'durationUntilExternalUserDeletedAfterBlocked');
    if (duration !== undefined && durationMs(duration) === null) throw invalidModel('durationUntilExternalUserDeletedAfterBlocked is not a duration.');
    const externalUserLifecycleAction = memberIn(body, 'externalUserLifecycleAction', ['none', 'blockSignIn', 'blockSignInAndDelete']) ?? settings.externalUserLifecycleAction;
    Object.assign(settings, { externalUserLifecycleAction, durationUntilExternalUserDeletedAfterBlocked: duration ?? settings.durationUntilExternalUserDeletedAfterBlocked });
    return { status: 204 };
  },
};
