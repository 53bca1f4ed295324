'use client';

import { Link, makeStyles, mergeClasses } from '@fluentui/react-components';
import { useSoftLink } from './soft-link';

const useStyles = makeStyles({
  root: { fontSize: 'inherit', lineHeight: 'inherit', fontWeight: 'inherit' },
  nowrap: { whiteSpace: 'nowrap' },
});

export type TextLinkProps = {
  href: string;
  children: React.ReactNode;
  /** Says more than the words do, for who hears the link alone. */
  label?: string;
  /** Opens beside the portal: for addresses that are not ours. */
  external?: boolean;
  nowrap?: boolean;
};

/** A link in text; takes size and weight of the text around it. */
export function TextLink({ href, children, label, external, nowrap }: TextLinkProps) {
  const styles = useStyles();
  const soft = useSoftLink();
  const to = external ? { href, target: '_blank', rel: 'noreferrer' } : soft(href);
  return (
    <Link {...to} aria-label={label} className={mergeClasses(styles.root, nowrap && styles.nowrap)}>
      {children}
    </Link>
  );
}
