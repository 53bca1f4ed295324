'use client';

import { Tab, TabList, makeStyles, tokens } from '@fluentui/react-components';
import { useEffect, useRef } from 'react';
import { phone } from './breakpoint';
import { useGo } from './navigation';

const useStyles = makeStyles({
  root: {
    marginBottom: tokens.spacingVerticalL,
    marginLeft: `calc(-1 * ${tokens.spacingHorizontalMNudge})`,
    [phone]: { marginLeft: `calc(-1 * ${tokens.spacingHorizontalSNudge})` },
    borderBottom: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
    position: 'relative',
    overflowX: 'auto',
    scrollbarWidth: 'none',
  },
  tab: { whiteSpace: 'nowrap', flexShrink: 0, [phone]: { paddingInline: tokens.spacingHorizontalSNudge } },
});

export type TabLink = { key: string; label: string; href: string };

export type TabLinksProps = { label: string; tabs: TabLink[]; chosen: string };

/** Parts of one place, each with its own address. */
export function TabLinks({ label, tabs, chosen }: TabLinksProps) {
  const styles = useStyles();
  const go = useGo();
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Where not all have room, the one that is open is in sight, with a part of its neighbour.
    const [root, tab] = [list.current, list.current?.querySelector<HTMLElement>('[aria-selected="true"]')];
    if (root && tab) root.scrollLeft = tab.offsetLeft - (root.clientWidth - tab.offsetWidth) / 2;
  }, [chosen]);
  return (
    <TabList
      ref={list}
      className={styles.root}
      aria-label={label}
      selectedValue={chosen}
      onTabSelect={(_, data) => {
        const tab = tabs.find((one) => one.key === data.value);
        if (tab) go(tab.href, { stay: true });
      }}
    >
      {tabs.map((tab) => (
        <Tab key={tab.key} value={tab.key} className={styles.tab}>{tab.label}</Tab>
      ))}
    </TabList>
  );
}
