'use client';

import { Button, Caption1, Field, MessageBar, MessageBarBody, Select, makeStyles, tokens } from '@fluentui/react-components';
import { startTransition, useEffect, useId, useOptimistic, useState } from 'react';
import { useFieldError, useForm } from '@/components/action-form';
import { phone } from '@/components/breakpoint';
import { FieldError } from '@/components/field-error';
import { FilterBar } from '@/components/filter-bar';
import { Icon } from '@/components/icon';
import { LinkButton } from '@/components/link-button';
import { useChangeAddress } from '@/components/navigation';
import type { ChosenPackage } from '@/lib/rollout/package-choices';

const line = `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`;

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, borderTop: line, marginBottom: tokens.spacingVerticalM },
  chosen: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1fr) max-content', columnGap: tokens.spacingHorizontalL, alignItems: 'start', borderBottom: line, paddingBlock: tokens.spacingVerticalS, [phone]: { gridTemplateColumns: 'minmax(0, 1fr) max-content' } },
  policy: { minWidth: 0, [phone]: { gridColumnStart: 1, gridColumnEnd: 3, gridRowStart: 2 } },
  warning: { gridColumnStart: 1, gridColumnEnd: 4, marginTop: tokens.spacingVerticalXS, [phone]: { gridColumnEnd: 3 } },
  select: { minWidth: 0, '& select': { minWidth: 0 } },
  words: { display: 'flex', flexDirection: 'column', minWidth: 0 },
  quiet: { color: tokens.colorNeutralForeground3 },
  offer: { display: 'flex', justifyContent: 'space-between', alignItems: 'center', columnGap: tokens.spacingHorizontalM, minHeight: '52px', paddingBlock: tokens.spacingVerticalXS, boxSizing: 'border-box', borderBottom: line },
});

export type OfferedPackage = { id: string; name: string; catalogName: string };

type PackageFieldsProps = { found: OfferedPackage[]; more: boolean; chosen: ChosenPackage[]; policies?: Record<string, string>; /** Told whether the policies of a package just chosen are still being read: the form cannot say yet what it would send. */ onReading?: (reading: boolean) => void };

/** The packages of a rollout, each with the policy its assignments go under. Which are chosen lives in the address. */
export function PackageFields({ found, more, chosen, policies = {}, onReading }: PackageFieldsProps) {
  const styles = useStyles();
  const notEnough = useFieldError('package');
  const wrong = useFieldError('packages');
  const errorId = useId();
  // Another address would take the way on that the form's answer shows.
  const { pending } = useForm();
  const [ids, choose] = useChosen(chosen.map((each) => each.id));
  // It was said of a list that was empty then.
  const error = (ids.size > 0 ? undefined : notEnough) ?? wrong;
  const coming = found.filter((each) => ids.has(each.id) && !chosen.some(({ id }) => id === each.id));
  const reading = coming.length > 0;
  useEffect(() => onReading?.(reading), [onReading, reading]);
  const offered = found.filter((each) => !ids.has(each.id)).slice(0, 12);
  return (
    <div role="group" aria-label="Packages" onKeyDown={(event) => event.key === 'Enter' && event.target instanceof HTMLInputElement && event.preventDefault()} {...(error ? { 'aria-describedby': errorId, 'data-wrong': '' } : {})}>
      {error && <FieldError id={errorId}>{error}</FieldError>}
      {ids.size > 0 && (
        <ul className={styles.list} aria-label="Chosen packages">
          {chosen.filter((each) => ids.has(each.id)).map((each) => <Chosen key={each.id} chosen={each} policyId={policies[each.id]} onRemove={() => choose([...ids].filter((id) => id !== each.id))} />)}
          {coming.map((each) => (
            <li key={each.id} className={styles.chosen}>
              <span className={styles.words}>
                <span>{each.name}</span>
                <Caption1 className={styles.quiet}>{each.catalogName}</Caption1>
              </span>
              <Caption1 className={styles.quiet} role="status">Reading its policies</Caption1>
            </li>
          ))}
        </ul>
      )}
      <FilterBar search="Find a package" />
      <ul className={styles.list} aria-label="Packages to add">
        {offered.map((each) => (
          <li key={each.id} className={styles.offer}>
            <span className={styles.words}>
              <span>{each.name}</span>
              <Caption1 className={styles.quiet}>{each.catalogName}</Caption1>
            </span>
            <Button size="small" icon={<Icon name="add" />} aria-label={`Add ${each.name}`} disabledFocusable={pending} onClick={() => choose([...ids, each.id])}>Add</Button>
          </li>
        ))}
        {offered.length === 0 && (
          <li className={styles.offer}>
            <span className={styles.quiet}>No other package of that name.</span>
            <LinkButton size="small" href="/packages">See all packages</LinkButton>
          </li>
        )}
      </ul>
      {(more || found.length - ids.size > offered.length) && offered.length > 0 && <Caption1 className={styles.quiet}>There are more. Search by name to find them.</Caption1>}
    </div>
  );
}

/** What is chosen and how to change it, as it will be: the page reads the policies of one more a moment later. */
function useChosen(now: string[]): [ReadonlySet<string>, (ids: string[]) => void] {
  const change = useChangeAddress();
  const [ids, expect] = useOptimistic(now);
  return [new Set(ids), (wanted) => startTransition(() => {
    expect(wanted);
    change((next) => {
      next.delete('package');
      for (const id of wanted) next.append('package', id);
    });
  })];
}

function Chosen({ chosen, policyId, onRemove }: { chosen: ChosenPackage; policyId: string | undefined; onRemove: () => void }) {
  const styles = useStyles();
  const { typed, pending } = useForm();
  const before = typed?.package?.find((pair) => pair.startsWith(`${chosen.id}/`))?.slice(37) ?? policyId;
  const usable = chosen.policies.filter((policy) => !policy.automatic);
  const first = usable.find((policy) => policy.id === before) ?? usable[0];
  const [picked, setPicked] = useState(first?.id ?? '');
  const policy = usable.find((each) => each.id === picked) ?? first;
  return (
    <li className={styles.chosen}>
      <span className={styles.words}>
        <span>{chosen.name}</span>
        <Caption1 className={styles.quiet}>{chosen.catalogName}</Caption1>
      </span>
      <div className={styles.policy}>
        {policy ? (
          <Field label="Assigned under" size="small">
            <Select className={styles.select} size="small" name="package" value={`${chosen.id}/${policy.id}`} onChange={(_, data) => setPicked(data.value.slice(37))}>
              {usable.map((each) => <option key={each.id} value={`${chosen.id}/${each.id}`}>{each.warning ? `${each.name} (not without a wait)` : each.name}</option>)}
            </Select>
          </Field>
        ) : (
          <span className={styles.quiet}>Has no policy that people can be assigned under.</span>
        )}
      </div>
      <Button appearance="subtle" size="small" icon={<Icon name="dismiss" />} aria-label={`Take out ${chosen.name}`} disabledFocusable={pending} onClick={onRemove} />
      {policy?.warning && (
        <MessageBar intent="warning" layout="multiline" className={styles.warning}>
          <MessageBarBody>{policy.warning}</MessageBarBody>
        </MessageBar>
      )}
    </li>
  );
}
