'use client';

import { createContext, useContext, useMemo, useState } from 'react';

export type TableSelection = {
  /** Chosen rows of this page. */
  keys: ReadonlySet<string>;
  /** Everything on all pages is chosen. */
  all: boolean;
  /** Every choosable row shown is chosen. */
  allShown: boolean;
  count: number;
  has: (key: string) => boolean;
  toggle: (key: string) => void;
  toggleShown: () => void;
  chooseAll: () => void;
  clear: () => void;
};

const NOTHING: ReadonlySet<string> = new Set();

/** What is chosen in a table: rows by key, or all rows of all pages. */
export function useSelectionState(selectable: string[], total: number): TableSelection {
  const [chosen, setKeys] = useState<ReadonlySet<string>>(NOTHING);
  const [all, setAll] = useState(false);
  // Whoever was taken out, or stands on another page now, is chosen no longer.
  const keys = useMemo(() => new Set(selectable.filter((key) => chosen.has(key))), [selectable, chosen]);
  const allShown = selectable.length > 0 && selectable.every((key) => keys.has(key));

  const clear = () => {
    setAll(false);
    setKeys(NOTHING);
  };
  return {
    keys,
    all,
    allShown,
    count: all ? total : keys.size,
    has: (key) => all || keys.has(key),
    toggle: (key) => {
      const next = new Set(all ? selectable : keys);
      if (!next.delete(key)) next.add(key);
      setAll(false);
      setKeys(next);
    },
    toggleShown: () => (all || allShown ? clear() : setKeys(new Set(selectable))),
    chooseAll: () => setAll(true),
    clear,
  };
}

const Selection = createContext<TableSelection | null>(null);

export function TableSelectionProvider({ state, children }: { state: TableSelection; children: React.ReactNode }) {
  return <Selection value={state}>{children}</Selection>;
}

/** What is chosen in the table around it. */
export function useTableSelection(): Pick<TableSelection, 'keys' | 'all' | 'count'> {
  return useContext(Selection) ?? { keys: NOTHING, all: false, count: 0 };
}

/** Sends the chosen rows with the form it stands in: `name` once for each, or `<name>All` = `true` for all pages. */
export function SelectionFields({ name }: { name: string }) {
  const { keys, all } = useTableSelection();
  if (all) return <input type="hidden" name={`${name}All`} value="true" />;
  return [...keys].map((key) => <input key={key} type="hidden" name={name} value={key} />);
}
