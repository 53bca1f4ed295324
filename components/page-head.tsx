'use client';

import {
  Breadcrumb, BreadcrumbButton, BreadcrumbDivider, BreadcrumbItem, Title3, makeStyles, mergeClasses, tokens,
} from '@fluentui/react-components';
import { Fragment } from 'react';
import { AgeText } from './age-text';
import { phone } from './breakpoint';
import { Icon } from './icon';
import type { IconName } from './icons';
import { useSoftLink } from './soft-link';
import { STATES } from './states';
import type { StateName } from './states';

const useStyles = makeStyles({
  root: { marginBottom: tokens.spacingVerticalL },
  crumbs: {
    height: '24px',
    display: 'flex',
    alignItems: 'center',
    marginLeft: `calc(-1 * ${tokens.spacingHorizontalSNudge})`,
    [phone]: { display: 'none' },
  },
  // The state has the whole width: beside long names of buttons it would be broken into lines.
  row: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) auto',
    gridTemplateAreas: '"title actions" "state state"',
    alignItems: 'start',
    columnGap: tokens.spacingHorizontalL,
    [phone]: { gridTemplateColumns: 'minmax(0, 1fr)', gridTemplateAreas: '"title" "state" "actions"' },
  },
  title: { gridArea: 'title', display: 'block', minWidth: 0, overflowWrap: 'anywhere' },
  clip: { gridArea: 'state', overflow: 'hidden', marginTop: tokens.spacingVerticalXXS },
  items: { display: 'flex', flexWrap: 'wrap', listStyleType: 'none', margin: 0, padding: 0, marginLeft: '-20px' },
  item: {
    position: 'relative',
    display: 'inline-flex',
    alignItems: 'flex-start',
    columnGap: tokens.spacingHorizontalXS,
    paddingLeft: '20px',
    color: tokens.colorNeutralForeground2,
    '::before': { content: '"·"', position: 'absolute', left: '8px', color: tokens.colorNeutralForeground3 },
  },
  // A mail address or a fingerprint has no space to break at, and a phone is narrower than many.
  text: { minWidth: 0, overflowWrap: 'anywhere' },
  icon: { display: 'inline-flex', alignItems: 'center', height: tokens.lineHeightBase300 },
  strong: { fontWeight: tokens.fontWeightSemibold, color: tokens.colorNeutralForeground1 },
  mono: { fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200 },
  actions: { gridArea: 'actions', display: 'flex', flexWrap: 'wrap', justifyContent: 'flex-end', columnGap: tokens.spacingHorizontalS, rowGap: tokens.spacingVerticalS, [phone]: { justifyContent: 'flex-start', marginTop: tokens.spacingVerticalM } },
});

export type Crumb = { label: string; href?: string };

export type StateItem = {
  text: string;
  /** Shows the state's icon before the text. */
  state?: StateName;
  /** An icon that is no state. */
  icon?: IconName;
  /** Bold: what the reader holds, or the reassuring truth. */
  strong?: boolean;
  /** A fingerprint after the text. */
  mono?: string;
  /** A moment (ISO); its age follows the text: `read` + `4 minutes ago`. */
  at?: string;
};

export type PageHeadProps = {
  /** The way here, without the title; empty on top-level pages, where the row is kept. */
  crumbs?: Crumb[];
  title: string;
  /** One line of state: what is true now. */
  state?: StateItem[];
  /** Buttons at the right; at most one of them primary, and that one last. */
  actions?: React.ReactNode;
};

/** Where I am, what it is called, what is true about it, and the one thing to do. */
export function PageHead({ crumbs = [], title, state = [], actions }: PageHeadProps) {
  const styles = useStyles();
  return (
    <header className={styles.root}>
      <div className={styles.crumbs}>{crumbs.length > 0 && <Crumbs crumbs={crumbs} />}</div>
      <div className={styles.row}>
        <Title3 as="h1" className={styles.title}>{title}</Title3>
        {state.length > 0 && (
          <div className={styles.clip}>
            <ul className={styles.items} aria-label="State">
              {state.map((item) => <StateLineItem key={item.text} item={item} />)}
            </ul>
          </div>
        )}
        {actions && <div className={styles.actions}>{actions}</div>}
      </div>
    </header>
  );
}

function Crumbs({ crumbs }: { crumbs: Crumb[] }) {
  const soft = useSoftLink();
  return (
    <Breadcrumb size="small" aria-label="Breadcrumb">
      {crumbs.map((crumb, index) => (
        <Fragment key={crumb.label}>
          {index > 0 && <BreadcrumbDivider />}
          <BreadcrumbItem>
            {crumb.href ? (
              <BreadcrumbButton as="a" {...soft(crumb.href)}>{crumb.label}</BreadcrumbButton>
            ) : (
              <BreadcrumbButton current>{crumb.label}</BreadcrumbButton>
            )}
          </BreadcrumbItem>
        </Fragment>
      ))}
    </Breadcrumb>
  );
}

function StateLineItem({ item }: { item: StateItem }) {
  const styles = useStyles();
  const look = item.state && STATES[item.state];
  const icon = look?.icon ?? item.icon;
  return (
    <li className={styles.item}>
      {icon && <span className={styles.icon}><Icon name={icon} {...(look ? { color: look.color } : {})} /></span>}
      <span className={mergeClasses(styles.text, item.strong && styles.strong)}>
        {item.text}
        {item.mono && <> <span className={styles.mono}>{item.mono}</span></>}
        {item.at && <> <AgeText at={item.at} /></>}
      </span>
    </li>
  );
}
