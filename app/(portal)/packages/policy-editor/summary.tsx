'use client';

import { Body1, Caption1, makeStyles, tokens } from '@fluentui/react-components';
import { narrow } from '@/components/breakpoint';
import { Section } from '@/components/section';
import { differencesBetween } from '@/lib/authoring/policy-differences';
import type { PolicyDocument } from '@/lib/authoring/policy-document';
import { policyOf, withNames } from '@/lib/authoring/policy-of-document';
import { policySentences } from '@/lib/authoring/policy-words';
import { useChoices } from './choices';

const useStyles = makeStyles({
  root: { position: 'sticky', top: '64px', maxHeight: 'calc(100vh - 80px)', overflowY: 'auto', [narrow]: { position: 'static', maxHeight: 'none' } },
  sentences: { margin: 0, display: 'grid', rowGap: tokens.spacingVerticalS },
  words: { margin: 0, textWrap: 'pretty', overflowWrap: 'anywhere' },
  value: { fontWeight: tokens.fontWeightSemibold },
  quiet: { color: tokens.colorNeutralForeground3 },
  list: { margin: 0, padding: 0, listStyleType: 'none', display: 'grid', rowGap: tokens.spacingVerticalS },
  was: { color: tokens.colorNeutralForeground3, textDecorationLine: 'line-through' },
});

const MOST_DIFFERENCES = 12;

/** The policy as people say it, as it is being typed; what is otherwise than it was, and what stays whatever is typed. */
export function PolicySummary({ document, before, kept }: { document: PolicyDocument; /** Null for a new one. */ before: PolicyDocument | null; kept: string[] }) {
  const styles = useStyles();
  const { names } = useChoices();
  const differences = before ? differencesBetween(withNames(before, names), withNames(document, names)) : [];
  return (
    <div className={styles.root}>
      <Section title="In plain words" flush={!before && kept.length === 0}>
        <dl className={styles.sentences} aria-live="polite">
          {policySentences(policyOf(withNames(document, names))).map(({ label, parts, note }) => (
            <div key={label}>
              <dt><Caption1 className={styles.quiet}>{label}</Caption1></dt>
              <dd className={styles.words}>
                <Body1>{parts.map((part, index) => <span key={index} className={typeof part === 'string' ? undefined : styles.value}>{typeof part === 'string' ? part : part.value}</span>)}</Body1>
                {note && <Caption1 block className={styles.quiet}>{note}</Caption1>}
              </dd>
            </div>
          ))}
        </dl>
      </Section>
      {before && (
        <Section title="What changes" flush={kept.length === 0}>
          {differences.length === 0 ? <Body1>Nothing has been changed yet.</Body1> : (
            <ul className={styles.list}>
              {differences.slice(0, MOST_DIFFERENCES).map(({ field, expected, found }) => (
                <li key={field}>
                  <Caption1 block className={styles.quiet}>{field}</Caption1>
                  <Body1><span className={styles.was}>{expected}</span> {found}</Body1>
                </li>
              ))}
              {differences.length > MOST_DIFFERENCES && <li><Caption1>{`And ${differences.length - MOST_DIFFERENCES} more.`}</Caption1></li>}
            </ul>
          )}
        </Section>
      )}
      {kept.length > 0 && (
        <Section title="Kept as it is" flush>
          <ul className={styles.list}>{kept.map((words) => <li key={words}><Caption1>{words}</Caption1></li>)}</ul>
        </Section>
      )}
    </div>
  );
}
