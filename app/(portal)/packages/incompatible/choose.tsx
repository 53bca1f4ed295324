'use client';

import { Button, Field, Select, Spinner, Textarea, makeStyles, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { findCatalogsForPicker, findGroupsForPicker, findPackagesForPicker } from '@/app/directory/find';
import { phone } from '@/components/breakpoint';
import { FormError } from '@/components/form-error';
import { useGo } from '@/components/navigation';
import { PeoplePicker } from '@/components/people-picker';
import type { ListedPackages } from '@/lib/authoring/find-packages';
import type { ApartSubject } from '@/lib/authoring/incompatibility';
import { readLines, withLine } from '@/lib/authoring/resource-list';
import type { LineProblem } from '@/lib/authoring/resource-list';
import { ERROR_TEXT } from '@/lib/errors';
import { ListProblems } from '../../catalogs/list-problems';
import { matrixHref } from './address';

const useStyles = makeStyles({
  root: { display: 'grid', alignItems: 'start', gridTemplateColumns: 'repeat(3, minmax(0, 1fr))', columnGap: tokens.spacingHorizontalL, rowGap: tokens.spacingVerticalS, marginBottom: tokens.spacingVerticalM, [phone]: { gridTemplateColumns: 'minmax(0, 1fr)' } },
  // As wide as its longest name otherwise.
  shownAs: { minWidth: 0, '& select': { minWidth: 0, textOverflow: 'ellipsis' } },
  list: { maxWidth: '640px', display: 'grid', rowGap: tokens.spacingVerticalS, marginBottom: tokens.spacingVerticalXL },
  line: { marginLeft: `calc(-1 * ${tokens.spacingHorizontalS})`, marginBottom: tokens.spacingVerticalL },
});

export type ChooseProps = { catalog: { id: string; name: string } | null; chosen: ApartSubject[]; draftId: string | null; drafts: { id: string; name: string }[] };

/** What the matrix is of: a catalog, packages and groups found by name, or a pasted list. What is chosen lives in the address. */
export function Choose({ catalog, chosen, draftId, drafts }: ChooseProps) {
  const styles = useStyles();
  const go = useGo();
  const [pasting, setPasting] = useState(false);
  const of = (kind: ApartSubject['kind']) => chosen.filter((subject) => subject.kind === kind).map(({ id, name, about }) => ({ id, name, detail: about }));
  const ids = (kind: ApartSubject['kind']): string[] => of(kind).map(({ id }) => id);
  const show = (change: Parameters<typeof matrixHref>[0]) => go(matrixHref({ catalogId: catalog?.id ?? null, packageIds: ids('package'), groupIds: ids('group'), draftId, ...change }), { stay: true });
  return (
    <>
      <div className={styles.root}>
        <PeoplePicker key={`catalog ${catalog?.id}`} name="catalog" of="catalogs" label="All packages of a catalog" placeholder="Name of a catalog" max={1} value={catalog ? [catalog] : []} search={findCatalogsForPicker} onChange={(next) => show({ catalogId: next[0]?.id ?? null })} />
        <PeoplePicker name="packages" of="packages" label="Packages" placeholder="Name of a package" value={of('package')} search={findPackagesForPicker} onChange={(next) => show({ packageIds: next.map(({ id }) => id) })} />
        <PeoplePicker name="groups" of="groups" label="Groups as further columns" placeholder="Name of a group" value={of('group')} search={findGroupsForPicker} onChange={(next) => show({ groupIds: next.map(({ id }) => id) })} />
        {drafts.length > 0 && (
          <Field label="Shown as" hint="The packages that a draft makes stand beside the others.">
            <Select className={styles.shownAs} value={draftId ?? ''} onChange={(_, { value }) => show({ draftId: value || null })}>
              <option value="">The tenant has it</option>
              {drafts.map(({ id, name }) => <option key={id} value={id}>{`“${name}” would make it`}</option>)}
            </Select>
          </Field>
        )}
      </div>
      <div className={styles.line}><Button size="small" appearance="subtle" aria-expanded={pasting} onClick={() => setPasting(!pasting)}>Paste a list of packages</Button></div>
      {pasting && <Pasted onFound={(found) => show({ packageIds: [...new Set([...ids('package'), ...found])] })} />}
    </>
  );
}

type Answer = { problems: LineProblem[]; reading: boolean; refused: { ok: false; code: string; message: string } | null };

function Pasted({ onFound }: { onFound: (ids: string[]) => void }) {
  const styles = useStyles();
  const [text, setText] = useState('');
  const [answer, setAnswer] = useState<Answer>({ problems: [], reading: false, refused: null });
  const lines = readLines(text).length;

  const ask = (asked: string) => {
    setText(asked);
    setAnswer({ problems: [], reading: true, refused: null });
    lookUp(asked).then(
      (list) => {
        if ('code' in list) return setAnswer({ problems: [], reading: false, refused: { ok: false, ...list } });
        // What is not certain stays to be mended; what was found is in the matrix, and would only stand here twice.
        setText(list.problems.map((problem) => problem.text).join('\n'));
        setAnswer({ problems: list.problems.map((problem, index) => ({ ...problem, line: index + 1 })), reading: false, refused: null });
        if (list.found.length > 0) onFound(list.found.map(({ id }) => id));
      },
      () => setAnswer({ problems: [], reading: false, refused: { ok: false, code: 'offline', message: 'The answer broke off. Try again.' } }),
    );
  };

  return (
    <>
      <div className={styles.list}>
        <Field label="Packages by name or object id, one a line">
          <Textarea value={text} onChange={(_, data) => setText(data.value)} resize="vertical" textarea={{ rows: 5, spellCheck: false }} placeholder={'Finance essentials\nPayments release'} />
        </Field>
        <div><Button disabledFocusable={lines === 0 || answer.reading} icon={answer.reading ? <Spinner size="extra-tiny" aria-hidden /> : undefined} onClick={() => lines > 0 && ask(text)}>{lines === 1 ? 'Show 1 line' : `Show ${lines.toLocaleString('en-GB')} lines`}</Button></div>
        {answer.refused && <FormError error={answer.refused} />}
      </div>
      {answer.problems.length > 0 && <ListProblems problems={answer.problems} caption="they are not shown until they name one package" onMend={(problem, replacement) => ask(withLine(text, problem.line, replacement))} />}
    </>
  );
}

async function lookUp(text: string): Promise<ListedPackages | { code: string; message: string }> {
  const response = await fetch('/packages/incompatible/lookup', { method: 'POST', body: JSON.stringify({ text }), headers: { 'content-type': 'application/json' } });
  if (response.ok) return (await response.json()) as ListedPackages;
  return ((await response.json().catch(() => null)) as { code: string; message: string } | null) ?? { code: 'internal', message: ERROR_TEXT.internal };
}
