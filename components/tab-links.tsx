'use client';

import { Tab, TabList, makeStyles, tokens } from '@fluentui/react-components';
import { phone } from './breakpoint';
import { useGo } from './navigation';

const useStyles = makeStyles({
  root: {
    marginBottom: tokens.spacingVerticalL,
    marginLeft: `calc(-1 * ${tokens.spacingHorizontalMNudge})`,
    [phone]: { marginLeft: `calc(-1 * ${tokens.spacingHorizontalSNudge})` },
    borderBottom: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
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
  return (
    <TabList
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
