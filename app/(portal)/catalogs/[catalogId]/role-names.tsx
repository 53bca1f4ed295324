'use client';

import { Caption1, makeStyles, tokens } from '@fluentui/react-components';
import { StateLabel } from '@/components/state-label';
import { useRoles } from '../../packages/use-roles';

const useStyles = makeStyles({ quiet: { color: tokens.colorNeutralForeground3 } });

type RoleNamesProps = { catalogId: string; resource: { id: string; name: string; originSystem: string; roles: string[] }; /** Builds packages, so may ask for roles. */ mayAsk: boolean };

/** The roles of a resource. Those of an application are told for it alone, and are asked for when the page stands. */
export function RoleNames({ catalogId, resource: { id, name, originSystem, roles }, mayAsk }: RoleNamesProps) {
  const styles = useStyles();
  const ask = mayAsk && roles.length === 0;
  const read = useRoles(catalogId, ask ? [{ id, originSystem, roles: null }] : []);
  const known = roles.length > 0 ? roles : (read.roles[id] ?? []).map((role) => role.name);
  if (known.length > 0) return known.join(', ');
  if (!ask) return <span className={styles.quiet}>Seen by admins</span>;
  if (read.state === 'reading') return <Caption1 className={styles.quiet} role="status">{`Reading the roles of ${name}`}</Caption1>;
  if (read.state === 'failed') return <Caption1 className={styles.quiet}>{read.sentence}</Caption1>;
  return <StateLabel state="notYetVisible">None shown by Entra yet</StateLabel>;
}
