'use client';

import { Button, Caption1, makeStyles, tokens } from '@fluentui/react-components';
import { createContext, useContext } from 'react';
import { StateLabel } from '@/components/state-label';
import { useRoles } from '../../packages/use-roles';
import type { ReadRoles } from '../../packages/use-roles';

const useStyles = makeStyles({ quiet: { color: tokens.colorNeutralForeground3 } });

const ReadContext = createContext<ReadRoles | null>(null);

type Resource = { id: string; originSystem: string; roles: string[] };

/**
 * Asks, when the page stands, for the roles that came without their resources: those of applications, all at once. For
 * those who build packages; to whoever only reads, what came is all there is.
 */
export function RolesLater({ catalogId, resources, children }: { catalogId: string; resources: Resource[]; children: React.ReactNode }) {
  const read = useRoles(catalogId, resources.flatMap(({ id, originSystem, roles }) => (roles.length === 0 ? [{ id, originSystem, roles: null }] : [])));
  return <ReadContext value={read}>{children}</ReadContext>;
}

/** The roles of a resource by name. */
export function RoleNames({ resource: { id, name, roles } }: { resource: Resource & { name: string } }) {
  const styles = useStyles();
  const read = useContext(ReadContext);
  const known = roles.length > 0 ? roles : (read?.roles[id] ?? []).map((role) => role.name);
  if (known.length > 0) return known.join(', ');
  if (!read) return <span className={styles.quiet}>Seen by admins</span>;
  if (read.state === 'reading') return <Caption1 className={styles.quiet} role="status">{`Reading the roles of ${name}`}</Caption1>;
  if (read.state === 'failed') return <Caption1 className={styles.quiet}>{read.sentence} <Button size="small" appearance="subtle" onClick={read.again}>Try again</Button></Caption1>;
  return <StateLabel state="notYetVisible">None shown by Entra yet</StateLabel>;
}
