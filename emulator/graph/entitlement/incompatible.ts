import type { Routes } from '../context';
import { badRequest, noSuchResource } from '../graph-error';
import { showGroup } from '../groups';
import { EM, governanceThings, idIn } from './governance-query';
import { packageIn, packageToChange, showPackage } from './packages';
import { addReference, referredId, removeReference } from './references';

function listOf(name: 'incompatibleAccessPackages' | 'incompatibleGroups' | 'accessPackagesIncompatibleWith', metadata: string): Routes[string] {
  return (context) => {
    const to = showPackage(packageIn(context), context).follow(name)?.to;
    const shape = metadata === 'groups' ? showGroup.shape : showPackage.shape;
    return governanceThings(context, { metadata, shapes: [shape], things: Array.isArray(to) ? to : [], filters: { id: ['eq'], displayname: ['eq'] } });
  };
}

/** What may not be held together with a package; it takes effect in the direction in which it was written only. */
export const incompatibleRoutes: Routes = {
  [`GET ${EM}/accessPackages/{id}/incompatibleAccessPackages`]: listOf('incompatibleAccessPackages', 'accessPackages'),
  [`GET ${EM}/accessPackages/{id}/incompatibleGroups`]: listOf('incompatibleGroups', 'groups'),
  [`GET ${EM}/accessPackages/{id}/accessPackagesIncompatibleWith`]: listOf('accessPackagesIncompatibleWith', 'accessPackages'),
  [`POST ${EM}/accessPackages/{id}/incompatibleAccessPackages/$ref`]: (context) => {
    const row = packageToChange(context);
    const id = referredId(context);
    if (id === row.id) throw badRequest('InvalidModel', 'The model is invalid. An access package cannot be incompatible with itself.');
    if (!context.tenant.governance.packages.has(id)) throw noSuchResource('The access package was not found.');
    addReference(row.incompatiblePackages, id);
    return { status: 204 };
  },
  [`DELETE ${EM}/accessPackages/{id}/incompatibleAccessPackages/{otherId}/$ref`]: (context) => {
    removeReference(packageToChange(context).incompatiblePackages, idIn(context, 'otherId'));
    return { status: 204 };
  },
  [`POST ${EM}/accessPackages/{id}/incompatibleGroups/$ref`]: (context) => {
    const row = packageToChange(context);
    const id = referredId(context);
    const group = context.tenant.groups.get(id);
    if (!group) throw noSuchResource('The group was not found.');
    // https://learn.microsoft.com/entra/id-governance/entitlement-management-access-package-incompatible: a synchronised one will do.
    if (!group.securityEnabled) throw badRequest('InvalidModel', 'The model is invalid. Only a security-enabled group can be incompatible with an access package.');
    addReference(row.incompatibleGroups, id);
    return { status: 204 };
  },
  [`DELETE ${EM}/accessPackages/{id}/incompatibleGroups/{otherId}/$ref`]: (context) => {
    removeReference(packageToChange(context).incompatibleGroups, idIn(context, 'otherId'));
    return { status: 204 };
  },
};
