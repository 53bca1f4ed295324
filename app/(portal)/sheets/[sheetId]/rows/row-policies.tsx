'use client';

import { Button, Caption1 } from '@fluentui/react-components';
import { useEffect, useRef, useState } from 'react';
import { useForm } from '@/components/action-form';
import { Icon } from '@/components/icon';
import { Section } from '@/components/section';
import { MOST_POLICIES, newPolicyCells, policyField } from '@/lib/authoring/sheet/columns';
import type { PolicyCells, PolicyColumn } from '@/lib/authoring/sheet/columns';
import { CellField } from './cell-field';
import { useRowStyles } from './row-styles';

/** The policies of a package, each with fields of its own: some may be added and taken away. */
export function RowPolicies({ policies }: { policies: readonly PolicyCells[] }) {
  const styles = useRowStyles();
  const typed = useForm().typed?.policies?.[0];
  const [keys, setKeys] = useState<string[]>(() => (typed === undefined ? policies.map((_, index) => String(index)) : typed.split(' ').filter(Boolean)));
  // No key twice, also of one that was taken away: what was typed there would come back in another.
  const last = useRef(Math.max(policies.length - 1, ...keys.map(Number)));
  // What is added is filled in next; where one was taken away, the button is what goes on.
  const [moved, setMoved] = useState<{ to: string | null } | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!moved) return;
    if (moved.to === null) button.current?.focus();
    else list.current?.querySelector<HTMLElement>(`[name="${policyField(moved.to, 'policy')}"]`)?.focus();
  }, [moved]);
  const add = () => {
    last.current += 1;
    const next = String(last.current);
    setKeys([...keys, next]);
    setMoved({ to: next });
  };
  const takeAway = (key: string) => {
    setKeys(keys.filter((each) => each !== key));
    setMoved({ to: null });
  };
  return (
    <div ref={list}>
      <input type="hidden" name="policies" value={keys.join(' ')} />
      {keys.map((key, index) => (
        <RowPolicy key={key} fields={key} title={keys.length > 1 ? `Policy ${index + 1} of ${keys.length}` : 'Policy'} cells={policies[Number(key)] ?? newPolicyCells()} onTakeAway={keys.length > 1 ? () => takeAway(key) : null} />
      ))}
      {keys.length < MOST_POLICIES && <Button ref={button} className={styles.add} icon={<Icon name="add" />} onClick={add}>Add a policy</Button>}
    </div>
  );
}

/** @param fields the key of its fields' names */
function RowPolicy({ fields, title, cells, onTakeAway }: { fields: string; title: string; cells: PolicyCells; onTakeAway: (() => void) | null }) {
  const styles = useRowStyles();
  const field = (column: PolicyColumn) => <CellField key={column} name={policyField(fields, column)} column={column} cell={cells[column]} />;
  return (
    <Section title={title} actions={onTakeAway && <Button size="small" appearance="subtle" icon={<Icon name="delete" />} aria-label={`Take away ${title.toLowerCase()}`} onClick={onTakeAway}>Take away</Button>}>
      <div className={styles.policy}>
        <div className={styles.fields}>{(['policy', 'ask'] as const).map(field)}</div>
        <Caption1 className={styles.quiet}>Up to three decide, one after the other. Where nobody stands, nobody has to agree.</Caption1>
        {([1, 2, 3] as const).map((number) => <div key={number} className={styles.stage}>{([`approvers${number}`, `standIns${number}`, `days${number}`] as const).map(field)}</div>)}
        <div className={styles.fields}>{(['duration', 'review', 'reviewers', 'silence'] as const).map(field)}</div>
      </div>
    </Section>
  );
}
