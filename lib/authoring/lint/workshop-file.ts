/**
 * The import file of the Zero Trust workshop, as its own converter writes it
 * (github.com/microsoft/zerotrustassessment, Convert-ZtAssessmentToWorkshop). Pure.
 */

/** One line of a note, and the title that is said in its place where it is too long. */
export type WorkshopLine = { text: string; title: string };

/** A box of the workshop's identity pillar, `RMI_111`, and what is to be noted there. */
export type WorkshopTask = { task: string; lines: WorkshopLine[] };

export type WorkshopFile = {
  metadata: { version: string; formatVersion: string; exportedAt: string; applicationVersion: string; exportType: 'full-configuration'; scope: string; description: string };
  configuration: {
    applicationState: { currentPillar: string; lastModified: string };
    pillars: { identity: { taskOverrides: Record<string, { status: 'not-reviewed'; notes: string }> } };
    globalSettings: { preferences: { autoSave: boolean; confirmationDialogs: boolean } };
  };
  statistics: { totalTasks: number; modifiedTasks: number; completedTasks: number; inProgressTasks: number; plannedTasks: number; pillarsWithChanges: string[] };
};

/** Longest finding, and longest note, that the workshop takes. */
const MOST_OF_LINE = 200;
const MOST_OF_NOTE = 1000;

const BEGINS = 'ZT Assessment result:';

/** A note of at most 1,000 characters: one line a finding, each once, and how many found no room. */
export function workshopNote(lines: readonly WorkshopLine[]): string {
  const unique = [...new Set(lines.map(({ text, title }) => (text.length > MOST_OF_LINE ? title.slice(0, MOST_OF_LINE) : text)))];
  for (let kept = unique.length; kept >= 0; kept -= 1) {
    const left = unique.length - kept;
    const note = [BEGINS, ...unique.slice(0, kept), ...(left > 0 ? [`and ${left} more`] : [])].join('\n');
    if (note.length <= MOST_OF_NOTE) return note;
  }
  return BEGINS;
}

/** The file; a box with nothing to note is left out, and no status is decided here: that is for whoever reviews. */
export function workshopFile(tasks: readonly WorkshopTask[], at: Date): WorkshopFile {
  const noted = tasks.filter(({ lines }) => lines.length > 0);
  return {
    metadata: { version: '1.0.0', formatVersion: '1.0', exportedAt: at.toISOString(), applicationVersion: '1.0.0', exportType: 'full-configuration', scope: 'identity', description: 'Access Rollout: rollout of access packages and their checks' },
    configuration: {
      applicationState: { currentPillar: 'identity', lastModified: at.toISOString() },
      pillars: { identity: { taskOverrides: Object.fromEntries(noted.map(({ task, lines }) => [task, { status: 'not-reviewed' as const, notes: workshopNote(lines) }])) } },
      globalSettings: { preferences: { autoSave: true, confirmationDialogs: true } },
    },
    statistics: { totalTasks: noted.length, modifiedTasks: noted.length, completedTasks: 0, inProgressTasks: 0, plannedTasks: 0, pillarsWithChanges: noted.length > 0 ? ['identity'] : [] },
  };
}
