import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { AgeText } from '@/components/age-text';
import { FactList } from '@/components/fact-list';
import type { Fact } from '@/components/fact-list';
import { Leavers } from '@/components/leavers';
import { PageHead } from '@/components/page-head';
import { PersonCell } from '@/components/person-cell';
import { Section } from '@/components/section';
import { TextLink } from '@/components/text-link';
import { requireSession } from '@/lib/auth/guard';
import { hasRole, mayChange } from '@/lib/auth/role';
import { nearDayWords, dayWords, peopleWords } from '@/lib/rollout/count-words';
import { loadRefusalWays } from '@/lib/rollout/refusal-ways';
import { conditionWords, currentWords, mostAgreed } from '@/lib/rollout/sign-off-condition';
import { CHOICE_WORDS } from '@/lib/rollout/reversal';
import type { ReversalChoice } from '@/lib/rollout/reversal';
import { letterTitle, whoWords } from '@/lib/rollout/sign-off-letter';
import type { LetterPart } from '@/lib/rollout/sign-off-letter';
import { isRefusal, PART_WORD } from '@/lib/rollout/sign-off';
import { loadLetter } from '@/lib/rollout/sign-off-view';
import type { LetterView } from '@/lib/rollout/sign-off-view';
import { nextDay } from '@/lib/rollout/working-days';
import type { SearchParams } from '../../catalogs/search-params';
import { pageNumber, pagesOf } from '../../pages-of';
import { addressWith, param } from '../../catalogs/search-params';
import { letterState, ownGainWords } from '../sign-off-words';
import { AfterAnswer } from './take-back';
import { AfterRefusal } from './after-refusal';
import { AnswerBar } from './answer-bar';
import { AskedReversal } from './asked-reversal';
import { ConfirmCondition } from './confirm-condition';
import { Letter } from './letter';
import { LetterLayout } from './letter-layout';
import { OwnGain } from './own-gain';
import { PeopleList } from './people-list';
import { ReminderCopy } from '../reminder-copy';
import { shown } from '../../shown';

export const metadata: Metadata = { title: 'Sign-off' };

const PAGE = 8;

/** One question to whoever answers for a resource, as a letter: what changed, one sentence, the facts, the people, the answers. */
async function SignOffPage({ params, searchParams }: { params: Promise<{ signOffId: string }>; searchParams: SearchParams }) {
  const session = await requireSession();
  const [{ signOffId }, text, pageText] = await Promise.all([params, param(searchParams, 'q'), param(searchParams, 'page')]);
  const page = pageNumber(pageText);
  const readsAll = hasRole(session, 'Rollout.Admin', 'Rollout.Auditor', 'Rollout.Helpdesk');
  const isAdmin = mayChange(session);
  const view = await loadLetter({ personId: session.personId, readsAll, isAdmin }, signOffId, { text, skip: (page - 1) * PAGE, take: PAGE });
  if (!view) notFound();
  const { signOff, parts, phase, people, standing } = view;
  const planned = phase.plannedFor ? nearDayWords(phase.plannedFor.toISOString().slice(0, 10)) : null;
  const most = mostAgreed(signOff);
  const ways = signOff.state === 'refused' && standing.may === 'ask' ? await loadRefusalWays(signOff) : null;

  const pager = pagesOf({ number: page, take: PAGE }, people.matching, (to) => addressWith(`/sign-offs/${signOffId}`, { q: text, page: String(to) }));
  return (
    <>
      <PageHead
        crumbs={[{ label: 'Sign-offs', href: '/sign-offs' }, ...(readsAll ? [{ label: phase.rolloutName, href: `/rollouts/${phase.rolloutId}?phase=${phase.id}` }] : [])]}
        title={letterTitle(parts.map(({ part }) => part), people.total, most.atMost ? most.people : null)}
        state={[...letterState(view, session.personId), ...(readsAll ? [{ text: `${phase.rolloutName}, ${phase.name}` }] : [])]}
        actions={readsAll && standing.may !== 'answer' && signOff.state === 'open' && <ReminderCopy id={signOff.id} to={view.signers.filter((each) => each.asked).at(-1)?.name ?? ''} resourceName={signOff.resource.name} people={signOff.peopleCount} where={`${phase.rolloutName}, ${phase.name}`} due={nearDayWords(view.dueDay)} late={view.today > view.dueDay} />}
      />
      <LetterLayout
        letter={
          <>
            {view.reversal && <AskedReversal signOffId={signOff.id} hash={view.reversal.hash} resourceName={signOff.resource.name} people={view.reversal.needed.people} signed={view.reversal.needed.signed} choice={view.reversal.choice} agreedBy={view.reversal.needed.agreed?.agreedByName ?? null} refused={refusedOf(view.reversal.needed)} mayAnswer={view.isAsked && view.reversal.open} />}
            {ways && <AfterRefusal signOffId={signOff.id} resourceName={signOff.resource.name} ways={ways} />}
            {view.ownGain.length > 0 && <OwnGain lines={view.ownGain.map(ownGainWords)} />}
            {parts.map(({ signOff: each, part }) => <Letter key={each.id} part={part} planned={planned} titled={parts.length > 1} />)}
            <Answered view={view} />
          </>
        }
        people={
          <>
            {view.leavers.length > 0 && <Leavers leavers={view.leavers} />}
            {(people.total > 0 || view.leavers.length === 0) && <PeopleList {...people} title={whoWords(view.parts.map(({ part }) => part))} pager={pager} />}
            <Questions view={view} readsAll={readsAll} />
          </>
        }
        answer={answerOf(view)}
      />
    </>
  );
}

export default shown(SignOffPage);

function refusedOf({ refused }: NonNullable<LetterView['reversal']>['needed']): { byName: string; reason: string } | null {
  return refused && { byName: refused.agreedByName, reason: refused.reason ?? '' };
}

function answerOf(view: LetterView): React.ReactNode {
  const { signOff, parts, people, standing, hasLater, today } = view;
  if (standing.may === 'answer') {
    return (
      <AnswerBar
        asked={parts.map(({ signOff: each, part }) => ({ seen: `${each.id}:${each.contentHash}`, resourceName: part.resource.name }))}
        people={people.total}
        leaving={Math.max(0, ...parts.map(({ part }) => part.leaving ?? 0))}
        fingerprint={`${signOff.rehearsalHash.slice(0, 4)} ${signOff.rehearsalHash.slice(4, 8)} … ${signOff.rehearsalHash.slice(-4)}`}
        hasLater={hasLater && signOff.kind === 'owner'}
        departments={view.departments.map((name) => ({ name, here: parts.some(({ part }) => part.departments.some((each) => each.name === name)) }))}
        takenBack={takenBackOf(parts.map(({ part }) => part))}
        tomorrow={nextDay(today)}
        onlyRefuse={signOff.state === 'notice'}
      />
    );
  }
  const after = afterAnswer(view);
  if (!view.mayTakeBack && !view.started) return after;
  const given = signOff.state === 'refused' ? 'refusal' : signOff.answeredAs === 'secondAdmin' ? 'instead' : 'signature';
  const later = view.envelope?.signOffId === signOff.id && view.envelope.endedAt === null;
  return <AfterAnswer own={view.mayTakeBack ? { signOffId: signOff.id, phaseName: view.phase.name, resourceName: signOff.resource.name, given, later } : null} started={view.started}>{after}</AfterAnswer>;
}

/** What an admin can do about an answer. */
function afterAnswer({ signOff, standing }: LetterView): React.ReactNode {
  if (standing.may === 'confirm') return <ConfirmCondition signOffId={signOff.id} condition={signOff.condition?.other ?? ''} signer={signOff.answeredByName ?? ''} />;
  return standing.why ? <p>{standing.why}</p> : null;
}

/** Of owners alone: security signs for what a resource guards. */
function takenBackOf(parts: LetterPart[]): { had: number; proposed: ReversalChoice } | null {
  const had = Math.max(0, ...parts.map(({ kind, takenBack }) => (kind === 'owner' ? takenBack?.had ?? 0 : 0)));
  return had > 0 ? { had, proposed: parts[0]?.takenBack?.proposed ?? 'leave' } : null;
}

/** The answer as it was given, and what became of it. */
function Answered({ view: { signOff, parts, envelope, askedInstead } }: { view: LetterView }) {
  const facts: Fact[] = [
    ...(signOff.takenBackBecause ? [{ label: 'It was', value: <>{isRefusal(signOff) ? `Refused: “${signOff.reason ?? ''}”` : 'Signed'}, <AgeText at={(signOff.answeredAt ?? signOff.askedAt).toISOString()} /></> }] : []),
    ...(askedInstead ? [{ label: 'Instead', value: <TextLink href={`/sign-offs/${askedInstead}`}>See what is asked now</TextLink> }] : []),
    ...(signOff.answeredAs === 'secondAdmin' ? [{ label: 'Instead', value: `of the owner, because: ${signOff.reason ?? ''}` }] : []),
    ...(signOff.condition ? [{ label: 'Condition', value: conditionWords(signOff.condition).join(' ') }] : []),
    ...(signOff.reversalChoice && takenBackOf(parts.map(({ part }) => part)) ? [{ label: 'If taken back', value: `Who had it before: ${CHOICE_WORDS[signOff.reversalChoice].name.toLowerCase()}` }] : []),
    ...(currentWords(signOff) ? [{ label: 'Now', value: `R${currentWords(signOff)?.slice(1)}. The letter stands as it was answered, for ${peopleWords(signOff.peopleCount)}.`, strong: true }] : []),
    ...(signOff.confirmedByName ? [{ label: 'Confirmed', value: `by ${signOff.confirmedByName}` }] : []),
    ...(signOff.unmet.length > 0 ? [{ label: 'Not kept', value: signOff.unmet.join(' '), strong: true }] : []),
    ...(signOff.voidBecause.length > 0 && !signOff.takenBackBecause ? [{ label: 'Void because', value: signOff.voidBecause.join(' '), strong: true }] : []),
    ...(envelope ? [{ label: 'Later phases', value: `${peopleWords(envelope.mostPeople)} in all, ${envelope.departments.length > 0 ? `of ${envelope.departments.join(', ')}` : 'of any department'}, nobody external, until ${dayWords(envelope.until)}${envelope.endedAt ? '; taken back since' : ''}` }] : []),
  ];
  if (facts.length === 0) return null;
  return <Section title={signOff.answeredAs === null ? 'Signed before' : 'The answer'} flush><FactList lined facts={facts} /></Section>;
}

function Questions({ view, readsAll }: { view: LetterView; readsAll: boolean }) {
  return (
    <>
      <Section title="Questions" flush={!readsAll || view.signers.length === 0}>
        <PersonCell name={view.asker.name} detail="Rollout team; knows what it is for" size="medium" />
        {view.asker.address && <p><TextLink href={`mailto:${view.asker.address}`} external>{`Write to ${view.asker.name}`}</TextLink></p>}
      </Section>
      {readsAll && view.signers.length > 0 && (
        <Section title="Asked" flush>
          <FactList facts={view.signers.map((signer) => ({ label: PART_WORD[signer.part], value: `${signer.name}${signer.asked ? '' : ', not yet'}` }))} />
        </Section>
      )}
    </>
  );
}
