import { isObjectId } from '@/lib/directory/object-id';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { currentSession, requireRole } from '@/lib/auth/guard';
import type { Session } from '@/lib/auth/guard';
import { loadPersonCard } from '@/lib/support/load-person-card';
import { readPage } from '../../read-page';
import { PersonScreen } from './person';
import { shown } from '../../shown';


const card = cache(async (session: Session, personId: string) => (isObjectId(personId) ? loadPersonCard(session, personId) : null));

type Props = { params: Promise<{ personId: string }> };

/** The name only for whoever may open the page: titles are asked for on their own. */
export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const session = await currentSession();
  if (!session || session.roles.length === 0) return { title: 'Person' };
  const found = await card(session, (await params).personId);
  return { title: found?.person.name ?? 'Person' };
}

/** One person: what they should have, what they have, why not; the timeline; notes beside it. */
async function PersonPage({ params }: Props) {
  const session = await requireRole('Rollout.Admin', 'Rollout.Helpdesk', 'Rollout.Auditor');
  const found = await readPage(card(session, (await params).personId));
  if (!found) notFound();
  const mayWrite = !session.readOnly && (session.roles.includes('Rollout.Helpdesk') || session.roles.includes('Rollout.Admin'));
  return <PersonScreen card={found} mayWrite={mayWrite} />;
}

export default shown(PersonPage);
