/** A new package as changes of a draft, with everything that is in it. Pure. */
import type { NewChange, Ref, WantedOf } from './draft';
import type { PolicyDocument } from './policy-document';

/** A role that a package shall hand out; `resource` is what its catalog has or the draft adds to it. */
export type DraftedRole = Omit<WantedOf['packageRole'], 'package'>;

export type DraftedPackage = Omit<WantedOf['package'], 'catalog'> & { catalog: Ref; roles: readonly DraftedRole[]; policies: readonly PolicyDocument[] };

/**
 * @param key by which the draft knows the package, of newKey()
 * @param leftOut of a copy what it lacks of its original, in sentences
 */
export function packageChanges(key: string, { roles, policies, ...wanted }: DraftedPackage, leftOut: readonly string[] = []): NewChange[] {
  const of = { key, name: wanted.name };
  return [
    { kind: 'package', operation: 'create', key, wanted, ...(leftOut.length > 0 ? { leftOut } : {}) },
    ...roles.map((role): NewChange => ({ kind: 'packageRole', operation: 'create', wanted: { package: of, ...role } })),
    ...policies.map((document): NewChange => ({ kind: 'policy', operation: 'create', wanted: { package: of, document } })),
  ];
}
