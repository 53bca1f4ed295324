'use client';

import { makeStyles, tokens } from '@fluentui/react-components';
import { Icon } from '@/components/icon';
import type { IconName } from '@/components/icons';

const useStyles = makeStyles({ root: { display: 'inline-flex', alignItems: 'center', columnGap: tokens.spacingHorizontalS } });

const ICON: Record<string, IconName> = { AadGroup: 'group', AadApplication: 'app', SharePointOnline: 'site' };

/** A resource with the icon of its kind. */
export function ResourceName({ name, originSystem }: { name: string; originSystem: string }) {
  const styles = useStyles();
  return <span className={styles.root}><Icon name={ICON[originSystem] ?? 'packages'} />{name}</span>;
}
