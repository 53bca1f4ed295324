/** The words that remind somebody of a sign-off, for a mail or chat of one's own. Pure: read in the browser too. */
import { peopleWords } from './count-words';

export type Reminder = {
  to: string;
  resourceName: string;
  people: number;
  /** Rollout and phase. */
  where: string;
  /** The day an answer is due, in words. */
  due: string;
  /** The day has passed. */
  late: boolean;
  link: string;
};

export function reminderText({ to, resourceName, people, where, due, late, link }: Reminder): string {
  const hello = to ? `Hello ${to},` : 'Hello,';
  const asked = `A phase would bring “${resourceName}” to ${peopleWords(people)} (${where}), and your answer is waited for.`;
  const when = late ? `An answer was due ${due}; nothing happens before there is one, and no answer is not taken for a yes.` : `Please answer by ${due}.`;
  return `${hello}\n\n${asked} ${when}\n\nWhat would happen, for whom and for how long, and your answer:\n${link}\n\nYou sign in with your own account; the link itself opens nothing to anybody else.`;
}
