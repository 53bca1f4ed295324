'use client';

import { Button, Caption1, Field, Textarea, makeStyles, tokens } from '@fluentui/react-components';
import { useRef, useState } from 'react';
import { useForm } from './action-form';
import { Icon } from './icon';

const useStyles = makeStyles({
  file: { position: 'absolute', width: '1px', height: '1px', opacity: 0, overflow: 'hidden' },
  row: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: tokens.spacingHorizontalS, rowGap: tokens.spacingVerticalXS },
  text: { fontFamily: tokens.fontFamilyMonospace },
});

/** What one action takes: https://nextjs.org/docs/app/api-reference/config/next-config-js/serverActions#bodysizelimit */
const MOST_BYTES = 900_000;

/** Whether a text is more than a form can send. */
export function isTooLarge(text: string): boolean {
  return new TextEncoder().encode(text).length > MOST_BYTES;
}

export type TextOrFileProps = {
  label: string;
  hint: string;
  text: string;
  fileName: string;
  onType: (text: string) => void;
  /** A file was read, of which the text now is. */
  onRead: (fileName: string, text: string) => void;
  /** Said while it is too large to be sent. */
  tooLarge: string | null;
  file: { label: string; accept: string; /** Said of a file that is no text. */ refused: string };
  rows?: number;
};

/** A long text, sent as `text`: pasted, or read from a file into the field, where it can be mended. */
export function TextOrFile({ label, hint, text, fileName, onType, onRead, tooLarge, file, rows = 12 }: TextOrFileProps) {
  const styles = useStyles();
  const { answer, fields } = useForm();
  const [editedSince, setEditedSince] = useState<object | null>(null);
  const wrong = tooLarge ?? (answer !== null && editedSince === answer ? undefined : fields.text);
  return (
    <>
      <ChooseFile name={fileName} file={file} onRead={(name, read) => { setEditedSince(answer); onRead(name, read); }} />
      <Field label={label} required hint={hint} {...(wrong ? { validationMessage: wrong, validationState: 'error' as const } : {})}>
        <Textarea name="text" value={text} onChange={(_, data) => { setEditedSince(answer); onType(data.value); }} resize="vertical" textarea={{ rows, spellCheck: false, wrap: 'off', className: styles.text }} />
      </Field>
    </>
  );
}

function ChooseFile({ name, file, onRead }: { name: string; file: TextOrFileProps['file']; onRead: (name: string, text: string) => void }) {
  const styles = useStyles();
  const input = useRef<HTMLInputElement>(null);
  const [refused, setRefused] = useState(false);
  const read = async (chosen: File | undefined) => {
    if (!chosen) return;
    const text = await textOf(chosen);
    setRefused(text === null);
    if (text !== null) onRead(chosen.name, text);
  };
  return (
    <Field {...(refused ? { validationMessage: file.refused, validationState: 'error' as const } : {})}>
      <div className={styles.row}>
        <input ref={input} type="file" accept={file.accept} className={styles.file} aria-label={file.label} tabIndex={-1} onChange={(event) => read(event.target.files?.[0])} onClick={(event) => { event.currentTarget.value = ''; }} />
        <Button icon={<Icon name="document" size={20} />} onClick={() => input.current?.click()}>Choose a file</Button>
        {name && <Caption1>{name}</Caption1>}
      </div>
    </Field>
  );
}

/** Spreadsheets and PowerShell save UTF-8, UTF-16 with a mark, or the old Windows encoding; null of what is no text. */
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
