'use client';

import { Button, Spinner, makeStyles } from '@fluentui/react-components';
import { useForm } from './action-form';
import { Icon } from './icon';
import type { IconName } from './icons';

const useStyles = makeStyles({ root: { whiteSpace: 'nowrap', alignSelf: 'flex-start', minWidth: 'auto' } });

export type SubmitButtonProps = {
  /** What it does, with the number: `Start run for 312 people`. */
  children: React.ReactNode;
  appearance?: 'primary' | 'secondary' | 'subtle' | 'transparent';
  size?: 'small' | 'medium' | 'large';
  icon?: IconName;
  disabled?: boolean;
  /** Sent as a field, for a form with several buttons. */
  name?: string;
  value?: string;
  label?: string;
};

/** Sends the form it stands in; while it is being sent it waits, keeps its width and says so. */
export function SubmitButton({ children, appearance = 'primary', size, icon, disabled, name, value, label }: SubmitButtonProps) {
  const styles = useStyles();
  const { pending } = useForm();
  const glyph = pending ? <Spinner size="extra-tiny" aria-hidden /> : icon ? <Icon name={icon} size={size === 'small' ? 16 : 20} /> : null;
  return (
    <Button
      type="submit"
      appearance={appearance}
      size={size}
      name={name}
      value={value}
      aria-label={label}
      disabledFocusable={pending || disabled}
      className={styles.root}
      {...(glyph ? { icon: glyph } : {})}
    >
      {children}
    </Button>
  );
}
