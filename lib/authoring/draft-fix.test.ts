import { expect, test } from 'vitest';
import { withPortal } from '@/e2e/testing/portal';
import { listDraftChanges, pageDrafts } from '@/lib/db/drafts';
import { findLintUnderWay } from '@/lib/db/lint-runs';
import { graphFor } from '@/lib/graph/graph-for';
import { Lease } from '@/lib/jobs/lease';
import { lookAtTenant } from '@/lib/jobs/look-at-tenant';
import { loadChecks } from './checks-view';
import { draftFix } from './draft-fix';
import { lintDraft } from './lint-draft';
import type { LintRule } from './lint/finding';
import { reviewDraft } from './review-draft';
import { startLint } from './start-lint';

const { tenant, admin: ines } = withPortal({ users: 200 });

async function look(): Promise<void> {
  await startLint(ines);
  const underWay = await findLintUnderWay();
  const lease = underWay && (await Lease.take(underWay.jobId, 'test', 15));
  if (!lease) throw new Error('no look is due');
  await lookAtTenant(lease, new AbortController().signal);
}

const findingOf = async (rule: LintRule, packageId: string) => (await loadChecks({ rule, packageId }, 1)).findings.find((each) => each.fix);

test('what mends findings comes into one draft, over each object as the tenant has it, and nothing reaches the tenant before it is applied', async () => {
  const graph = graphFor(ines);
  const { policies, packages } = tenant.tenant.governance;
  const policy = [...policies.values()].find((each) => each.allowedTargetScope === 'notSpecified' && !each.automaticRequestSettings);
  const [one, other] = [packages.get(policy?.packageId ?? ''), [...packages.values()].find(({ id }) => id !== policy?.packageId)];
  if (!policy || !one || !other) throw new Error('the tenant has no packages for this');
  policy.expiration = { type: 'noExpiration', duration: null, endDateTime: null };
  policy.reviewSettings = null;
  one.incompatiblePackages = [other.id];
  other.incompatiblePackages = [];
  await look();
  const since = tenant.log().at(-1)?.n ?? 0;

  const [endless, oneWay] = [await findingOf('L1', one.id), await findingOf('L10', one.id)];
  if (!endless || !oneWay) throw new Error('nothing of this was found');
  const { draftId } = await draftFix(ines, graph, endless.key);
  expect(await draftFix(ines, graph, oneWay.key)).toEqual({ draftId });
  await draftFix(ines, graph, endless.key);

  const changes = await listDraftChanges(draftId);
  expect(changes.map(({ kind, operation, objectId }) => [kind, operation, objectId]).sort()).toEqual([['incompatiblePackage', 'create', null], ['policy', 'update', policy.id]]);
  const [drafted] = changes.filter(({ kind }) => kind === 'policy').map(({ wanted, base }) => [wanted, base].map((each) => (each && 'document' in each ? each.document : {})));
  expect(drafted?.[0]).toEqual({ ...drafted?.[1], expiration: { type: 'afterDuration', duration: 'P365D', endDateTime: null } });
  expect((await pageDrafts({}, { skip: 0, take: 10 })).total).toBe(1);
  expect((await reviewDraft(graph, draftId, ines.personId)).plan.steps).toHaveLength(2);
  // Once it is applied neither would stand out any more; what else does is as it was.
  const foundIn = async (packageId: string): Promise<string[]> => (await loadChecks({ packageId }, 1)).findings.map(({ key }) => key).sort();
  const mended = new Set([endless.key, oneWay.key, endless.key.replace('L1', 'Z1')]);
  const would = (await lintDraft(graph, draftId)).findings.map(({ key }) => key).sort();
  expect(would).toEqual([...(await foundIn(one.id)), ...(await foundIn(other.id))].filter((key) => !mended.has(key)).sort());
  expect(tenant.log(since).filter(({ method, url }) => method !== 'GET' && !/batch|token/.test(url))).toEqual([]);
  await expect(draftFix(ines, graph, 'L1 of nothing')).rejects.toMatchObject({ code: 'notFound' });
});
