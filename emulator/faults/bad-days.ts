import type { Tenant } from '../model';
import type { SignInState } from '../sign-in/sign-in-state';
import { FaultRule } from './fault-rule';
import type { Faults } from './faults';
import { giveBack } from './losses';
import type { Loss } from './losses';

/** A bad day somebody can ask for without knowing a rule. */
export type BadDay = {
  id: string;
  title: string;
  /** What it does. */
  says: string;
  /** What to look for in the portal. */
  look: string;
  /** It is over by itself, or cannot be taken back: said where it is offered. */
  note?: string;
  rules: readonly unknown[];
  begin?: (parts: BadDayParts) => void;
  end?: (parts: BadDayParts) => void;
};

type BadDayParts = { tenant: Tenant; signIn: SignInState };

const ASKS = 'assignmentRequests$';

export const BAD_DAYS: readonly BadDay[] = [
  {
    id: 'slowed-down', title: 'Microsoft slows us down', says: 'After four changes a second Microsoft answers “too many requests”, and says how long to wait.',
    look: 'A run keeps going at the pace it is given, and its forecast grows.',
    rules: [{ kind: 'throttle', method: 'WRITES', perSecond: 4, burst: 8 }],
  },
  {
    id: 'slow', title: 'Every answer takes its time', says: 'Answers come after about a second, some after several.', look: 'Pages show where they wait, and nothing is asked for twice.',
    rules: [{ kind: 'delay', delayMs: { medianMs: 900, sigma: 0.6, mostMs: 8000 } }],
  },
  {
    id: 'stumbles', title: 'Microsoft stumbles', says: 'One call in eight is answered “temporarily unavailable” or not in time, and nothing is done.', look: 'Reads are repeated; a run sends again what was not done.',
    rules: [{ status: 503, probability: 0.07, retryAfter: 1 }, { status: 504, probability: 0.06 }],
  },
  {
    id: 'lost', title: 'Answers get lost', says: 'One change in five is done, but its answer never arrives.', look: 'Nobody gets anything twice: the portal looks before it sends again.',
    rules: [{ kind: 'reset-after', method: 'WRITES', probability: 0.2 }, { kind: 'reset-after', path: '\\$batch', probability: 0.2 }],
  },
  {
    id: 'hang', title: 'Deliveries hang', says: 'Two deliveries in five stay on their way for good, and do not tell whom they are for.', look: 'The run says who waits, and for how long, and the gate stays closed.',
    rules: [{ kind: 'delivery', outcome: 'hang', probability: 0.4 }],
  },
  {
    id: 'fail', title: 'Deliveries fail', says: 'One delivery in five fails, and one in five gives only half of the package.', look: 'Failures stand together by cause, with what to do about them.',
    rules: [{ kind: 'delivery', outcome: 'fail', probability: 0.2 }, { kind: 'delivery', outcome: 'partial', probability: 0.25 }],
  },
  {
    id: 'leaves', title: 'A person leaves in mid-run', says: 'Whoever the third request from now is for is deleted from the directory as it arrives.', look: 'The others go on; that one person is named, with the reason.',
    note: 'It happens once; once everything is fine again, they are restored.', rules: [{ kind: 'happens', what: 'user-deleted', whom: 'target', path: ASKS, method: 'POST', nth: 3 }],
  },
  {
    id: 'role', title: 'Your admin role runs out', says: 'With the third change from now the Entra role of whoever makes it ends, while they stay signed in.', look: 'The run stops and waits for somebody with the role; nothing is lost.',
    note: 'Once everything is fine again, the role is back.', rules: [{ kind: 'happens', what: 'role-ended', whom: 'caller', method: 'WRITES', nth: 3 }],
  },
  {
    id: 'signed-out', title: 'You are signed out', says: 'With the third change from now the sessions of whoever makes it are revoked.', look: 'The portal asks to sign in again, and goes on where it was.',
    note: 'It happens once. Signing in again is what mends it; once everything is fine again, whoever has not done so is signed in as before.', rules: [{ kind: 'happens', what: 'sessions-revoked', whom: 'caller', method: 'WRITES', nth: 3 }],
  },
  {
    id: 'old', title: 'The directory shows old data', says: 'For five minutes everything that is read is as it is now, whatever changes meanwhile.', look: 'What was just made is “not yet visible” rather than made twice.',
    note: 'It is over after five minutes.', rules: [{ kind: 'stale', forMs: 300_000 }],
  },
  {
    id: 'vanishes', title: 'A resource disappears', says: 'With the next request for a package, the group, application or site it gives first is deleted by somebody else.', look: 'Deliveries fail with a cause, and verification says what is missing.',
    note: 'It happens once; once everything is fine again, it is back with whoever was in it or held it.', rules: [{ kind: 'happens', what: 'resource-deleted', whom: 'resource', path: ASKS, method: 'POST' }],
  },
  {
    id: 'licence', title: 'The licence has lapsed', says: 'Entitlement management refuses everything for want of a licence.', look: 'The portal says so, and does not take it for a missing right or an empty list.',
    rules: [],
    begin: ({ tenant }) => void (tenant.settings.licences = 'none'),
    end: ({ tenant }) => void (tenant.settings.licences = 'Governance'),
  },
  {
    id: 'policy-stays', title: 'An assignment keeps its policy', says: 'Microsoft refuses to change the policy of an assignment somebody has; dates and answers it still changes.',
    look: 'A handover stops after the first person, and offers to move the others by bridge.',
    rules: [],
    begin: ({ tenant }) => void (tenant.settings.policyChange = 'refused'),
    end: ({ tenant }) => void (tenant.settings.policyChange = 'inPlace'),
  },
  {
    id: 'clock', title: 'Microsoft’s clock is off', says: 'Every moment Microsoft writes lies ten minutes back.', look: 'Times in the portal stay sensible, and nothing waits for a moment that has passed.',
    rules: [{ kind: 'clock-skew', skewMs: -600_000 }],
  },
];

export type BadDays = ReturnType<typeof createBadDays>;

/** Which bad days are on. `losses` is what they, or rules like theirs, took away and nobody has given back yet. */
export function createBadDays(parts: BadDayParts & { faults: Faults; losses: Loss[] }) {
  const { tenant, signIn, losses } = parts;
  const ruleIds = new Map<string, number[]>();

  /** A day whose rules have all run out is over. */
  function isOn({ id, rules }: BadDay): boolean {
    const made = ruleIds.get(id);
    if (!made || rules.length === 0) return made !== undefined;
    const alive = new Set(parts.faults.list().map((rule) => rule.id));
    return made.some((rule) => alive.has(rule));
  }

  function stop(day: BadDay): void {
    if (ruleIds.has(day.id)) day.end?.(parts);
    ruleIds.get(day.id)?.forEach((rule) => parts.faults.remove(rule));
    ruleIds.delete(day.id);
  }

  return {
    list: () => BAD_DAYS.map((day) => ({ ...day, on: isOn(day) })),
    /** Whether something a bad day did is still so. */
    leftOver: () => losses.length > 0 || tenant.settings.licences === 'none' || tenant.settings.policyChange !== 'inPlace',
    /** Begins the bad day of that id, or ends it; nothing for an id that is none. */
    set(id: string, on: boolean): void {
      const day = BAD_DAYS.find((candidate) => candidate.id === id);
      if (!day || isOn(day) === on) return;
      stop(day);
      if (!on) return;
      ruleIds.set(id, day.rules.map((rule) => parts.faults.add(FaultRule.parse(rule))));
      day.begin?.(parts);
    },
    /** Everything is fine again, whoever made it otherwise; what was lost last comes back first. */
    allFine(): void {
      BAD_DAYS.forEach(stop);
      parts.faults.clear();
      if (tenant.settings.licences === 'none') tenant.settings.licences = 'Governance';
      tenant.settings.policyChange = 'inPlace';
      losses.splice(0).reverse().forEach((loss) => giveBack(loss, tenant, signIn.revokedAt));
    },
  };
}
