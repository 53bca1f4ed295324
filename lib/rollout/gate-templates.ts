/** Gates ready to use, each wider ring asking for more before the next begins. Pure: read in the browser too. */
import { DEFAULT_GATE } from './gate';
import type { ExitCriteria, GateSettings } from './gate';

export const GATE_TEMPLATES = ['test', 'pilot', 'early', 'broad', 'last'] as const;

export type GateTemplate = (typeof GATE_TEMPLATES)[number];

export const TEMPLATE_WORDS: Record<GateTemplate, { name: string; says: string }> = {
  test: { name: 'Test', says: 'A handful of people of the project: nothing may fail, and everything is read back.' },
  pilot: { name: 'Pilot', says: 'Two working days of soak, no blocking note, the reversal rehearsed before it begins.' },
  early: { name: 'Early', says: 'Five working days of soak and few notes, announced beforehand, passed by a second person.' },
  broad: { name: 'Broad', says: 'Five working days of soak under an approved change ticket; nobody goes past a criterion.' },
  last: { name: 'Last', says: 'Those who could least do without access: ten working days of soak, nobody left on a pilot’s policy, and nobody goes past a criterion.' },
};

const NOBODY = { people: 0, percent: 0 };
const exit = (asks: Partial<ExitCriteria>): ExitCriteria => ({ ...DEFAULT_GATE.exit, blockingNotes: true, ...asks });

const SETTINGS: Record<GateTemplate, GateSettings> = {
  test: { entry: { items: [], lintErrors: 0 }, exit: exit({ failures: NOBODY, missing: NOBODY, differences: NOBODY, verified: true }), advance: 'byHand', mayOverride: true },
  pilot: { entry: { items: ['helpdesk', 'reversal'], lintErrors: 0 }, exit: exit({ failures: { people: 2, percent: 1 }, differences: { people: 1, percent: 1 }, verified: true, notes: { people: 3, percent: 10 }, lateApprovals: { people: 1, percent: 10 }, soakDays: 2 }), advance: 'byHand', mayOverride: true },
  early: { entry: { items: ['helpdesk', 'announcement', 'reversal'], lintErrors: 0 }, exit: exit({ missing: { people: 2, percent: 2 }, failures: { people: 2, percent: 1 }, differences: { people: 2, percent: 1 }, verified: true, notes: { people: 3, percent: 5 }, lateApprovals: { people: 2, percent: 5 }, used: 50, soakDays: 5 }), advance: 'secondPerson', mayOverride: true },
  broad: { entry: { items: ['helpdesk', 'announcement', 'reversal', 'ticket'], lintErrors: 0 }, exit: exit({ missing: { people: 2, percent: 1 }, failures: { people: 2, percent: 0.5 }, differences: { people: 2, percent: 0.5 }, verified: true, notes: { people: 3, percent: 3 }, lateApprovals: { people: 2, percent: 3 }, used: 50, soakDays: 5 }), advance: 'secondPerson', mayOverride: false },
  last: { entry: { items: ['helpdesk', 'announcement', 'reversal', 'ticket'], lintErrors: 0 }, exit: exit({ missing: { people: 1, percent: 0.5 }, failures: { people: 1, percent: 0.5 }, differences: { people: 1, percent: 0.5 }, verified: true, notes: { people: 2, percent: 2 }, lateApprovals: { people: 1, percent: 2 }, used: 60, soakDays: 10, handedOver: true }), advance: 'secondPerson', mayOverride: false },
};

/** What a phase of that kind asks. */
export function gateOfTemplate(template: GateTemplate): GateSettings {
  return SETTINGS[template];
}
