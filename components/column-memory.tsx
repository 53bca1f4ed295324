'use client';

import { createContext, useCallback, useContext, useState } from 'react';
import { columnCookie } from './column-cookie';

type Memory = { hidden: Record<string, string[]>; hide: (table: string, columns: string[]) => void };

const MemoryContext = createContext<Memory>({ hidden: {}, hide: () => undefined });

/** Which columns of which tables this browser leaves out; the server reads it too, so no column shows and goes again. */
export function ColumnMemoryProvider({ start, children }: { start: Record<string, string[]>; children: React.ReactNode }) {
  const [hidden, setHidden] = useState(start);
  const hide = useCallback((table: string, columns: string[]) => {
    setHidden((before) => ({ ...before, [table]: columns }));
    document.cookie = columnCookie(table, columns);
  }, []);
  return <MemoryContext value={{ hidden, hide }}>{children}</MemoryContext>;
}

/** The columns left out of a table, by key, and how to leave out others; until somebody does, those are that begin left out. */
export function useHiddenColumns(table: string, atFirst: string[]): [hidden: string[], hide: (columns: string[]) => void] {
  const { hidden, hide } = useContext(MemoryContext);
  return [hidden[table] ?? atFirst, useCallback((columns: string[]) => hide(table, columns), [hide, table])];
}
