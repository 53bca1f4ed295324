'use client';

import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { DataTable } from '@/components/data-table';
import { Section } from '@/components/section';
import type { LineProblem } from '@/lib/authoring/resource-list';

const useStyles = makeStyles({
  suggestions: { display: 'flex', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalXS, rowGap: tokens.spacingVerticalXXS },
  line: { whiteSpace: 'nowrap' },
  written: { overflowWrap: 'anywhere' },
});

/** The lines of a pasted list that name nothing certain, each with what would mend it. */
export function ListProblems({ problems, caption, onMend }: { problems: readonly LineProblem[]; caption: string; onMend: (problem: LineProblem, replacement: string) => void }) {
  const styles = useStyles();
  return (
    <Section title={problems.length === 1 ? '1 line needs another look' : `${problems.length.toLocaleString('en-GB')} lines need another look`} caption={caption}>
      <DataTable
        label="Lines that need another look"
        twoLine
        columns={[{ key: 'line', header: 'Line', width: '80px' }, { key: 'text', header: 'As written', width: '28%' }, { key: 'what', header: 'What is wrong' }, { key: 'mend', header: 'Instead', width: '36%' }]}
        rows={problems.map((problem) => ({
          key: String(problem.line),
          label: `Line ${problem.line}`,
          cells: {
            line: <span className={styles.line}>Line {problem.line}</span>,
            text: <span className={styles.written}>{problem.text}</span>,
            what: problem.what,
            mend: (
              <span className={styles.suggestions}>
                {problem.suggestions.map((suggestion) => <Button key={suggestion.text} size="small" onClick={() => onMend(problem, suggestion.text)}>{suggestion.label}</Button>)}
                <Button size="small" appearance="subtle" aria-label={`Take it out: line ${problem.line}`} onClick={() => onMend(problem, '')}>Take it out</Button>
              </span>
            ),
          },
        }))}
      />
    </Section>
  );
}
