'use client';

import { Caption1, makeStyles, MessageBar, MessageBarBody, mergeClasses, tokens } from '@fluentui/react-components';
import { phone } from '@/components/breakpoint';
import { LinkButton } from '@/components/link-button';
import { Section } from '@/components/section';
import type { PolicyRow } from '@/lib/authoring/policy-unsaid';
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
  note: { color: tokens.colorNeutralForeground3 },
  line: { display: 'flex', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalS, rowGap: tokens.spacingVerticalXS, marginTop: tokens.spacingVerticalS },
});

export type PolicyWords = { id: string; name: string; caption: string; sentences: PolicySentence[]; questions: string[]; besides: PolicyRow[]; /** For who may change it. */ links?: { edit: string; clone: string; remove: string } };

/** Each policy as the sentences people say it in. @param why nothing else is known of them, where it is not */
export function PolicySentences({ policies, why }: { policies: PolicyWords[]; why?: string }) {
  const styles = useStyles();
  return [why && <MessageBar key="why" intent="warning" layout="multiline"><MessageBarBody>{why}</MessageBarBody></MessageBar>, ...policies.map((policy) => (
    <Section key={policy.id} title={policy.name} caption={policy.caption} actions={policy.links && <PolicyLinks name={policy.name} {...policy.links} />}>
      <dl className={styles.rows}>
        {policy.sentences.map((sentence) => (
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
        {policy.questions.length > 0 && (
          <div className={styles.row}>
            <dt className={styles.label}><Caption1>Questions</Caption1></dt>
            <dd className={styles.words}>
              <span className={styles.sentence}>Whoever asks is asked <span className={styles.value}>{policy.questions.length === 1 ? '1 question' : `${policy.questions.length} questions`}</span> first.</span>
              <ol className={styles.list} aria-label={`Questions of ${policy.name}`}>{policy.questions.map((question, index) => <li key={index}>{question}</li>)}</ol>
              <Caption1 className={styles.note}>Such a policy takes no bulk assignment</Caption1>
            </dd>
          </div>
        )}
        {policy.besides.length > 0 && (
          <div className={styles.row}>
            <dt className={styles.label}><Caption1>Besides</Caption1></dt>
            <dd className={styles.words}><ul className={styles.list} aria-label={`What else ${policy.name} holds`}>{policy.besides.map(({ field, says }, index) => <li key={index}>{field}: <span className={styles.value}>{says}</span></li>)}</ul></dd>
          </div>
        )}
      </dl>
    </Section>
  ))];
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
