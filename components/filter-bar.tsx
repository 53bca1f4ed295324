'use client';

import { InteractionTag, InteractionTagPrimary, InteractionTagSecondary, SearchBox, makeStyles, tokens } from '@fluentui/react-components';
import { useSearchParams } from 'next/navigation';
import { useCallback, useEffect, useRef, useState } from 'react';
import { phone } from './breakpoint';
import { FilterMenu } from './filter-menu';
import { useChangeAddress } from './navigation';
import type { ChangeAddress } from './navigation';
import { useTypedBeforeWaking } from './typed-before-waking';

const useStyles = makeStyles({
  root: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: tokens.spacingHorizontalS, rowGap: tokens.spacingVerticalXS, marginBottom: tokens.spacingVerticalS },
  search: { width: '280px', [phone]: { width: '100%', maxWidth: 'none' } },
  rest: { marginLeft: 'auto', display: 'flex', alignItems: 'center', columnGap: tokens.spacingHorizontalS, [phone]: { marginLeft: 0 } },
});

/** `chip` is said of it once it is chosen, where the label says more. */
export type FilterChoice = { value: string; label: string; chip?: string };

export type Filter = {
  /** Name in the address. */
  param: string;
  label: string;
  options: FilterChoice[];
  /** More than one may be chosen; they are alternatives, each in the address. */
  several?: boolean;
};

export type FilterBarProps = {
  /** `Find in 2,400 people`. Without it there is no search. */
  search?: string;
  /** Name of the search in the address. */
  searchParam?: string;
  filters?: Filter[];
  /** At the right: columns, export. */
  children?: React.ReactNode;
};

/** What to keep to is said by the address; a change of it goes back to the first page. */
const BELONGS_TO_PAGE = ['page', 'cursor', 'row', 'person', 'item'];

/** Search, chips and filters over a list; all of them live in the address. */
export function FilterBar({ search, searchParam = 'q', filters = [], children }: FilterBarProps) {
  const styles = useStyles();
  const params = useSearchParams();
  const set = useSetParam();
  const bar = useRef<HTMLDivElement>(null);
  useTypedBeforeWaking(bar);
  const chips = filters.flatMap((filter) => {
    const values = filter.several ? params.getAll(filter.param) : [params.get(filter.param)];
    const chosen = filter.options.filter((choice) => values.includes(choice.value));
    return chosen.length > 0 ? [{ filter, words: chosen.map((choice) => choice.chip ?? choice.label).join(', ') }] : [];
  });

  return (
    <div ref={bar} role="search" aria-label="Filter the list" className={styles.root}>
      {search && <SearchField label={search} param={searchParam} />}
      {chips.map(({ filter, words }) => (
        <InteractionTag key={filter.param} size="small">
          <InteractionTagPrimary hasSecondaryAction>{`${filter.label}: ${words}`}</InteractionTagPrimary>
          <InteractionTagSecondary aria-label={`Remove the filter ${filter.label}`} onClick={() => set(filter.param, [])} />
        </InteractionTag>
      ))}
      {filters.length > 0 && <FilterMenu filters={filters} chosen={(param) => params.getAll(param)} onChoose={set} />}
      {children && <div className={styles.rest}>{children}</div>}
    </div>
  );
}

function useSetParam(): (param: string, values: string[], options?: Parameters<ChangeAddress>[1]) => ReturnType<ChangeAddress> {
  const change = useChangeAddress();
  return useCallback(
    (param, values, options) =>
      change((next) => {
        for (const name of BELONGS_TO_PAGE) next.delete(name);
        next.delete(param);
        for (const value of values) next.append(param, value);
      }, options),
    [change],
  );
}

/**
 * Writes the address a little after the last key, not as soon as the person turns elsewhere: a list that changes between the
 * press of a button in it and its release moves it away from under the pointer. Waits while a form is being sent, and is given
 * up by whoever goes elsewhere before it was written. Says what the address says while nobody types.
 */
function SearchField({ label, param }: { label: string; param: string }) {
  const styles = useStyles();
  const said = useSearchParams().get(param) ?? '';
  const set = useSetParam();
  const [typed, setTyped] = useState<string | null>(null);
  const [left, setLeft] = useState(false);
  const [tries, setTries] = useState(0);
  const typedAt = useRef(0);
  // What the address does not say yet, and from which address it was changed.
  const written = useRef<{ text: string; from: typeof set } | null>(null);

  useEffect(() => {
    if (typed === null) {
      written.current = null;
      return undefined;
    }
    const text = typed.trim();
    const timer = setTimeout(() => {
      if (text === said) {
        written.current = null;
        if (left) setTyped(null);
      } else if (written.current?.text === text) {
        // Another address came than the one it was written into: somebody went elsewhere meanwhile.
        if (written.current.from !== set) setTyped(null);
      } else {
        const outcome = set(param, text ? [text] : [], { since: typedAt.current });
        if (outcome === 'made') written.current = { text, from: set };
        else if (outcome === 'left') setTyped(null);
        else setTries((before) => before + 1);
      }
    }, 250);
    return () => clearTimeout(timer);
  }, [typed, said, left, tries, param, set]);

  return (
    <SearchBox
      className={styles.search}
      size="small"
      aria-label={label}
      placeholder={label}
      value={typed ?? said}
      onChange={(event, data) => {
        typedAt.current = performance.now();
        setTyped(data.value);
        // What was typed before the page was awake may be told after the person turned elsewhere.
        if (event.target instanceof HTMLInputElement) setLeft(document.activeElement !== event.target);
      }}
      onFocus={() => setLeft(false)}
      onBlur={() => setLeft(true)}
    />
  );
}
