'use client';

import { Caption1, makeStyles, tokens } from '@fluentui/react-components';
import { TextLink } from './text-link';

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', minWidth: 0 },
  // Long and without a space: it breaks before the domain, or anywhere, rather than widen its column.
  detail: { color: tokens.colorNeutralForeground3, fontWeight: tokens.fontWeightRegular, overflowWrap: 'anywhere' },
});

export type PersonNameProps = { name: string; /** Tells two of one name apart. */ userPrincipalName: string | null; href?: string };

/** Who a row of a table is about: the name, and under it the one by which they sign in. */
export function PersonName({ name, userPrincipalName, href }: PersonNameProps) {
  const styles = useStyles();
  const [local, domain] = userPrincipalName?.split('@') ?? [];
  return (
    <span className={styles.root}>
      <span>{href ? <TextLink href={href}>{name}</TextLink> : name}</span>
      {userPrincipalName && <Caption1 className={styles.detail}>{local}{domain && <><wbr />@{domain}</>}</Caption1>}
    </span>
  );
}
