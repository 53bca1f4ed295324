'use client';

import { Caption1, Checkbox, Field, makeStyles, tokens } from '@fluentui/react-components';
import { useFieldError } from '@/components/action-form';

const useStyles = makeStyles({
  resource: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', paddingBlock: tokens.spacingVerticalXS, border: 'none', boxShadow: `0 ${tokens.strokeWidthThin} 0 ${tokens.colorNeutralStroke2}`, margin: 0, paddingInline: 0, minWidth: 0 },
  legend: { padding: 0, fontWeight: tokens.fontWeightSemibold, display: 'flex', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalS, alignItems: 'baseline' },
  kind: { color: tokens.colorNeutralForeground3, fontWeight: tokens.fontWeightRegular },
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
  const error = useFieldError('roles');
  return (
    <Field label="Roles it hands out" required {...(error ? { validationMessage: error } : {})}>
      <div>
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
      </div>
    </Field>
  );
}
