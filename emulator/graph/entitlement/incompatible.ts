import { requireGovernanceScope } from '../authority';
import type { Context, Routes } from '../context';
import { GraphError, noSuchResource } from '../graph-error';
import { bodyOf, invalidModel, neededText } from './body';
import { EM, idIn } from './governance-query';
import { packageIn, packageToChange } from './packages';
import { render } from '../odata/render';
import { showPackage } from './packages';

/** The last id of a reference such as `https://graph.microsoft.com/v1.0/groups/{id}`. */
function referredId(context: Context): string {
  const address = neededText(bodyOf(context, []), '@odata.id');
  const [, id] = /([0-9a-f]{8}-[0-9a-f-]{27})'?\)?$/i.exec(address) ?? [];
  if (!id) throw invalidModel('@odata.id is not the address of an object.');
  return id.toLowerCase();
}

function addReference(held: string[], id: string): void {
  if (held.includes(id)) throw new GraphError(409, 'DuplicateKey', 'There is already a duplicated entity.');
  held.push(id);
}

function removeReference(held: string[], id: string): void {
  const at = held.indexOf(id);
  if (at < 0) throw noSuchResource();
  held.splice(at, 1);
}

function listOf(name: 'incompatibleAccessPackages' | 'incompatibleGroups' | 'accessPackagesIncompatibleWith', metadata: string): Routes[string] {
  return (context) => {
    requireGovernanceScope(context, 'read');
    const to = showPackage(packageIn(context), context).follow(name)?.to;
    const value = (Array.isArray(to) ? to : []).map((thing) => render(thing, { select: null, expand: [] }));
    return { status: 200, body: { '@odata.context': `https://graph.microsoft.com/v1.0/$metadata#${metadata}`, value } };
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
    if (!context.tenant.groups.has(id)) throw noSuchResource('The group was not found.');
    addReference(row.incompatibleGroups, id);
    return { status: 204 };
  },
  [`DELETE ${EM}/accessPackages/{id}/incompatibleGroups/{otherId}/$ref`]: (context) => {
    removeReference(packageToChange(context).incompatibleGroups, idIn(context, 'otherId'));
    return { status: 204 };
  },
};
