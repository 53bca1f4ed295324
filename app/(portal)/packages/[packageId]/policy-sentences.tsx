'use client';

import { Button, Caption1, makeStyles, MessageBar, MessageBarActions, MessageBarBody, mergeClasses, tokens } from '@fluentui/react-components';
import { phone } from '@/components/breakpoint';
import { LinkButton } from '@/components/link-button';
import { Section } from '@/components/section';
import { useRead } from '@/components/use-read';
import type { Read } from '@/components/use-read';
import type { PolicyReadWhole } from '@/lib/authoring/package-view';
import type { PolicySentence } from '@/lib/authoring/policy-words';

const line = `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`;

const useStyles = makeStyles({
  rows: { margin: 0, borderTop: line },
  row: { display: 'grid', gridTemplateColumns: '88px minmax(0, 1fr)', columnGap: tokens.spacingHorizontalS, paddingBlock: tokens.spacingVerticalM, borderBottom: line, [phone]: { gridTemplateColumns: 'minmax(0, 1fr)' } },
  label: { color: tokens.colorNeutralForeground3, paddingTop: '4px' },
  words: { margin: 0 },
  sentence: { display: 'block', fontSize: tokens.fontSizeBase400, lineHeight: '26px', textWrap: 'pretty' },
  list: { margin: 0, paddingLeft: tokens.spacingHorizontalXL, lineHeight: tokens.lineHeightBase400, overflowWrap: 'anywhere' },
  value: { fontWeight: tokens.fontWeightSemibold },
  bar: { marginBottom: tokens.spacingVerticalM },
  note: { color: tokens.colorNeutralForeground3 },
  line: { display: 'flex', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalS, rowGap: tokens.spacingVerticalXS, marginTop: tokens.spacingVerticalS },
});

type PolicyWords = { id: string; name: string; caption: string; sentences: PolicySentence[]; /** For who may change it. */ links?: { edit: string; clone: string; remove: string } };

type Props = { packageId: string; catalogId: string; policies: PolicyWords[] };

/** Each policy as the sentences people say it in; questions and what else it holds come when they are read. */
export function PolicySentences({ packageId, catalogId, policies }: Props) {
  const query = new URLSearchParams([['catalog', catalogId], ...policies.map(({ id }) => ['policy', id])]).toString();
  const read = useRead<{ unsaid: Record<string, PolicyReadWhole> | null }>(`/packages/${packageId}/unsaid?${query}`);
  return (
    <>
      <NotRead read={read} />
      {policies.map((policy) => <Policy key={policy.id} policy={policy} unsaid={read.body?.unsaid?.[policy.id]} />)}
    </>
  );
}

function Policy({ policy, unsaid }: { policy: PolicyWords; unsaid: PolicyReadWhole | undefined }) {
  const styles = useStyles();
  // The sentences say names as old as the policy until the present ones are read.
  const { questions, rows, sentences } = unsaid ?? { questions: [], rows: [], sentences: policy.sentences };
  return (
    <Section title={policy.name} caption={policy.caption} actions={policy.links && <PolicyLinks name={policy.name} {...policy.links} />}>
      <dl className={styles.rows}>
        {sentences.filter(({ label }) => label !== 'Questions' || !unsaid).map((sentence) => (
          <div key={sentence.label} className={styles.row}>
            <dt className={styles.label}><Caption1>{sentence.label}</Caption1></dt>
            <dd className={styles.words}>
              <span className={styles.sentence}>
                {sentence.parts.map((part, index) => <span key={index} className={mergeClasses(typeof part !== 'string' && styles.value)}>{typeof part === 'string' ? part : part.value}</span>)}
              </span>
              {sentence.note && <Caption1 className={styles.note}>{sentence.note}</Caption1>}
            </dd>
          </div>
        ))}
        {questions.length > 0 && (
          <div className={styles.row}>
            <dt className={styles.label}><Caption1>Questions</Caption1></dt>
            <dd className={styles.words}>
              <span className={styles.sentence}>Whoever asks is asked <span className={styles.value}>{questions.length === 1 ? '1 question' : `${questions.length} questions`}</span> first.</span>
              <ol className={styles.list} aria-label={`Questions of ${policy.name}`}>{questions.map((question, index) => <li key={index}>{question}</li>)}</ol>
              <Caption1 className={styles.note}>Such a policy takes no bulk assignment</Caption1>
            </dd>
          </div>
        )}
        {rows.length > 0 && (
          <div className={styles.row}>
            <dt className={styles.label}><Caption1>Besides</Caption1></dt>
            <dd className={styles.words}><ul className={styles.list} aria-label={`What else ${policy.name} holds`}>{rows.map(({ field, says }, index) => <li key={index}>{field}: <span className={styles.value}>{says}</span></li>)}</ul></dd>
          </div>
        )}
      </dl>
    </Section>
  );
}

/** Why nothing but the sentences is known; what is known already stays. */
function NotRead({ read }: { read: Read<{ unsaid: object | null }> }) {
  const styles = useStyles();
  if (read.state === 'failed') {
    return (
      <MessageBar className={styles.bar} intent="warning" layout="multiline">
        <MessageBarBody>Their questions and extensions could not be read. {read.sentence}</MessageBarBody>
        <MessageBarActions><Button size="small" onClick={read.again}>Try again</Button></MessageBarActions>
      </MessageBar>
    );
  }
  if (read.body?.unsaid !== null) return null;
  return <MessageBar className={styles.bar} intent="warning" layout="multiline"><MessageBarBody>You may not read policies by themselves, so their questions and extensions are not known here.</MessageBarBody></MessageBar>;
}

function PolicyLinks({ name, edit, clone, remove }: { name: string; edit: string; clone: string; remove: string }) {
  return (
    <>
      <LinkButton href={edit} size="small" appearance="subtle" icon="edit" label={`Edit the policy ${name}`}>Edit</LinkButton>
      <LinkButton href={clone} size="small" appearance="subtle" icon="copy" label={`Clone the policy ${name}`}>Clone</LinkButton>
      <LinkButton href={remove} size="small" appearance="subtle" icon="delete" label={`Delete the policy ${name}`}>Delete</LinkButton>
    </>
  );
}

/** What can be done with the policies as a whole. */
export function ButtonLine({ children }: { children: React.ReactNode }) {
  return <div className={useStyles().line}>{children}</div>;
}
