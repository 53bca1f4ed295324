'use client';

import { Button, Caption1, makeStyles, tokens } from '@fluentui/react-components';
import { useEffect, useRef, useState } from 'react';
import { ActionForm } from '@/components/action-form';
import { DataTable } from '@/components/data-table';
import { TextField } from '@/components/form-fields';
import { FormButtons } from '@/components/form-layout';
import { LinkButton } from '@/components/link-button';
import { Section } from '@/components/section';
import { SubmitButton } from '@/components/submit-button';
import { isTooLarge, TextOrFile } from '@/components/text-or-file';
import type { SheetProblem } from '@/lib/authoring/sheet/columns';
import { createSheetAction, importSheetAction } from './actions';
import type { ImportAnswer } from './actions';
import { packagesWords, placeWords } from './sheet-words';

const useStyles = makeStyles({
  quiet: { color: tokens.colorNeutralForeground3 },
  written: { overflowWrap: 'anywhere' },
  suggestions: { display: 'flex', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalXS, rowGap: tokens.spacingVerticalXXS },
  end: { height: tokens.spacingVerticalXXL },
  wide: { maxWidth: '960px', marginBottom: tokens.spacingVerticalXL },
});

export type ImportFormProps = {
  /** The sheet the file stands in place of; a new one where there is none. */
  sheet?: { id: string; name: string; version: number; packages: number };
};

const TOO_LARGE = 'This is more than one sheet takes. Split it.';

/** A sheet as a file or a pasted table. What is wrong stands under it line by line, and the text stays to be mended. */
export function ImportForm({ sheet }: ImportFormProps) {
  const styles = useStyles();
  const [text, setText] = useState('');
  const [fileName, setFileName] = useState('');
  const [answer, setAnswer] = useState<ImportAnswer | null>(null);
  return (
    <>
      <div className={styles.wide}>
        <ActionForm action={sheet ? importSheetAction : createSheetAction} hidden={{ ...(sheet ? { sheetId: sheet.id, version: sheet.version } : {}), fileName }} label={sheet ? `Bring in ${sheet.name} anew` : 'New policy sheet'} onDone={setAnswer} onRefused={() => setAnswer(null)}>
          {!sheet && <TextField name="name" label="Name" required maxLength={100} hint="Such as Finance roles." />}
          <TextOrFile label="The table" hint="CSV with the names of the columns in its first line, or JSON." text={text} fileName={fileName} onType={setText} onRead={(name, read) => { setFileName(name); setText(read); setAnswer(null); }} tooLarge={isTooLarge(text) ? TOO_LARGE : null} file={{ label: 'Sheet as a file', accept: '.csv,.json,.txt,.tsv,text/csv,application/json,text/plain', refused: 'This file is no text. Save the sheet as CSV or JSON and choose that.' }} />
          <FormButtons>
            <SubmitButton disabled={isTooLarge(text)}>{sheet ? `Put in place of ${packagesWords(sheet.packages)}` : 'Bring in'}</SubmitButton>
            <LinkButton href={sheet ? `/sheets/${sheet.id}` : '/sheets'}>{sheet ? 'Leave it as it is' : 'Leave without bringing in'}</LinkButton>
          </FormButtons>
          <Caption1 className={styles.quiet}>Every name is looked up in the tenant. All of the sheet is taken, or nothing; the tenant is not changed by it.</Caption1>
        </ActionForm>
      </div>
      {answer && answer.problems.length > 0 && <Problems answer={answer} text={text} onMend={setText} />}
      <div className={styles.end} />
    </>
  );
}

const MOST_SHOWN = 200;

/** What was wrong line by line; it has the focus with each answer, as a wrong field would. */
function Problems({ answer, text, onMend }: { answer: ImportAnswer; text: string; onMend: (text: string) => void }) {
  const styles = useStyles();
  const { problems, packages } = answer;
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => root.current?.focus(), [answer]);
  const concerned = new Set(problems.flatMap(({ row }) => row ?? [])).size;
  const title = problems.length === 1 ? 'Nothing was taken: 1 thing needs another look' : `Nothing was taken: ${problems.length.toLocaleString('en-GB')} things need another look`;
  return (
    <div ref={root} role="group" aria-label={title} tabIndex={-1}>
      <Section title={title} caption={concerned > 0 ? `in ${concerned === packages ? packagesWords(packages) : `${concerned.toLocaleString('en-GB')} of ${packagesWords(packages)}`}` : undefined} flush>
        <DataTable
          label="What needs another look"
          twoLine
          columns={[{ key: 'where', header: 'Where', width: '220px' }, { key: 'said', header: 'As written', width: '20%' }, { key: 'what', header: 'What is wrong' }, { key: 'instead', header: 'Instead', width: '24%' }]}
          rows={problems.slice(0, MOST_SHOWN).map((problem, index) => ({
            key: String(index), label: placeWords(problem),
            cells: { where: placeWords(problem), said: <span className={styles.written}>{problem.said || '–'}</span>, what: problem.what, instead: <Suggestions problem={problem} text={text} onMend={onMend} /> },
          }))}
        />
        {problems.length > MOST_SHOWN && <Caption1 block className={styles.quiet}>{`The first ${MOST_SHOWN} are shown. Mend these, and the others come up.`}</Caption1>}
      </Section>
    </div>
  );
}

function Suggestions({ problem, text, onMend }: { problem: SheetProblem; text: string; onMend: (text: string) => void }) {
  const styles = useStyles();
  if (problem.suggestions.length === 0) return null;
  return (
    <span className={styles.suggestions}>
      {problem.suggestions.map((suggestion) => {
        const mended = withWord(text, problem, suggestion);
        return mended === null ? <span key={suggestion} className={styles.written}>{suggestion}</span> : <Button key={suggestion} size="small" onClick={() => onMend(mended)}>{suggestion}</Button>;
      })}
    </span>
  );
}

/** The text with a word of one line replaced; null where it does not stand there exactly once. */
function withWord(text: string, { line, said }: SheetProblem, word: string): string | null {
  if (line === null || !said || /["\n;,]/.test(word)) return null;
  const lines = text.split('\n');
  const parts = lines[line - 1]?.split(said);
  if (parts?.length !== 2) return null;
  lines[line - 1] = parts.join(word);
  return lines.join('\n');
}
