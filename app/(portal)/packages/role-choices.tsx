'use client';

import { Caption1, Checkbox, makeStyles, tokens } from '@fluentui/react-components';
import { useId, useState } from 'react';
import { useForm } from '@/components/action-form';
import { Icon } from '@/components/icon';

const useStyles = makeStyles({
  resource: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', paddingBlock: tokens.spacingVerticalXS, border: 'none', boxShadow: `0 ${tokens.strokeWidthThin} 0 ${tokens.colorNeutralStroke2}`, margin: 0, paddingInline: 0, minWidth: 0 },
  legend: { padding: 0, fontWeight: tokens.fontWeightSemibold, display: 'flex', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalS, alignItems: 'baseline' },
  kind: { color: tokens.colorNeutralForeground3, fontWeight: tokens.fontWeightRegular },
  error: { display: 'flex', alignItems: 'center', columnGap: tokens.spacingHorizontalXS, marginTop: tokens.spacingVerticalXS, color: tokens.colorStatusDangerForeground1 },
  roles: { display: 'flex', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalM },
});

export type RoleChoicesProps = {
  resources: { id: string; name: string; kind: string; roles: { originId: string; name: string }[] }[];
  /** `<resource>|<role>` of those the package has already. */
  taken?: string[];
};

/** The roles a package may hand out, by resource; each ticked one is sent as `roles`. */
export function RoleChoices({ resources, taken = [] }: RoleChoicesProps) {
  const styles = useStyles();
  const { answer, fields } = useForm();
  const [editedSince, setEditedSince] = useState<object | null>(null);
  const error = editedSince === answer ? undefined : fields.roles;
  const errorId = useId();
  return (
    // A Field around several checkboxes would make each of them required.
    <div role="group" aria-label="Roles it hands out" onChange={() => setEditedSince(answer)} {...(error ? { 'aria-describedby': errorId } : {})}>
      {resources.map((resource) => (
        <fieldset key={resource.id} className={styles.resource}>
          <legend className={styles.legend}>{resource.name} <Caption1 className={styles.kind}>{resource.kind}</Caption1></legend>
          <div className={styles.roles}>
            {resource.roles.map((role) => {
              const value = `${resource.id}|${role.originId}`;
              const has = taken.includes(value);
              return <Checkbox key={value} name="roles" value={value} label={has ? `${role.name}, handed out already` : role.name} disabled={has} aria-label={`${role.name} of ${resource.name}`} />;
            })}
            {resource.roles.length === 0 && <Caption1 className={styles.kind}>Entra does not show its roles yet. Reload the page in a minute.</Caption1>}
          </div>
        </fieldset>
      ))}
      {error && <Caption1 id={errorId} className={styles.error}><Icon name="failed" /> {error}</Caption1>}
    </div>
  );
}
