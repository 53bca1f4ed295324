'use client';

import { Button, Caption1, Skeleton, SkeletonItem, makeStyles, tokens } from '@fluentui/react-components';
import { startTransition, useEffect } from 'react';
import { FactList } from '@/components/fact-list';
import type { Fact } from '@/components/fact-list';
import { FormError } from '@/components/form-error';
import { LinkButton } from '@/components/link-button';
import { Section } from '@/components/section';
import { againWords } from '@/components/use-again';
import { NotLookedAt } from '../add/not-looked-at';
import { useJudgedList } from '../add/use-judged-list';
import { Verdict } from '../add/verdict';

const useStyles = makeStyles({ section: { display: 'flex', flexDirection: 'column', alignItems: 'start', rowGap: tokens.spacingVerticalM, '& > *': { maxWidth: '100%' } } });

export type JudgedProps = {
  catalogId: string;
  originId: string;
  name: string;
  backHref: string;
  kind: string;
  facts: Fact[];
  /** What is known of it without a verdict, shown where there is none. */
  toKnow: Fact[];
  /** Whether that alone keeps it out. */
  keptOut: boolean;
  /** The form that adds it; there is none for what cannot be added, nor before it was looked at. */
  children: React.ReactNode;
};

/** One resource before it is added, judged by the browser's own question: on the server the page would wait for Graph several times. */
export function Judged({ catalogId, originId, name, backHref, kind, facts, toKnow, keptOut, children }: JudgedProps) {
  const styles = useStyles();
  const { judged: { list, refused, again }, ask } = useJudgedList(catalogId);
  useEffect(() => startTransition(() => ask(originId)), [ask, originId]);
  const verdict = list?.resources[0];
  const notFound = list && !verdict ? `Not judged. ${list.problems[0]?.what ?? ''}` : null;
  const said = notFound ?? (verdict ? <Verdict name={name} readiness={verdict.readiness} findings={verdict.findings} /> : refused ? 'Not known' : <Skeleton aria-label={`Judging ${name}`}><SkeletonItem size={16} /></Skeleton>);
  const offered = list && (verdict ? verdict.readiness !== 'cannot' : !keptOut);
  return (
    <>
      <Section title={kind}><div className={styles.section}>
        <FactList facts={[...facts, { label: 'As a resource', value: said }, ...(notFound === null ? [] : toKnow)]} />
        {verdict && <NotLookedAt resources={[verdict]} />}
        {refused && <FormError error={refused} />}
        {again !== null && <Caption1 aria-live="polite">{againWords(again)}</Caption1>}
        {again === null && (refused ?? notFound) !== null && <Button size="small" onClick={() => ask(originId)}>Judge it again</Button>}
      </div></Section>
      {(list ?? refused) && !offered && <LinkButton href={backHref}>Leave without adding</LinkButton>}
      {offered && children}
    </>
  );
}
