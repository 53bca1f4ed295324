/** What a rule writes on while it looks at one package. Pure. */
import type { PackagePolicy, PackageRole } from '../package-design';
import { LINT_BOOK } from './lint-book';
import type { LintFinding, LintFix, LintPlace, LintResult, LintRule, LintSource, NotKnown, Severity } from './finding';
import type { LintedPackage, LintedTenant } from './linted';

type Where = Pick<LintPlace, 'objectKind' | 'objectId' | 'objectName' | 'property'>;

export type More = { fix?: LintFix; severity?: Severity; verdicts?: LintFinding['verdicts']; /** Tells one from another of the same rule at the same object. */ part?: string; source?: LintSource };

/** A package on the desk, the tenant around it, and what has been found so far. */
export type Look = { linted: LintedPackage; tenant: LintedTenant; sheet: Sheet };

/** One rule, looked at for one package. */
export type Rule = (look: Look) => void;

export class Sheet {
  readonly findings: LintFinding[] = [];
  private readonly missing = new Map<string, NotKnown & { last: string }>();
  private on: LintedPackage['design'] | null = null;

  /** Everything found from now on is of this package. */
  turnTo({ design }: LintedPackage): void {
    this.on = design;
  }

  find(rule: LintRule, where: Where, what: string, { fix, severity, verdicts, part, source }: More = {}): void {
    const { id: packageId, name: packageName, catalogId, catalogName } = this.package;
    const key = [rule, packageId, where.objectKind, where.objectId, ...(part ? [part] : [])].join(' ');
    this.findings.push({ key, rule, severity: severity ?? LINT_BOOK[rule].severity, packageId, packageName, catalogId, catalogName, ...where, what, fix: fix ?? null, verdicts: verdicts ?? null, source: source ?? null });
  }

  /** Once a package, however often it is said. */
  notKnown(rule: LintRule, missing: string): void {
    const key = `${rule} ${missing}`;
    const { id } = this.package;
    const known = this.missing.get(key);
    if (!known) this.missing.set(key, { rule, missing, packages: 1, last: id });
    else if (known.last !== id) {
      known.packages += 1;
      known.last = id;
    }
  }

  result(): LintResult {
    return { findings: this.findings, notKnown: [...this.missing.values()].map(({ rule, missing, packages }) => ({ rule, missing, packages })) };
  }

  private get package(): LintedPackage['design'] {
    if (!this.on) throw new Error('a finding without a package');
    return this.on;
  }
}

export function atPackage({ design }: LintedPackage, property: string | null = null): Where {
  return { objectKind: 'package', objectId: design.id, objectName: design.name, property };
}

export function atPolicy(policy: Pick<PackagePolicy, 'id' | 'name'>, property: string | null): Where {
  return { objectKind: 'policy', objectId: policy.id, objectName: policy.name, property };
}

export function atResource(role: Pick<PackageRole, 'originId' | 'resourceName'>, property: string | null): Where {
  return { objectKind: 'resource', objectId: role.originId, objectName: role.resourceName, property };
}

/** A fix of one policy. */
export function changePolicy(policy: Pick<PackagePolicy, 'id'>, says: string, set: LintFix['set']): LintFix {
  return { says, objectKind: 'policy', objectId: policy.id, operation: 'change', set };
}
