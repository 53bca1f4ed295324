'use client';

import { Caption1, makeStyles, tokens } from '@fluentui/react-components';
import { TextLink } from '@/components/text-link';

const useStyles = makeStyles({ policy: { display: 'block' }, again: { display: 'block', color: tokens.colorNeutralForeground3 } });

export type RowNameProps = {
  name: string;
  href: string | null;
  /** Of a package with several, which of its policies stands in this line. */
  policy: string | null;
  /** The line before is of the same package. */
  again: boolean;
};

/** The package of a line of the table, and its policy where it has several. */
export function RowName({ name, href, policy, again }: RowNameProps) {
  const styles = useStyles();
  return (
    <>
      {again ? <Caption1 className={styles.again}>{name}</Caption1> : href ? <TextLink href={href}>{name}</TextLink> : name}
      {policy && <span className={styles.policy}>{policy}</span>}
    </>
  );
}
