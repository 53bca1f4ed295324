'use client';

import { makeStyles, tokens } from '@fluentui/react-components';
import { phone } from './breakpoint';
import { PhoneBar } from './phone-bar';
import { phonePlacesFor, placesFor, roleInWords } from './places';
import type { PortalRole } from './places';
import { Rail } from './rail';
import { ReadOnlyBanner } from './read-only-banner';
import { TopBar } from './top-bar';
import type { SearchEverything } from './search-dialog';

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', minHeight: '100vh' },
  skip: {
    position: 'absolute',
    left: tokens.spacingHorizontalS,
    top: '-48px',
    zIndex: 40,
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}`,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground1,
    color: tokens.colorBrandForegroundLink,
    boxShadow: tokens.shadow8,
    ':focus': { top: tokens.spacingVerticalS },
  },
  row: { display: 'flex', flexGrow: 1, minWidth: 0 },
  main: { flexGrow: 1, minWidth: 0, outlineStyle: 'none', [phone]: { paddingBottom: 'calc(56px + env(safe-area-inset-bottom))' } },
  content: {
    boxSizing: 'border-box',
    maxWidth: '1280px',
    padding: `${tokens.spacingVerticalM} 24px ${tokens.spacingVerticalXXXL}`,
    [phone]: { padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalL} ${tokens.spacingVerticalXXL}` },
  },
});

export type FrameProps = {
  person: { name: string; roles: PortalRole[]; readOnly: boolean };
  tenant: { name: string; isLocal: boolean };
  /** Whether sign-offs are addressed to this person. */
  hasApprovals: boolean;
  /** How many things wait, by key of the place: overview, approvals, helpdesk. */
  counts?: Record<string, number>;
  /** Answers the search; without it enter leads to the helpdesk's search. */
  search?: SearchEverything;
  children: React.ReactNode;
};

/** Rail, top bar and the place between them. */
export function Frame({ person, tenant, hasApprovals, counts = {}, search, children }: FrameProps) {
  const styles = useStyles();
  const hasRole = person.roles.length > 0;
  return (
    <div className={styles.root}>
      <a href="#content" className={styles.skip}>Skip to the content</a>
      <TopBar person={{ name: person.name, role: roleInWords(person.roles, hasApprovals) }} tenant={tenant} canSearch={hasRole} search={search} />
      <div className={styles.row}>
        <Rail places={placesFor(person.roles, hasApprovals)} hasSettings={hasRole} counts={counts} />
        <main id="content" tabIndex={-1} className={styles.main}>
          {person.readOnly && <ReadOnlyBanner />}
          <div className={styles.content}>{children}</div>
        </main>
      </div>
      <PhoneBar places={phonePlacesFor(person.roles, hasApprovals)} counts={counts} />
    </div>
  );
}
