'use client';

import { CopyButton } from '@/components/copy-button';
import { reminderText } from '@/lib/rollout/reminder';
import type { Reminder } from '@/lib/rollout/reminder';

/** The words that ask whoever is waited for to look, with the link, for a mail or chat. */
export function ReminderCopy({ id, iconOnly, ...reminder }: Omit<Reminder, 'link'> & { id: string; iconOnly?: boolean }) {
  return <CopyButton text={() => reminderText({ ...reminder, link: `${location.origin}/sign-offs/${id}` })} size="small" iconOnly={iconOnly}>{`Copy the reminder for ${reminder.to}`}</CopyButton>;
}
