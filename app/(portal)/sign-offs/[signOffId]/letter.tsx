'use client';

import { MessageBar, MessageBarBody, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { FactList } from '@/components/fact-list';
import type { Fact } from '@/components/fact-list';
import { ChangedSince, LetterAbout, LetterSentence } from '@/components/letter-parts';
import { Section } from '@/components/section';
import { peopleWords } from '@/lib/rollout/count-words';
import { QUESTIONS_OF_GROUPS } from '@/lib/rollout/effect-words';
import { alreadyWords, undoneFacts } from '@/lib/rollout/sign-off-letter';
import type { LetterPart, Phrase } from '@/lib/rollout/sign-off-letter';
import { baselineFacts } from './baseline-facts';

const useStyles = makeStyles({
  strong: { fontWeight: tokens.fontWeightSemibold },
  name: { fontWeight: tokens.fontWeightSemibold, overflowWrap: 'anywhere' },
  bar: { marginBottom: tokens.spacingVerticalL },
  lines: { display: 'flex', flexDirection: 'column' },
  facts: { marginBottom: tokens.spacingVerticalXL },
});

export type LetterProps = {
  part: LetterPart;
  /** The day the phase is planned for, in words, or null. */
  planned: string | null;
  /** One of several resources: under a heading of its own. */
  titled: boolean;
};

const ABOUT: Record<string, string> = {
  group: 'As members they can do whatever members of the group can: read and post where the group gives access.',
  application: 'They can sign in to the application with this role.',
  site: 'They can open the site with this role.',
  resource: 'They get what the role gives.',
};

/** What would happen to one resource: what changed first, then one sentence, then the facts. */
export function Letter({ part, planned, titled }: LetterProps) {
  const styles = useStyles();
  const body = (
    <>
      {part.because && <MessageBar intent="warning" layout="multiline" className={styles.bar}><MessageBarBody>{`You sign for security. ${part.because}`}</MessageBarBody></MessageBar>}
      {part.changed && <Changed changed={part.changed} />}
      <LetterSentence><Sentence part={part} /></LetterSentence>
      <LetterAbout>
        {ABOUT[part.resource.noun]}
        {part.packages.some((each) => each.roles.includes('Owner')) ? ' As owners they can also add and remove people.' : null}
      </LetterAbout>
      <div className={styles.facts}><FactList lined facts={factsOf(part, planned)} /></div>
    </>
  );
  return titled ? <Section title={part.resource.name} caption={peopleWords(part.people)}>{body}</Section> : body;
}

function Changed({ changed }: { changed: NonNullable<LetterPart['changed']> }) {
  return (
    <ChangedSince title="Changed since you last signed" since={changed.since} where={changed.samePhase ? null : changed.phaseName}>
      {changed.lines.map((line) => <li key={line.map(({ text }) => text).join('')}><Words line={line} /></li>)}
    </ChangedSince>
  );
}

function Words({ line }: { line: Phrase }) {
  const styles = useStyles();
  return line.map(({ text, strong }) => <span key={text} className={mergeClasses(strong && styles.strong)}>{text}</span>);
}

function Sentence({ part }: { part: LetterPart }) {
  const styles = useStyles();
  const ends = [...new Set(part.packages.map((each) => each.ends))];
  const duration = ends.map((end) => (/^\d/.test(end) ? `for ${end}` : end)).join(' or ');
  const through = part.packages.map((each) => `“${each.name}”`).join(' and ');
  return (
    <>
      Your {part.resource.noun} <span className={styles.name}>“{part.resource.name}”</span>{' '}
      {part.people > 0 ? <><Reach part={part} /> <span className={styles.strong}>{duration}</span> through {through}.{' '}</> : part.leaving ? <>is taken from <span className={styles.strong}>{peopleWords(part.leaving)}</span>, who have it through {through}, and nobody is new to it.{' '}</> : <>comes through {through} by another rule, and nobody is new to it.{' '}</>}
      {alreadyWords(part)}{part.people > 0 ? ` ${part.external.toLocaleString('en-GB')} ${part.external === 1 ? 'is' : 'are'} external.` : ''}
      {part.leaving && part.people > 0 ? <>{' '}<span className={styles.strong}>{peopleWords(part.leaving)}</span> {part.leaving === 1 ? 'loses' : 'lose'} it.</> : null}
    </>
  );
}

/** Whom it is given to, and who may only ask. Letters of before say it of their packages alone. */
function Reach({ part: { people, mayAsk, packages } }: { part: LetterPart }) {
  const styles = useStyles();
  const asking = packages.every((each) => each.mayAsk) ? people : (mayAsk ?? 0);
  return (
    <>
      {asking < people && <>is given to <span className={styles.strong}>{peopleWords(people - asking)}</span></>}
      {asking > 0 && <>{asking < people ? ' and ' : null}may be asked for by <span className={styles.strong}>{peopleWords(asking)}</span></>}
    </>
  );
}

function factsOf(part: LetterPart, planned: string | null): Fact[] {
  const roles = [...new Set(part.packages.flatMap((each) => each.roles))];
  // Of several roles the same people may hold more than one.
  const [only, ...more] = part.members;
  const how = part.packages.flatMap((each) => each.delivery ?? []);
  const reported = part.baseline?.some((line) => line.asReported);
  const stay = reported ? ' Who had it before only Entra’s own report tells.' : only && more.length === 0 ? ` The ${only.before.toLocaleString('en-GB')} of today stay.` : ' Who holds it today keeps it.';
  return [
    { label: roles.length === 1 ? 'Role' : 'Roles', value: roles.join(', ') },
    ...(how.length > 0 ? [{ label: 'How', value: <Lines lines={how} /> }] : []),
    ...part.members.map(({ role, before, after, atMost }) => ({ label: `${role}s`, value: <span>{`${before.toLocaleString('en-GB')} now, `}<b>{atMost ? `${atMost.toLocaleString('en-GB')} at most, once everybody asked who may` : `${after.toLocaleString('en-GB')} afterwards`}</b></span> })),
    ...baselineFacts(part.baseline ?? []),
    ...(part.departments.length > 0 ? [{ label: 'Departments', value: part.departments.map(({ name, people }) => `${name} ${people.toLocaleString('en-GB')}`).join(', ') }] : []),
    { label: 'Starts', value: planned ? `${planned}, not before you agree` : 'When an admin starts it, not before you agree' },
    ...(part.begins ? [{ label: 'Begins', value: part.begins }] : []),
    { label: 'Ends', value: <Lines lines={[...part.packages.map((each) => (/^\d/.test(each.ends) ? `${each.ends} after it ${part.begins ? 'began' : 'was given'}` : each.ends.replace(/^./, (letter) => letter.toUpperCase()))), ...(part.mornings ? ['At the latest: on the working morning before.'] : [])]} /> },
    { label: 'Later', value: <Lines lines={laterOf(part)} /> },
    { label: 'Undone', value: <Lines lines={undoneFacts(part, stay)} /> },
    ...(part.takenBack && part.takenBack.losses.length > 0 ? [{ label: 'Not undone', value: <Lines lines={part.takenBack.losses} /> }] : []),
    ...(part.also ? [{ label: 'Also', value: <Lines lines={[...(part.also.lines.length > 0 ? part.also.lines : ['Membership does nothing else that Entra tells.']), ...(part.also.unread ? [part.also.unread] : [])]} /> }] : []),
    ...(part.resource.noun === 'group' ? [{ label: 'Not shown', value: <Lines lines={['Entra does not tell the rest. If you know of something, say so when you answer:', ...QUESTIONS_OF_GROUPS]} /> }] : []),
  ];
}

/** Who may come to it after the phase, and who decides that. */
function laterOf(part: LetterPart): string[] {
  const lines = part.packages.flatMap((each) => each.later.map(({ to, decidedBy }) => (/without asking$/.test(to) ? `${to.replace(/, without asking$/, '')} ${/^Everyone/.test(to) ? 'gets' : 'get'} it without asking` : `${to} may ask for it; decided by: ${decidedBy}`)));
  return lines.length > 0 ? [...new Set(lines)] : ['Nobody can ask for it; only an administrator gives it'];
}

function Lines({ lines }: { lines: string[] }) {
  const styles = useStyles();
  return <span className={styles.lines}>{[...new Set(lines)].map((line) => <span key={line}>{line}</span>)}</span>;
}
