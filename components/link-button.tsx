'use client';

import { Button, makeStyles } from '@fluentui/react-components';
import { Icon } from './icon';
import type { IconName } from './icons';
import { useSoftLink } from './soft-link';

const useStyles = makeStyles({ root: { whiteSpace: 'nowrap', minWidth: 'auto' } });

export type LinkButtonProps = {
  href: string;
  children?: React.ReactNode;
  appearance?: 'primary' | 'secondary' | 'subtle' | 'transparent';
  size?: 'small' | 'medium' | 'large';
  icon?: IconName;
  /** Needed when there is only an icon. */
  label?: string;
  /** Saves what the address answers instead of going there. */
  download?: boolean;
  /** Leaves a form for good: what was typed in it is not kept. */
  discards?: boolean;
};

/** A button that only leads somewhere. */
export function LinkButton({ href, children, appearance, size, icon, label, download, discards }: LinkButtonProps) {
  const styles = useStyles();
  const soft = useSoftLink();
  return (
    <Button
      as="a"
      {...(download ? { href, download: true } : soft(href))}
      {...(discards ? { 'data-discards': true } : {})}
      appearance={appearance}
      size={size}
      aria-label={label}
      className={styles.root}
      {...(icon ? { icon: <Icon name={icon} size={size === 'small' ? 16 : 20} /> } : {})}
    >
      {children}
    </Button>
  );
}
