import 'server-only';
import type { PackageRow } from '@/lib/authoring/package-design';
import { graphFor } from '@/lib/graph/graph-for';
import { listPackages, loadPackageDesign } from '@/lib/graph/packages';
import { policyChoices } from './create-rollout';

export type PolicyChoice = { id: string; name: string; warning: string | null; automatic: boolean };

/** A package that was chosen, with the policies it can be assigned under: the best first. `policies` is empty where the package is gone. */
export type ChosenPackage = { id: string; name: string; catalogName: string; policies: PolicyChoice[] };

export type PackageChoices = { found: PackageRow[]; next: string | null; chosen: ChosenPackage[] };

/** What the form of a new rollout offers: packages by name, and those chosen so far. Asks the tenant in one parallel round. */
export async function loadPackageChoices(reader: { tokenCacheId: string }, text: string, chosenIds: string[], next: string | null = null): Promise<PackageChoices> {
  const graph = graphFor(reader);
  const [page, designs] = await Promise.all([listPackages(graph, { text, next }), chosenIds.length > 0 ? loadPackageDesign(graph, chosenIds) : new Map<string, never>()]);
  return {
    found: page.items,
    next: page.next,
    chosen: chosenIds.flatMap((id) => {
      const design = designs.get(id);
      if (!design) return [];
      const policies = policyChoices(design).map(({ policy, warning }) => ({ id: policy.id, name: policy.name, warning, automatic: policy.automatic }));
      return [{ id, name: design.name, catalogName: design.catalogName, policies }];
    }),
  };
}
