'use client';

import { Persona, makeStyles, tokens } from '@fluentui/react-components';
import { TextLink } from './text-link';

const useStyles = makeStyles({
  root: { minWidth: 0 },
  detail: { color: tokens.colorNeutralForeground3 },
});

export type PersonCellProps = {
  name: string;
  /** Department and place, or what they are here. */
  detail?: string;
  href?: string;
  size?: 'small' | 'medium' | 'large';
};

/** A person with a neutral avatar; the name leads to them when there is where to go. */
export function PersonCell({ name, detail, href, size = 'small' }: PersonCellProps) {
  const styles = useStyles();
  return (
    <Persona
      className={styles.root}
      size={size}
      avatar={{ color: 'neutral', name, 'aria-hidden': true }}
      name={name}
      primaryText={href ? <TextLink href={href}>{name}</TextLink> : name}
      {...(detail ? { secondaryText: { className: styles.detail, children: detail } } : {})}
    />
  );
}
