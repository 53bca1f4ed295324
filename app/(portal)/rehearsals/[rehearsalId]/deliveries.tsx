'use client';

import { makeStyles, tokens } from '@fluentui/react-components';
import { FactList } from '@/components/fact-list';
import { Section } from '@/components/section';
import { Leavers } from '@/components/leavers';
import type { ShownDelivery } from '@/lib/rollout/rehearsal-view';

const useStyles = makeStyles({
  lines: { margin: 0, marginBottom: tokens.spacingVerticalS, paddingLeft: tokens.spacingHorizontalL, maxWidth: '760px' },
  rule: { fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200, overflowWrap: 'anywhere' },
});

/** What a phase does to policies, where it does not assign: in sentences, and the rule before and after. */
export function Deliveries({ deliveries }: { deliveries: ShownDelivery[] }) {
  const styles = useStyles();
  return deliveries.map(({ packageName, policyName, lines, rules, leavers }) => (
    <Section key={packageName} title={`How “${packageName}” comes to them`} caption={`policy “${policyName}”`}>
      <ul className={styles.lines}>{lines.map((line) => <li key={line}>{line}</li>)}</ul>
      {rules && (
        <FactList
          facts={[
            { label: 'Rule now', value: <span className={styles.rule}>{rules.before ?? 'None: it selects nobody'}</span> },
            { label: 'Rule then', value: <span className={styles.rule}>{rules.after}</span> },
          ]}
        />
      )}
      {leavers.length > 0 && <Leavers leavers={leavers} />}
    </Section>
  ));
}
