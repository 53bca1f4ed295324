'use client';

import { Button, Caption1, Field, MessageBar, MessageBarBody, Spinner, Textarea, makeStyles, tokens } from '@fluentui/react-components';
import { startTransition, useEffect, useRef, useState } from 'react';
import { ActionForm } from '@/components/action-form';
import { DataTable } from '@/components/data-table';
import { FormError } from '@/components/form-error';
import { FormColumn } from '@/components/form-layout';
import { useGo } from '@/components/navigation';
import { Section } from '@/components/section';
import { useTypedBeforeWaking } from '@/components/typed-before-waking';
import { againWords } from '@/components/use-again';
import { kindWord } from '@/lib/authoring/package-design';
import type { JudgedList, JudgedResource } from '@/lib/authoring/read-readiness';
import { readLines, withLine, withoutNamed } from '@/lib/authoring/resource-list';
import type { LineProblem } from '@/lib/authoring/resource-list';
import { DraftButtons, DraftChoice } from '../../../drafts/draft-choice';
import { ListProblems } from '../../list-problems';
import { draftResourcesAction } from '../../actions';
import { keepList, keptList } from './list-memory';
import { NotLookedAt } from './not-looked-at';
import { OwnerCell } from './owner-cell';
import { useJudgedList } from './use-judged-list';
import { Verdict } from './verdict';

const useStyles = makeStyles({
  list: { maxWidth: '640px', display: 'grid', rowGap: tokens.spacingVerticalS, marginBottom: tokens.spacingVerticalXL },
  buttons: { display: 'flex', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalS, alignItems: 'center' },
  quiet: { color: tokens.colorNeutralForeground3 },
  name: { display: 'block', fontWeight: tokens.fontWeightSemibold },
  about: { display: 'block', color: tokens.colorNeutralForeground3 },
});

export type ResourceListProps = {
  /** Its id, or its key where the draft makes it. */
  catalogId: string;
  catalogName: string;
  drafts: { id: string; name: string }[];
  /** The draft that makes the catalog. */
  only?: { id: string; name: string };
};

/**
 * A list of what shall enter a catalog, pasted or gathered by searching: looked up line by line, judged, each with who
 * answers for it, and then added to a draft. What is not certain stands with its line; nothing of it is dropped.
 */
export function ResourceList({ catalogId, catalogName, drafts, only }: ResourceListProps) {
  const styles = useStyles();
  const [text, setText] = useState('');
  const { judged, ask } = useJudgedList(only ? 'drafted' : catalogId);
  const lines = readLines(text).length;
  const list = useRef<HTMLDivElement>(null);
  useTypedBeforeWaking(list);

  // Kept in the browser, so it is there only after the first paint.
  useEffect(() => {
    const kept = keptList(catalogId);
    if (!kept) return;
    startTransition(() => {
      setText(kept);
      ask(kept);
    });
  }, [ask, catalogId]);

  const change = (next: string) => {
    setText(next);
    keepList(catalogId, next);
  };
  /** Changes a line of what was looked up, wherever it stands by now; one that was typed over is left. */
  const rewrite = (line: number, replacement: string) => {
    const said = readLines(judged.of).find((each) => each.line === line)?.text;
    const now = readLines(text).find((each) => each.text === said);
    const next = now ? withLine(text, now.line, replacement) : text;
    change(next);
    ask(next);
  };

  return (
    <>
      <div ref={list} className={styles.list}>
        <Field label="What to add" hint="Groups, Teams and applications by name, mail address, object id or application id; sites by their address. One on each line.">
          <Textarea value={text} onChange={(_, data) => change(data.value)} resize="vertical" textarea={{ rows: 6, spellCheck: false }} placeholder={'Finance – Ledger\nproject-nordlicht@contoso.com\nhttps://contoso.sharepoint.com/sites/finance'} />
        </Field>
        <div className={styles.buttons}>
          <Button appearance={judged.list ? 'secondary' : 'primary'} disabledFocusable={lines === 0 || judged.reading} icon={judged.reading ? <Spinner size="extra-tiny" aria-hidden /> : undefined} onClick={() => ask(text)}>{lines === 1 ? 'Look up 1 line' : `Look up ${lines.toLocaleString('en-GB')} lines`}</Button>
          {judged.again !== null && <Caption1 className={styles.quiet} aria-live="polite">{againWords(judged.again)}</Caption1>}
        </div>
        {judged.refused && <FormError error={judged.refused} />}
      </div>
      {judged.list && judged.list.problems.length > 0 && <ListProblems problems={judged.list.problems} caption="they are not added until they name one thing" onMend={({ line }: LineProblem, replacement) => rewrite(line, replacement)} />}
      {judged.list && judged.list.resources.length > 0 && <Candidates catalogId={catalogId} catalogName={catalogName} drafts={drafts} {...(only ? { only } : {})} list={judged.list} onLeaveOut={({ line }) => rewrite(line, '')} onSent={(sent) => keepList(catalogId, withoutNamed(text, judged.of, sent.map(({ line }) => line)))} />}
    </>
  );
}

type CandidatesProps = ResourceListProps & { list: JudgedList; onLeaveOut: (resource: JudgedResource) => void; onSent: (sent: readonly JudgedResource[]) => void };

function Candidates({ catalogId, catalogName, drafts, only, list, onLeaveOut, onSent }: CandidatesProps) {
  const styles = useStyles();
  const [chosenOwners, setChosenOwners] = useState<Record<string, string | null>>({});
  const go = useGo();
  const { resources, problems } = list;
  const ownerOf = (resource: JudgedResource): string | null => (resource.originId in chosenOwners ? (chosenOwners[resource.originId] ?? null) : (resource.proposed?.personId ?? null));
  const addable = resources.filter(({ readiness }) => readiness !== 'cannot');
  const left = problems.length + resources.length - addable.length;
  const count = addable.length === 1 ? '1 resource' : `${addable.length.toLocaleString('en-GB')} resources`;
  return (
    <Section title="What can be added" caption={addable.length === resources.length ? count : `${addable.length.toLocaleString('en-GB')} of ${resources.length.toLocaleString('en-GB')}`} flush>
      <DataTable
        label="What can be added"
        twoLine
        columns={[{ key: 'name', header: 'Resource', width: '28%' }, { key: 'kind', header: 'Kind', width: '110px' }, { key: 'verdict', header: 'As a resource' }, { key: 'owner', header: 'Answers for it', named: true, width: '210px' }, { key: 'out', header: 'Leave out', hiddenHeader: true, width: '100px' }]}
        rows={resources.map((resource) => ({
          key: resource.originId,
          label: resource.name,
          cells: {
            name: <><span className={styles.name}>{resource.name}</span><Caption1 className={styles.about}>{resource.about}</Caption1></>,
            kind: kindWord(resource.originSystem),
            verdict: <Verdict name={resource.name} readiness={resource.readiness} findings={resource.findings} />,
            owner: resource.readiness === 'cannot' ? '–' : <OwnerCell resource={resource} ownerId={ownerOf(resource)} onChoose={(ownerId) => setChosenOwners((before) => ({ ...before, [resource.originId]: ownerId }))} />,
            out: <Button size="small" appearance="subtle" aria-label={`Leave out ${resource.name}`} onClick={() => onLeaveOut(resource)}>Leave out</Button>,
          },
        }))}
      />
      <NotLookedAt resources={resources} />
      {addable.length > 0 && (
        <FormColumn>
          <ActionForm
            action={draftResourcesAction}
            hidden={{ catalogId, chosen: JSON.stringify(addable.map((resource) => ({ originSystem: resource.originSystem, originId: resource.originId, ownerId: ownerOf(resource) }))) }}
            label="Add resources"
            onDone={({ href }) => {
              onSent(addable);
              go(href);
            }}
          >
            {left > 0 && <MessageBar intent="warning"><MessageBarBody>{left === 1 ? '1 of the list is not added. It stays on the list.' : `${left} of the list are not added. They stay on the list.`}</MessageBarBody></MessageBar>}
            <DraftChoice drafts={drafts} only={only} name={`Resources of ${catalogName}`} />
            <DraftButtons />
          </ActionForm>
        </FormColumn>
      )}
    </Section>
  );
}
