'use client';

import {
  Avatar, Body1Strong, Button, Caption1, Menu, MenuDivider, MenuGroup, MenuGroupHeader, MenuItem, MenuItemLink, MenuItemRadio, MenuList,
  MenuPopover, MenuTrigger, makeStyles, tokens,
} from '@fluentui/react-components';
import { useRef, useState } from 'react';
import { phone } from './breakpoint';
import { Icon } from './icon';
import { NOTHING_STOPS, SignOutDialog, loadStops, stopsAnything } from './sign-out-dialog';
import type { Stops } from './sign-out-dialog';
import { useSoftLink } from './soft-link';
import { useTheme } from './theme';
import type { ThemeChoice } from './theme';

const useStyles = makeStyles({
  trigger: { height: '40px', paddingInline: tokens.spacingHorizontalS, marginRight: `calc(-1 * ${tokens.spacingHorizontalS})`, minWidth: 'auto', fontWeight: tokens.fontWeightRegular },
  inside: { display: 'flex', alignItems: 'center', columnGap: tokens.spacingHorizontalS },
  words: { display: 'flex', flexDirection: 'column', alignItems: 'flex-start', textAlign: 'left', lineHeight: tokens.lineHeightBase200, [phone]: { position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', clipPath: 'inset(50%)' } },
  name: { fontSize: tokens.fontSizeBase200, lineHeight: tokens.lineHeightBase200, whiteSpace: 'nowrap' },
  role: { color: tokens.colorNeutralForeground3, whiteSpace: 'nowrap' },
  head: { display: 'none', [phone]: { display: 'flex', flexDirection: 'column', padding: tokens.spacingHorizontalS } },
});

const CHOICES: { value: ThemeChoice; label: string; icon: 'light' | 'dark' | 'system' }[] = [
  { value: 'light', label: 'Light', icon: 'light' },
  { value: 'dark', label: 'Dark', icon: 'dark' },
  { value: 'system', label: 'As the system', icon: 'system' },
];

export type PersonMenuProps = { person: { name: string; /** In words. */ role: string }; hasSettings: boolean };

/** Who I am and in which role; light or dark; sign out. */
export function PersonMenu({ person, hasSettings }: PersonMenuProps) {
  const styles = useStyles();
  const theme = useTheme();
  const soft = useSoftLink();
  const signOut = useRef<HTMLFormElement>(null);
  const [stops, setStops] = useState<Stops>(NOTHING_STOPS);
  const leave = () => signOut.current?.requestSubmit();
  const askThenLeave = async () => {
    const found = await loadStops();
    if (stopsAnything(found)) setStops(found);
    else leave();
  };
  return (
    <>
      <Menu checkedValues={{ theme: [theme.choice] }}>
        <MenuTrigger disableButtonEnhancement>
          <Button appearance="subtle" className={styles.trigger}>
            <span className={styles.inside}>
              <span className={styles.words}>
                <Body1Strong className={styles.name}>{person.name}</Body1Strong>
                <Caption1 className={styles.role}>{person.role}</Caption1>
              </span>
              <Avatar name={person.name} color="neutral" size={28} aria-hidden />
            </span>
          </Button>
        </MenuTrigger>
        <MenuPopover>
          <MenuList>
            <div className={styles.head}>
              <Body1Strong>{person.name}</Body1Strong>
              <Caption1 className={styles.role}>{person.role}</Caption1>
            </div>
            <MenuGroup>
              <MenuGroupHeader>Appearance</MenuGroupHeader>
              {CHOICES.map((choice) => (
                <MenuItemRadio key={choice.value} name="theme" value={choice.value} icon={<Icon name={choice.icon} size={20} />} onClick={() => theme.choose(choice.value)}>
                  {choice.label}
                </MenuItemRadio>
              ))}
            </MenuGroup>
            <MenuDivider />
            {hasSettings && <MenuItemLink {...soft('/settings')} icon={<Icon name="settings" size={20} />}>Settings</MenuItemLink>}
            <MenuItem icon={<Icon name="signOut" size={20} />} onClick={() => void askThenLeave().catch(leave)}>Sign out</MenuItem>
          </MenuList>
        </MenuPopover>
      </Menu>
      <SignOutDialog stops={stops} stay={() => setStops(NOTHING_STOPS)} leave={leave} />
      <form ref={signOut} method="post" action="/auth/sign-out" hidden />
    </>
  );
}
