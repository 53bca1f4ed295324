import 'server-only';
import { AppError } from '@/lib/errors';
import type { DeliverySettings } from '@/lib/rollout/delivery';
import type { ReversalChoice } from '@/lib/rollout/reversal';
import { db } from './client';
import type { Db } from './client';
import { requireRowId } from './row-id';

/** How a phase's packages are delivered. @throws AppError `notFound` */
export async function getDelivery(phaseId: string, tx: Db = db()): Promise<DeliverySettings> {
  const row = await tx.phase.findUnique({ where: { id: requireRowId(phaseId) }, select: { mode: true, canary: true, automaticStep: true, graceHours: true, tolerancePercent: true, reversalChoice: true, packageModes: { select: { packageId: true, mode: true } } } });
  if (!row) throw new AppError('notFound', `no phase ${phaseId}`);
  const { packageModes, automaticStep, reversalChoice, ...settings } = row;
  return { ...settings, reversalChoice: reversalChoice as ReversalChoice, step: automaticStep, packageModes: new Map(packageModes.map(({ packageId, mode }) => [packageId, mode])) };
}

/** Keeps how a phase's packages are delivered, in place of what was said before. */
export async function saveDelivery(tx: Db, phaseId: string, { packageModes, step, ...settings }: DeliverySettings): Promise<void> {
  await tx.phase.update({ where: { id: phaseId }, data: { ...settings, automaticStep: step } });
  await tx.phasePackageMode.deleteMany({ where: { phaseId } });
  await tx.phasePackageMode.createMany({ data: [...packageModes].map(([packageId, mode]) => ({ phaseId, packageId, mode })) });
}
