/** What stands out about the packages of a phase, by what its rehearsal read of them. Pure. */
import { isOfAssessment } from '@/lib/authoring/lint/lint-book';
import { lintTenant } from '@/lib/authoring/lint/lint-tenant';
import { resourceKey } from '@/lib/authoring/lint/linted';
import type { LintedCatalog, LintedConflict, LintedPackage, LintedResource } from '@/lib/authoring/lint/linted';
import type { PackageDesign } from '@/lib/authoring/package-design';
import type { ReadPackage } from './change-set';
import type { PhaseEffects } from './effects';
import type { ExceptionGroup } from './rehearsal';

/** The catalog that each tenant has from the start, by its name: v1.0 of Graph tells it no other way beside a package. */
const GENERAL = 'General';

export type LintedPhase = {
  groups: ReadonlyMap<string, Required<Pick<LintedResource, 'synchronised' | 'distribution' | 'dynamic' | 'roleAssignable'>>>;
  /** What the owners of resources allow, and who gets them by the phase, by resource. */
  owned?: ReadonlyMap<string, Required<Pick<LintedResource, 'limits' | 'gets'>>>;
  exceptions: readonly Pick<ExceptionGroup, 'packageId' | 'reason' | 'detail' | 'places'>[];
  now: Date;
};

/** Findings by package in the order of the rules, but for those of the assessment, which judges a whole tenant. */
export function lintPhase(read: readonly Pick<ReadPackage, 'design' | 'policyId' | 'conflicts'>[], { groups, owned = new Map(), exceptions, now }: LintedPhase): Required<Pick<PhaseEffects, 'findings' | 'notKnown'>> {
  const packages = read.flatMap((each) => (each.design ? [lintedOf(each, each.design, exceptions)] : []));
  const { findings, notKnown } = lintTenant({
    packages,
    catalogs: new Map(packages.map(({ design }): [string, LintedCatalog] => [design.catalogId, { id: design.catalogId, name: design.catalogName, published: null, general: design.catalogName === GENERAL }])),
    resources: resourcesOf(groups, owned),
    accounts: new Map(), groupSizes: new Map(), scopes: new Map(), now,
  });
  return {
    findings: findings.filter(({ rule }) => !isOfAssessment(rule)).map(({ rule, packageName, what }) => ({ rule, packageName, text: what })),
    notKnown: notKnown.filter(({ rule }) => !isOfAssessment(rule)),
  };
}

function resourcesOf(groups: LintedPhase['groups'], owned: NonNullable<LintedPhase['owned']>): Map<string, LintedResource> {
  const resources = new Map<string, LintedResource>([...groups].map(([originId, says]) => [resourceKey({ originSystem: 'AadGroup', originId }), says]));
  for (const [key, says] of owned) resources.set(key, { ...resources.get(key), ...says });
  return resources;
}

function lintedOf({ policyId, conflicts }: Pick<ReadPackage, 'policyId' | 'conflicts'>, design: PackageDesign, exceptions: LintedPhase['exceptions']): LintedPackage {
  const held = exceptions.filter((each) => each.packageId === design.id && each.reason === 'incompatibleHeld');
  return {
    design,
    rollouts: [{ policyId, loads: true, livePhase: null }],
    conflicts: conflicts.map(({ kind, otherId, name, holders }): LintedConflict => ({
      kind, otherId, name,
      ...(holders ? { people: held.filter(({ detail }) => detail.includes(`“${name}”`)).reduce((sum, { places }) => sum + places.length, 0) } : {}),
    })),
  };
}
