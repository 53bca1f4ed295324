/** What stands out about a package itself: where it lies, who sees it, and what it excludes. Pure. */
import type { LintedConflict, LintedPackage } from './linted';
import { atPackage } from './sheet';
import type { Look } from './sheet';

/** L2 */
export function ofOwnCatalog({ linted, tenant, sheet }: Look): void {
  const catalog = tenant.catalogs.get(linted.design.catalogId);
  if (!catalog) return sheet.notKnown('L2', 'its catalog');
  if (catalog.general) sheet.find('L2', atPackage(linted, 'catalog'), `It lies in the ${catalog.name} catalog, which everybody’s packages share.`);
}

/** L6 */
export function hiddenInPilot({ linted, sheet }: Look): void {
  const { hidden, policies, id } = linted.design;
  if (hidden || !policies.some((policy) => policy.scope === 'specificDirectoryUsers' && policy.selfRequest)) return;
  sheet.find('L6', atPackage(linted, 'isHidden'), 'It is not hidden: everybody sees it in My Access, also who may not ask for it.', {
    fix: { says: 'Hide the package', objectKind: 'package', objectId: id, operation: 'change', set: { isHidden: true } },
  });
}

const at = ({ otherId, name }: LintedConflict) => ({ objectKind: 'incompatibility' as const, objectId: otherId, objectName: name, property: 'incompatibleAccessPackages' });

/** L10: of groups there is but one direction. */
export function excludedBothWays(packagesById: ReadonlyMap<string, LintedPackage>): (look: Look) => void {
  return ({ linted, sheet }) => {
    const { id } = linted.design;
    if (!linted.conflicts) return sheet.notKnown('L10', 'what it excludes');
    for (const conflict of linted.conflicts.filter(({ kind }) => kind === 'package')) {
      const back = packagesById.get(conflict.otherId)?.conflicts;
      if (!back) sheet.notKnown('L10', 'what packages that it excludes exclude themselves');
      else if (!back.some((each) => each.kind === 'package' && each.otherId === id)) {
        sheet.find('L10', at(conflict), `It excludes “${conflict.name}”, but “${conflict.name}” does not exclude it: whoever has it can still be given the other.`, {
          fix: { says: `Have “${conflict.name}” exclude it too`, objectKind: 'incompatibility', objectId: conflict.otherId, operation: 'add', set: { incompatibleAccessPackageId: id } },
        });
      }
    }
  };
}

/** L11 */
export function nobodyClashes({ linted, sheet }: Look): void {
  if (!linted.conflicts) return sheet.notKnown('L11', 'what it excludes');
  if (linted.rollouts?.length === 0) return;
  for (const conflict of linted.conflicts) {
    if (conflict.people === undefined) sheet.notKnown('L11', 'who in its cohorts has what excludes it');
    else if (conflict.people > 0) {
      sheet.find('L11', at(conflict), `${conflict.people === 1 ? 'One person' : `${conflict.people.toLocaleString('en-GB')} people`} of its cohorts ${conflict.people === 1 ? 'has' : 'have'} ${conflict.kind === 'group' ? 'membership of ' : ''}“${conflict.name}”, which excludes it, and ${conflict.people === 1 ? 'gets' : 'get'} nothing.`);
    }
  }
}
