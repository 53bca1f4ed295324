'use client';

import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { phone } from './breakpoint';
import { StopBanner, StopEverything } from './emergency-stop';
import type { StopAction } from './emergency-stop';
import { PhoneBar } from './phone-bar';
import { phonePlacesFor, placesFor, roleInWords } from './places';
import type { PortalRole } from './places';
import { Rail } from './rail';
import { ReadOnlyBanner } from './read-only-banner';
import { TopBar } from './top-bar';
import type { SearchEverything } from './search-dialog';
import { SignedInContext } from './signed-in';
import type { SignedIn } from './signed-in';

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
  // How high the bar of places at the foot of a phone is, for whatever stands right above it.
  places: { '--foot': '56px' },
  onePlace: { '--foot': '0px' },
  main: { flexGrow: 1, minWidth: 0, outlineStyle: 'none', [phone]: { paddingBottom: 'calc(var(--foot) + env(safe-area-inset-bottom))' } },
  content: {
    boxSizing: 'border-box',
    maxWidth: '1280px',
    padding: `${tokens.spacingVerticalM} 24px ${tokens.spacingVerticalXXXL}`,
    [phone]: { padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalL} ${tokens.spacingVerticalXXL}` },
  },
});

export type FrameProps = {
  person: SignedIn & { name: string; roles: PortalRole[]; readOnly: boolean };
  tenant: { name: string; isLocal: boolean };
  /** Whether sign-offs are addressed to this person. */
  hasSignOffs: boolean;
  /** How many things wait, by key of the place: overview, signoffs, helpdesk. */
  counts?: Record<string, number>;
  /** Stops everything, for who may; and what is over every page while everything is stopped. */
  stopAction?: StopAction | undefined;
  stopped?: { id: string; byName: string; reason: string } | null;
  /** Answers the search; without it enter leads to the helpdesk's search. */
  search?: SearchEverything;
  children: React.ReactNode;
};

/** Rail, top bar and the place between them. */
export function Frame({ person, tenant, hasSignOffs, counts = {}, stopAction, stopped, search, children }: FrameProps) {
  const styles = useStyles();
  const hasRole = person.roles.length > 0;
  const phonePlaces = phonePlacesFor(person.roles, hasSignOffs);
  const several = phonePlaces.length > 1;
  return (
    <SignedInContext value={person}>
      <div className={mergeClasses(styles.root, several ? styles.places : styles.onePlace)}>
        <a href="#content" className={styles.skip}>Skip to the content</a>
        <TopBar person={{ name: person.name, role: roleInWords(person.roles, hasSignOffs) }} tenant={tenant} canSearch={hasRole} search={search} stop={stopAction ? <StopEverything action={stopAction} stopped={Boolean(stopped)} /> : null} />
        <div className={styles.row}>
          <Rail places={placesFor(person.roles, hasSignOffs)} hasSettings={hasRole} counts={counts} />
          <main id="content" tabIndex={-1} className={styles.main}>
            {stopped && hasRole && <StopBanner stop={stopped} />}
            {person.readOnly && <ReadOnlyBanner />}
            <div className={styles.content}>{children}</div>
          </main>
        </div>
        {several && <PhoneBar places={phonePlaces} counts={counts} />}
      </div>
    </SignedInContext>
  );
}
