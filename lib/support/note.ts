/** A support note, as everybody outside lib/db knows it. */
export type SupportNote = {
  id: string;
  personId: string;
  personName: string;
  phaseId: string | null;
  phaseName: string | null;
  packageId: string | null;
  packageName: string | null;
  cause: NoteCause;
  severity: NoteSeverity;
  blocking: boolean;
  text: string;
  writtenByName: string;
  writtenAt: string;
  resolvedAt: string | null;
  resolvedByName: string | null;
  resolution: string | null;
};

/** What somebody writes of a person. */
export type NoteContent = Pick<SupportNote, 'phaseId' | 'packageId' | 'packageName' | 'cause' | 'severity' | 'blocking' | 'text'>;

/** What helpdesk sees most, after domain knowledge of delivery faults; the words stand on the screen. */
export const NOTE_CAUSES = {
  question: 'Question',
  notDelivered: 'Access has not arrived',
  cannotOpen: 'Has it, cannot open it',
  notVisible: 'Cannot see the package',
  approvalWaiting: 'Waits for an approval',
  wrongAccess: 'Has too much or the wrong access',
  lostAccess: 'Lost access they need',
  signIn: 'Cannot sign in',
  other: 'Something else',
} as const;

export type NoteCause = keyof typeof NOTE_CAUSES;

/** How much it costs the person; whether they can work at all is said apart, since only that holds up a phase. */
export const NOTE_SEVERITIES = { low: 'Small', normal: 'Normal', high: 'Urgent' } as const;

export type NoteSeverity = keyof typeof NOTE_SEVERITIES;

/** The word of a cause; a cause from a newer version is shown as it is. */
export function causeWord(cause: string): string {
  return (NOTE_CAUSES as Record<string, string>)[cause] ?? cause;
}

/** Longest text of a note, in characters. A note is for facts of a call, not for logs or screenshots. */
export const LONGEST_NOTE = 4000;
