/**
 * The second level of a verification: whether an application itself has the account, by Entra's provisioning log. It changes
 * no verdict: whoever has the role in Entra has it as signed. Pure: read in the browser too.
 */

/** `there`: an account was made or kept; `failed` and `skipped` by the log's own code; `notTold`: the log says nothing of them. */
export type InApplicationTotals = { there: number; failed: number; skipped: number; notTold: number };

/** Somebody whose account was not made, with the log's own code. */
export type NotProvisioned = { personId: string; personName: string; status: 'failed' | 'skipped'; code: string; reason: string };

/** One application of the run. `notProvisioned` names so many at most. */
export type InApplication = { applicationId: string; name: string; totals: InApplicationTotals; notProvisioned: NotProvisioned[] };

/** What a reading found of the applications, or why it could not be read; null where the run gives no application's role. */
export type InApplicationReading = { read: 'yes'; applications: InApplication[] } | { read: 'notGranted' | 'noRole' };

/** Most people who are named for an application. */
export const MOST_NAMED_IN_APPLICATION = 100;

type Event = { personId: string; at: string; action: string; status: string; code: string | null; reason: string | null };

/**
 * The last word of the log about each of these people. A removal or a block is no account; a warning is one that was made.
 * @param events in any order
 */
export function judgeInApplication(application: { id: string; name: string }, people: readonly { id: string; name: string }[], events: Iterable<Event>): InApplication {
  const last = new Map<string, Event>();
  for (const event of events) if ((last.get(event.personId)?.at ?? '') <= event.at) last.set(event.personId, event);
  const totals: InApplicationTotals = { there: 0, failed: 0, skipped: 0, notTold: 0 };
  const notProvisioned: NotProvisioned[] = [];
  for (const { id, name } of people) {
    const event = last.get(id);
    const status = statusOf(event);
    totals[status] += 1;
    if ((status === 'failed' || status === 'skipped') && event && notProvisioned.length < MOST_NAMED_IN_APPLICATION) notProvisioned.push({ personId: id, personName: name, status, code: event.code ?? event.status, reason: event.reason ?? '' });
  }
  return { applicationId: application.id, name: application.name, totals, notProvisioned };
}

function statusOf(event: Event | undefined): keyof InApplicationTotals {
  if (!event) return 'notTold';
  if (event.status === 'failure') return 'failed';
  if (event.status === 'skipped') return 'skipped';
  return /^(delete|stageddelete|disable)$/i.test(event.action) ? 'skipped' : 'there';
}

/** What the log's own codes mean and what mends them (learn.microsoft.com/entra/identity/app-provisioning). */
export function provisioningFix(code: string): string {
  return FIXES[code] ?? 'Look at the provisioning log of the application in the Microsoft Entra admin center';
}

const FIXES: Partial<Record<string, string>> = {
  DuplicateTargetEntries: 'Two accounts match: mend the data, or the attribute that is matched by',
  NotEffectivelyEntitled: 'The account is blocked in Entra: unblock it, or leave it out',
};
