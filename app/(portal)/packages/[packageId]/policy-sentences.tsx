'use client';

import { Caption1, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { phone } from '@/components/breakpoint';
import { Section } from '@/components/section';
import type { PolicySentence } from '@/lib/authoring/policy-words';

const line = `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`;

const useStyles = makeStyles({
  rows: { margin: 0, borderTop: line },
  row: { display: 'grid', gridTemplateColumns: '88px minmax(0, 1fr)', columnGap: tokens.spacingHorizontalS, paddingBlock: tokens.spacingVerticalM, borderBottom: line, [phone]: { gridTemplateColumns: 'minmax(0, 1fr)' } },
  label: { color: tokens.colorNeutralForeground3, paddingTop: '4px' },
  words: { margin: 0 },
  sentence: { display: 'block', fontSize: tokens.fontSizeBase400, lineHeight: '26px', textWrap: 'pretty' },
  value: { fontWeight: tokens.fontWeightSemibold },
  note: { color: tokens.colorNeutralForeground3 },
});

export type PolicyWords = { id: string; name: string; caption: string; sentences: PolicySentence[] };

/** Each policy as the sentences people say it in. */
export function PolicySentences({ policies }: { policies: PolicyWords[] }) {
  const styles = useStyles();
  return policies.map((policy) => (
    <Section key={policy.id} title={policy.name} caption={policy.caption}>
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
      </dl>
    </Section>
  ));
}
