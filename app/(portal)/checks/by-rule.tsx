'use client';

import { Caption1, makeStyles, tokens } from '@fluentui/react-components';
import { DataTable } from '@/components/data-table';
import { Section } from '@/components/section';
import { StateLabel } from '@/components/state-label';
import { TextLink } from '@/components/text-link';
import type { CheckedRule } from '@/lib/authoring/checks-view';
import { countWords } from '@/lib/rollout/count-words';
import { addressOfChecks } from './address';
import { VerdictLabel } from './verdict-label';

const useStyles = makeStyles({ quiet: { color: tokens.colorNeutralForeground3 }, fine: { margin: `${tokens.spacingVerticalS} 0 0`, color: tokens.colorNeutralForeground3 } });

type ByRuleProps = { rules: CheckedRule[]; kept: Record<string, string> };

/** The assessment with both verdicts, then every rule that found something or could not look at all of it. */
export function ByRule({ rules, kept }: ByRuleProps) {
  const styles = useStyles();
  const assessed = rules.filter((each) => each.verdicts);
  const others = rules.filter((each) => !each.verdicts);
  const telling = others.filter((each) => each.open + each.excepted + each.notKnown.length > 0);
  const fine = others.length - telling.length;
  const name = ({ rule, title }: CheckedRule) => <TextLink href={addressOfChecks(kept, { rule })} label={`${rule}: ${title}`}>{title}</TextLink>;
  return (
    <>
      <Section title="Zero Trust assessment" caption="what the tool says, and what its rule is meant to say">
        <DataTable
          label="Zero Trust assessment"
          columns={[{ key: 'rule', header: 'Rule' }, { key: 'tool', header: 'The tool says', named: true, width: '150px' }, { key: 'meant', header: 'As it is meant', named: true, width: '150px' }, { key: 'found', header: 'Findings', named: true, align: 'end', width: '100px' }]}
          rows={assessed.map((each) => ({
            key: each.rule, href: addressOfChecks(kept, { rule: each.rule }), label: each.title,
            cells: { rule: name(each), tool: each.verdicts && <VerdictLabel verdict={each.verdicts.tool} />, meant: each.verdicts && <VerdictLabel verdict={each.verdicts.meant} />, found: (each.open + each.excepted).toLocaleString('en-GB') },
          }))}
        />
      </Section>
      <Section title="Rules from the documentation" caption={countWords(telling.length, 'rule has something to say', 'rules have something to say')}>
        <DataTable
          label="Rules from the documentation"
          columns={[{ key: 'rule', header: 'Rule' }, { key: 'severity', header: 'Weighs as', width: '110px' }, { key: 'open', header: 'Open', named: true, align: 'end', width: '70px' }, { key: 'excepted', header: 'Excepted', named: true, align: 'end', width: '90px' }, { key: 'unknown', header: 'Not known', named: true, width: '170px' }]}
          rows={telling.map((each) => ({
            key: each.rule, href: addressOfChecks(kept, { rule: each.rule }), label: each.title,
            cells: {
              rule: name(each), severity: <StateLabel state={each.severity} />, open: each.open.toLocaleString('en-GB'), excepted: each.excepted.toLocaleString('en-GB'),
              unknown: each.notKnown.length > 0 ? `of ${countWords(Math.max(...each.notKnown.map(({ packages }) => packages)), 'package', 'packages')}` : <span className={styles.quiet}>–</span>,
            },
          }))}
          empty={{ icon: 'delivered', title: 'Nothing stands out', why: 'No rule found anything, and all of them could look at everything.' }}
        />
        {fine > 0 && <Caption1 as="p" block className={styles.fine}>{`${fine === 1 ? 'One more rule' : `${fine} more rules`} looked at every package and found nothing.`}</Caption1>}
      </Section>
    </>
  );
}
