'use client';

import { Body1Strong, Caption1, makeStyles, tokens } from '@fluentui/react-components';
import { narrow, phone } from './breakpoint';
import { Icon } from './icon';
import { PersonMenu } from './person-menu';
import type { PersonMenuProps } from './person-menu';
import { SearchDialog } from './search-dialog';
import type { SearchEverything } from './search-dialog';
import { useSoftLink } from './soft-link';

const useStyles = makeStyles({
  root: {
    position: 'sticky',
    top: 0,
    zIndex: 10,
    boxSizing: 'border-box',
    height: '48px',
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 400px) minmax(0, 1fr)',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalL,
    paddingInline: `${tokens.spacingHorizontalL} 24px`,
    backgroundColor: tokens.colorNeutralBackground3,
    borderBottom: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
    [narrow]: { gridTemplateColumns: 'auto minmax(0, 1fr) auto' },
    [phone]: { gridTemplateColumns: 'minmax(0, 1fr) auto auto', columnGap: tokens.spacingHorizontalS, paddingInline: tokens.spacingHorizontalL },
  },
  left: { display: 'flex', alignItems: 'center', columnGap: tokens.spacingHorizontalM, minWidth: 0 },
  product: {
    display: 'inline-flex',
    alignItems: 'center',
    height: '40px',
    color: tokens.colorNeutralForeground1,
    textDecorationLine: 'none',
    whiteSpace: 'nowrap',
    borderRadius: tokens.borderRadiusSmall,
    ':focus-visible': { outline: `${tokens.strokeWidthThick} solid ${tokens.colorStrokeFocus2}` },
  },
  tenant: {
    display: 'inline-flex',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalXS,
    minWidth: 0,
    paddingLeft: tokens.spacingHorizontalM,
    borderLeft: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke1}`,
    color: tokens.colorNeutralForeground2,
    whiteSpace: 'nowrap',
  },
  local: {
    display: 'inline-flex',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalXS,
    height: '20px',
    paddingInline: tokens.spacingHorizontalS,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorPaletteLavenderBackground2,
    color: tokens.colorPaletteLavenderForeground2,
    fontWeight: tokens.fontWeightSemibold,
    whiteSpace: 'nowrap',
  },
  // Beside the search and what stops everything there is no room for it.
  localWords: { [phone]: { display: 'none' } },
  tenantName: { overflow: 'hidden', textOverflow: 'ellipsis' },
  right: { display: 'flex', alignItems: 'center', columnGap: tokens.spacingHorizontalS, justifySelf: 'end', minWidth: 0 },
});

export type TopBarProps = {
  person: PersonMenuProps['person'];
  tenant: { name: string; isLocal: boolean };
  canSearch: boolean;
  search?: SearchEverything;
  /** Beside the person: what stops everything. */
  stop?: React.ReactNode;
};

/** Which product and tenant, search, and who I am in which role. */
export function TopBar({ person, tenant, canSearch, search, stop }: TopBarProps) {
  const styles = useStyles();
  const soft = useSoftLink();
  return (
    <header className={styles.root}>
      <div className={styles.left}>
        <a {...soft(canSearch ? '/' : '/sign-offs')} className={styles.product}><Body1Strong wrap={false}>Access Rollout</Body1Strong></a>
        {tenant.isLocal ? (
          <Caption1 className={styles.local} title={tenant.name}><Icon name="server" /><span className={styles.localWords}>Local tenant</span></Caption1>
        ) : (
          <Caption1 className={styles.tenant}><Icon name="organisation" /><span className={styles.tenantName}>{tenant.name}</span></Caption1>
        )}
      </div>
      {canSearch ? <SearchDialog search={search} /> : <span />}
      <div className={styles.right}>{stop}<PersonMenu person={person} hasSettings={canSearch} /></div>
    </header>
  );
}
