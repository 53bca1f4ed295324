'use client';

import {
  Button, Caption1, Dialog, DialogBody, DialogContent, DialogSurface, DialogTitle, SearchBox, makeStyles, mergeClasses, tokens,
} from '@fluentui/react-components';
import { useEffect, useEffectEvent, useId, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { phone } from './breakpoint';
import { Icon } from './icon';
import type { IconName } from './icons';
import { useGo } from './navigation';

const useStyles = makeStyles({
  box: {
    display: 'flex',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalSNudge,
    height: '32px',
    width: '100%',
    boxSizing: 'border-box',
    paddingInline: tokens.spacingHorizontalMNudge,
    border: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke1}`,
    borderBottomColor: tokens.colorNeutralStrokeAccessible,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground1,
    color: tokens.colorNeutralForeground3,
    font: 'inherit',
    textAlign: 'left',
    cursor: 'text',
    ':hover': { border: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke1Hover}`, borderBottomColor: tokens.colorNeutralStrokeAccessibleHover },
    ':focus-visible': { outline: `${tokens.strokeWidthThick} solid ${tokens.colorStrokeFocus2}` },
    [phone]: { display: 'none' },
  },
  boxText: { flexGrow: 1, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  small: { display: 'none', [phone]: { display: 'inline-flex' } },
  surface: { width: '560px', maxWidth: 'calc(100vw - 32px)', alignSelf: 'start', marginTop: '56px', padding: tokens.spacingHorizontalL },
  heard: { position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', clipPath: 'inset(50%)' },
  field: { width: '100%', maxWidth: 'none' },
  list: { listStyleType: 'none', margin: `${tokens.spacingVerticalS} 0 0`, padding: 0, minHeight: '120px', maxHeight: '50vh', overflowY: 'auto' },
  hit: { display: 'flex', alignItems: 'center', columnGap: tokens.spacingHorizontalS, padding: `${tokens.spacingVerticalSNudge} ${tokens.spacingHorizontalS}`, borderRadius: tokens.borderRadiusMedium, cursor: 'pointer' },
  active: { backgroundColor: tokens.colorSubtleBackgroundSelected },
  // What tells it from others of the name stands under it where a phone has no room beside it.
  words: { display: 'flex', flexWrap: 'wrap', alignItems: 'baseline', columnGap: tokens.spacingHorizontalS, minWidth: 0 },
  detail: { minWidth: 0, overflowWrap: 'anywhere', color: tokens.colorNeutralForeground3 },
  quiet: { color: tokens.colorNeutralForeground3, padding: tokens.spacingHorizontalS },
});

export type SearchHit = { kind: 'person' | 'rollout' | 'package' | 'catalog'; name: string; detail?: string; href: string };

/** Finds people, rollouts and packages by a part of their name. */
export type SearchEverything = (query: string) => Promise<SearchHit[]>;

const KIND: Record<SearchHit['kind'], { icon: IconName; word: string }> = {
  person: { icon: 'person', word: 'Person' },
  rollout: { icon: 'rollouts', word: 'Rollout' },
  package: { icon: 'packages', word: 'Package' },
  catalog: { icon: 'document', word: 'Catalog' },
};

/** The search of the top bar. Ctrl K opens it from anywhere; arrows choose, enter goes. */
export function SearchDialog({ search }: { search?: SearchEverything | undefined }) {
  const styles = useStyles();
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      setOpen(true);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);

  return (
    <>
      <button type="button" className={styles.box} onClick={() => setOpen(true)} aria-keyshortcuts="Control+K" aria-haspopup="dialog">
        <Icon name="search" size={20} />
        <span className={styles.boxText}>Search people, rollouts, packages</span>
        <Caption1>Ctrl K</Caption1>
      </button>
      <Button className={styles.small} appearance="subtle" icon={<Icon name="search" size={20} />} aria-label="Search" onClick={() => setOpen(true)} />
      <Dialog open={open} onOpenChange={(_, data) => setOpen(data.open)}>
        <DialogSurface className={styles.surface}>
          <DialogBody>
            <DialogTitle className={styles.heard}>Search</DialogTitle>
            <DialogContent><SearchPanel search={search} close={() => setOpen(false)} /></DialogContent>
          </DialogBody>
        </DialogSurface>
      </Dialog>
    </>
  );
}

function SearchPanel({ search, close }: { search: SearchEverything | undefined; close: () => void }) {
  const styles = useStyles();
  const go = useGo();
  const listId = useId();
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const { hits, says, isLooking } = useHits(query, search);
  const [entered, setEntered] = useState(false);

  const open = (href: string) => {
    close();
    go(href);
  };
  const enter = (hit: SearchHit | undefined) => {
    if (hit) open(hit.href);
    else if (query.trim()) open(`/helpdesk?q=${encodeURIComponent(query.trim())}`);
  };
  const goOn = useEffectEvent(() => enter(hits[0]));
  useEffect(() => {
    if (entered && !isLooking) goOn();
  }, [entered, isLooking]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setActive(Math.min(active + 1, hits.length - 1));
    else if (event.key === 'ArrowUp') setActive(Math.max(active - 1, 0));
    else if (event.key === 'Enter') {
      // What stands there answers what was typed before: it is gone on with once the answer is there.
      if (isLooking) setEntered(true);
      else enter(hits[active]);
    } else return;
    event.preventDefault();
  };

  return (
    <>
      <SearchBox
        autoFocus
        className={styles.field}
        aria-label="Search people, rollouts, packages"
        placeholder="Name, mail or title"
        value={query}
        onChange={(_, data) => {
          setQuery(data.value);
          setActive(0);
          setEntered(false);
        }}
        onKeyDown={onKeyDown}
        input={{ role: 'combobox', 'aria-expanded': hits.length > 0, 'aria-controls': listId, ...(hits[active] ? { 'aria-activedescendant': `${listId}-${active}` } : {}) }}
      />
      <ul id={listId} role="listbox" aria-label="Found" className={styles.list}>
        {hits.map((hit, index) => (
          <li key={hit.href} id={`${listId}-${index}`} role="option" aria-selected={index === active} className={mergeClasses(styles.hit, index === active && styles.active)} onMouseMove={() => setActive(index)} onClick={() => open(hit.href)}>
            <Icon name={KIND[hit.kind].icon} size={20} />
            <span className={styles.words}>
              <span>{hit.name}</span>
              <Caption1 className={styles.detail}>{hit.detail ?? KIND[hit.kind].word}</Caption1>
            </span>
          </li>
        ))}
        {hits.length === 0 && <li role="presentation" className={styles.quiet}>{says}</li>}
      </ul>
    </>
  );
}

function useHits(query: string, search: SearchEverything | undefined): { hits: SearchHit[]; says: string; isLooking?: boolean } {
  const [answer, setAnswer] = useState<{ query: string; hits: SearchHit[] | null }>({ query: '', hits: [] });
  const text = query.trim();
  useEffect(() => {
    if (!search || text.length < 2) return undefined;
    let stale = false;
    const timer = setTimeout(() => {
      search(text).then(
        (hits) => stale || setAnswer({ query: text, hits }),
        () => stale || setAnswer({ query: text, hits: null }),
      );
    }, 200);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [text, search]);

  if (!search) return { hits: [], says: text ? 'Enter looks for people of that name.' : 'Type a part of a name or mail, then enter.' };
  if (text.length < 2) return { hits: [], says: 'Type at least 2 letters.' };
  if (answer.query !== text) return { hits: answer.hits ?? [], says: 'Looking…', isLooking: true };
  if (!answer.hits) return { hits: [], says: 'Search cannot be reached right now. Enter looks for people of that name.' };
  return { hits: answer.hits, says: 'Nothing of that name. Enter looks for people in the helpdesk.' };
}
