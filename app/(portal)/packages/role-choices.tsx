'use client';

import { Button, Caption1, Checkbox, Skeleton, SkeletonItem, makeStyles, tokens } from '@fluentui/react-components';
import { useId, useState } from 'react';
import { useForm } from '@/components/action-form';
import { FieldError } from '@/components/field-error';
import { Icon } from '@/components/icon';
import { useRoles } from './use-roles';
import type { ReadRoles } from './use-roles';

const useStyles = makeStyles({
  resource: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', paddingBlock: tokens.spacingVerticalXS, border: 'none', boxShadow: `0 ${tokens.strokeWidthThin} 0 ${tokens.colorNeutralStroke2}`, margin: 0, paddingInline: 0, minWidth: 0 },
  legend: { padding: 0, fontWeight: tokens.fontWeightSemibold, display: 'flex', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalS, alignItems: 'baseline' },
  kind: { color: tokens.colorNeutralForeground3, fontWeight: tokens.fontWeightRegular },
  roles: { display: 'flex', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalM, alignItems: 'center', minHeight: '32px' },
  unread: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: tokens.spacingHorizontalS, color: tokens.colorNeutralForeground3 },
  coming: { width: '220px' },
});

type Role = { originId: string; name: string };

export type RoleChoicesProps = {
  catalogId: string;
  /** Roles of null are asked for by the browser, once the page stands. */
  resources: { id: string; name: string; kind: string; originSystem: string; roles: Role[] | null; /** Why it offers none yet. */ note?: string }[];
  /** `<resource>|<role>` of those the package has already. */
  taken?: string[];
  /** `<resource>|<role>` of those that are ticked at first. */
  chosen?: string[];
};

/** The roles a package may hand out, by resource; each ticked one is sent as `roles`. */
export function RoleChoices({ catalogId, resources, taken = [], chosen = [] }: RoleChoicesProps) {
  const styles = useStyles();
  const read = useRoles(catalogId, resources);
  const { answer, fields, typed } = useForm();
  const [editedSince, setEditedSince] = useState<object | null>(null);
  const error = editedSince === answer ? undefined : fields.roles;
  const errorId = useId();
  return (
    // A Field around several checkboxes would make each of them required.
    <div role="group" aria-label="Roles it hands out" onChange={() => setEditedSince(answer)} {...(error ? { 'aria-describedby': errorId, 'data-wrong': '' } : {})}>
      {resources.map((resource) => (
        <fieldset key={resource.id} className={styles.resource}>
          <legend className={styles.legend}>{resource.name} <Caption1 className={styles.kind}>{resource.kind}</Caption1></legend>
          <div className={styles.roles}>
            {(resource.roles ?? read.roles[resource.id])?.map((role) => {
              const value = `${resource.id}|${role.originId}`;
              const has = taken.includes(value);
              return <Checkbox key={value} name="roles" value={value} label={has ? `${role.name}, handed out already` : role.name} disabled={has} defaultChecked={(typed ? typed.roles : chosen)?.includes(value)} aria-label={`${role.name} of ${resource.name}`} />;
            })}
            {resource.note && <Caption1 className={styles.unread}>{resource.note}</Caption1>}
            {!resource.roles && !read.roles[resource.id]?.length && <Unread name={resource.name} read={read} />}
          </div>
        </fieldset>
      ))}
      {error && <FieldError id={errorId}>{error}</FieldError>}
    </div>
  );
}

/** What stands where the roles of a resource will, or why they do not. */
function Unread({ name, read }: { name: string; read: ReadRoles }) {
  const styles = useStyles();
  if (read.state === 'reading') {
    return <Skeleton className={styles.coming} aria-label={`Reading the roles of ${name}`}><SkeletonItem size={16} /></Skeleton>;
  }
  return (
    <Caption1 className={styles.unread}>
      {read.state === 'failed' ? read.sentence : 'Entra does not show its roles yet, which may take some minutes.'}
      <Button size="small" appearance="transparent" icon={<Icon name="retry" size={16} />} onClick={read.again} aria-label={`Read the roles of ${name} again`}>Read again</Button>
    </Caption1>
  );
}
