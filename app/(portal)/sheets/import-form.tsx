'use client';

import { Button, Caption1, Field, Textarea, makeStyles, tokens } from '@fluentui/react-components';
import { useRef, useState } from 'react';
import { ActionForm, useForm } from '@/components/action-form';
import { DataTable } from '@/components/data-table';
import { TextField } from '@/components/form-fields';
import { FormButtons } from '@/components/form-layout';
import { Icon } from '@/components/icon';
import { LinkButton } from '@/components/link-button';
import { Section } from '@/components/section';
import { SubmitButton } from '@/components/submit-button';
import type { SheetProblem } from '@/lib/authoring/sheet/columns';
import { createSheetAction, importSheetAction } from './actions';
import type { ImportAnswer } from './actions';
import { packagesWords, placeWords } from './sheet-words';

const useStyles = makeStyles({
  file: { position: 'absolute', width: '1px', height: '1px', opacity: 0, overflow: 'hidden' },
  row: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: tokens.spacingHorizontalS, rowGap: tokens.spacingVerticalXS },
  text: { fontFamily: tokens.fontFamilyMonospace },
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

/** What one action takes: https://nextjs.org/docs/app/api-reference/config/next-config-js/serverActions#bodysizelimit */
const MOST_BYTES = 900_000;
const TOO_LARGE = 'This is more than one sheet takes. Split it.';

function isTooLarge(text: string): boolean {
  return new TextEncoder().encode(text).length > MOST_BYTES;
}

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
          <ChooseFile name={fileName} onRead={(name, read) => { setFileName(name); setText(read); setAnswer(null); }} />
          <SheetText text={text} onType={setText} />
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

function SheetText({ text, onType }: { text: string; onType: (text: string) => void }) {
  const styles = useStyles();
  const { fields } = useForm();
  const wrong = isTooLarge(text) ? TOO_LARGE : text.trim() ? undefined : fields.text;
  return (
    <Field label="The table" required hint="CSV with the names of the columns in its first line, or JSON." {...(wrong ? { validationMessage: wrong, validationState: 'error' as const } : {})}>
      <Textarea name="text" value={text} onChange={(_, data) => onType(data.value)} resize="vertical" textarea={{ rows: 12, spellCheck: false, wrap: 'off', className: styles.text }} />
    </Field>
  );
}

function ChooseFile({ name, onRead }: { name: string; onRead: (name: string, text: string) => void }) {
  const styles = useStyles();
  const input = useRef<HTMLInputElement>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const read = async (file: File | undefined) => {
    if (!file) return;
    const text = await textOf(file);
    setRefused(text === null ? 'This file is no text. Save the sheet as CSV or JSON and choose that.' : null);
    if (text !== null) onRead(file.name, text);
  };
  return (
    <Field {...(refused ? { validationMessage: refused, validationState: 'error' as const } : {})}>
      <div className={styles.row}>
        <input ref={input} type="file" accept=".csv,.json,.txt,.tsv,text/csv,application/json,text/plain" className={styles.file} aria-label="Sheet as a file" tabIndex={-1} onChange={(event) => read(event.target.files?.[0])} onClick={(event) => { event.currentTarget.value = ''; }} />
        <Button icon={<Icon name="document" size={20} />} onClick={() => input.current?.click()}>Choose a file</Button>
        {name && <Caption1>{name}</Caption1>}
      </div>
    </Field>
  );
}

/** Spreadsheets save UTF-8, UTF-16 with a mark, or the old Windows encoding; null of what is no text. */
async function textOf(file: File): Promise<string | null> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) return new TextDecoder(bytes[0] === 0xff ? 'utf-16le' : 'utf-16be').decode(bytes);
  if (bytes.includes(0)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

const MOST_SHOWN = 200;

function Problems({ answer: { problems, packages }, text, onMend }: { answer: ImportAnswer; text: string; onMend: (text: string) => void }) {
  const styles = useStyles();
  const title = problems.length === 1 ? 'Nothing was taken: 1 thing needs another look' : `Nothing was taken: ${problems.length.toLocaleString('en-GB')} things need another look`;
  return (
    <Section title={title} caption={packages > 0 ? `in ${packagesWords(packages)}` : undefined} flush>
      <DataTable
        label="What needs another look"
        twoLine
        columns={[{ key: 'where', header: 'Where', width: '220px' }, { key: 'said', header: 'As written', width: '26%' }, { key: 'what', header: 'What is wrong' }, { key: 'instead', header: 'Instead', width: '28%' }]}
        rows={problems.slice(0, MOST_SHOWN).map((problem, index) => ({
          key: String(index), label: placeWords(problem),
          cells: { where: placeWords(problem), said: <span className={styles.written}>{problem.said || '–'}</span>, what: problem.what, instead: <Suggestions problem={problem} text={text} onMend={onMend} /> },
        }))}
      />
      {problems.length > MOST_SHOWN && <Caption1 block className={styles.quiet}>{`The first ${MOST_SHOWN} are shown. Mend these, and the others come up.`}</Caption1>}
    </Section>
  );
}

function Suggestions({ problem, text, onMend }: { problem: SheetProblem; text: string; onMend: (text: string) => void }) {
  const styles = useStyles();
  if (problem.suggestions.length === 0) return '–';
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
