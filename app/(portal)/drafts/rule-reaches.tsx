import { Section } from '@/components/section';
import { DataTable } from '@/components/data-table';
import { TextLink } from '@/components/text-link';
import type { PlannedStep } from '@/lib/authoring/plan-draft';
import { emergencyWords, reachDoubts, reachWords, RULE_LIMITS } from '@/lib/authoring/rule-reach';
import { changesRules } from '@/lib/authoring/rule-reach-view';
import { isAppError } from '@/lib/errors';
import { reachHref } from './[draftId]/policies/[key]/people/address';
import { countedRules } from './counted';

type Props = { session: { tokenCacheId: string }; steps: readonly PlannedStep[]; /** Null where what is undone is no draft's change any more, and nobody can be listed. */ draftId: string | null };

const TITLE = 'Whom the rules select';

/** Whom the rules select that are made or changed. It comes after what it is about, which does not wait for it nor fail with it. */
export async function RuleReaches({ session, steps, draftId }: Props) {
  if (!changesRules(steps)) return null;
  try {
    const { counted, left } = await countedRules(session, steps);
    return (
      <Section title={TITLE} caption={left > 0 ? `the first ${counted.length} of ${counted.length + left} rules` : 'as people are in the directory today'}>
        <DataTable
          label={TITLE}
          twoLine
          columns={[{ key: 'change', header: 'Change', width: '36%' }, { key: 'people', header: 'What it means' }, { key: 'list', header: 'List', hiddenHeader: true, width: '130px' }]}
          rows={counted.map(({ key, words, change, reach, emergency }) => ({
            key,
            label: words,
            cells: {
              change: words,
              people: [reachWords(change, reach), emergencyWords(emergency), ...reachDoubts(change)].filter(Boolean).join(' '),
              list: draftId && reach.counted ? <TextLink href={reachHref(draftId, key, { part: change.after === null ? 'leaves' : 'selects' })} label={`See everybody: ${words}`}>See everybody</TextLink> : '',
            },
          }))}
        />
        <p>{RULE_LIMITS}</p>
      </Section>
    );
  } catch (error) {
    if (!isAppError(error)) throw error;
    return <Section title={TITLE}><p>{`This could not be counted: ${error.sentence} Reload the page to try again.`}</p></Section>;
  }
}
