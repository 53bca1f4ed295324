'use client';

import { Button, Caption1, Spinner, makeStyles, tokens } from '@fluentui/react-components';
import { useRef, useState } from 'react';
import { FormError } from '@/components/form-error';
import type { RefusedAnswer } from '@/components/form-error';
import { Icon } from '@/components/icon';
import { ERROR_TEXT } from '@/lib/errors';
import type { ActionResult } from '@/lib/action-result';
import type { Imported } from '@/lib/rollout/import-list';

const useStyles = makeStyles({
  row: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: tokens.spacingHorizontalM, rowGap: tokens.spacingVerticalS, marginTop: tokens.spacingVerticalS },
  file: { position: 'absolute', width: '1px', height: '1px', opacity: 0, overflow: 'hidden' },
  quiet: { color: tokens.colorNeutralForeground3 },
});

type UploadListProps = { phaseId: string; onDone: (sourceId: string) => void };

/** Sends a file whole to the route that takes lists; on an error the file stays chosen and can be sent again. */
export function UploadList({ phaseId, onDone }: UploadListProps) {
  const styles = useStyles();
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File | null>(null);
  const [sending, setSending] = useState(false);
  const [error, setError] = useState<RefusedAnswer | null>(null);

  const send = async () => {
    if (!file || sending) return;
    setSending(true);
    setError(null);
    const answer = await upload(phaseId, file);
    setSending(false);
    if (answer?.ok) onDone(answer.value.sourceId);
    else setError(answer ?? { ok: false, code: 'internal', message: ERROR_TEXT.internal });
  };

  return (
    <div>
      {error && <FormError error={error} />}
      <div className={styles.row}>
        <input
          ref={input}
          type="file"
          accept=".csv,.txt,.tsv,text/csv,text/plain"
          className={styles.file}
          aria-label="List as a file"
          tabIndex={-1}
          onChange={(event) => {
            setFile(event.target.files?.[0] ?? null);
            setError(null);
          }}
        />
        <Button icon={<Icon name="document" size={20} />} onClick={() => input.current?.click()}>Choose a file</Button>
        {file && <span>{file.name} <Caption1 className={styles.quiet}>{sizeWords(file.size)}</Caption1></span>}
        {file && <Button disabledFocusable={sending} {...(sending ? { icon: <Spinner size="extra-tiny" aria-hidden /> } : {})} onClick={send}>Check and add the file</Button>}
      </div>
    </div>
  );
}

async function upload(phaseId: string, file: File): Promise<ActionResult<Imported>> {
  try {
    const response = await fetch(`/phases/${phaseId}/cohort/upload`, { method: 'POST', body: file, headers: { 'content-type': 'text/csv', 'x-file-name': encodeURIComponent(file.name) } });
    return (await response.json()) as ActionResult<Imported>;
  } catch {
    return { ok: false, code: 'offline', message: 'The file did not arrive whole. Nothing was added; try again.' };
  }
}

function sizeWords(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
