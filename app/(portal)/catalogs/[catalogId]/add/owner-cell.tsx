'use client';

import { Caption1, makeStyles, Select, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { findPeopleForPicker } from '@/app/directory/find';
import { PeoplePicker } from '@/components/people-picker';
import type { JudgedResource } from '@/lib/authoring/read-readiness';

const useStyles = makeStyles({ wrong: { color: tokens.colorStatusWarningForeground1, marginTop: tokens.spacingVerticalXXS } });

const OTHER = 'other';

/** Who answers for a resource: as the register says, an owner in the tenant, somebody else, or nobody yet. */
export function OwnerCell({ resource, ownerId, onChoose }: { resource: JudgedResource; ownerId: string | null; onChoose: (ownerId: string | null) => void }) {
  const styles = useStyles();
  const { proposed, owners, name, cannotAnswer } = resource;
  const known = [...(proposed ? [proposed] : []), ...owners.filter(({ personId }) => personId !== proposed?.personId)];
  const [picking, setPicking] = useState(false);
  return (
    <div>
      <Select
        size="small"
        aria-label={`Who answers for ${name}`}
        value={picking ? OTHER : (ownerId ?? '')}
        onChange={(_, { value }) => {
          setPicking(value === OTHER);
          onChoose(value === OTHER || value === '' ? null : value);
        }}
      >
        <option value="">Nobody yet</option>
        {known.map((person) => <option key={person.personId} value={person.personId}>{person.name}</option>)}
        <option value={OTHER}>Somebody else…</option>
      </Select>
      {cannotAnswer && <Caption1 block className={styles.wrong}>{proposed ? `${cannotAnswer} ${proposed.name} is proposed.` : cannotAnswer}</Caption1>}
      {picking && <PeoplePicker name={`owner ${resource.originId}`} label={`Somebody else for ${name}`} max={1} search={findPeopleForPicker} onChange={([person]) => onChoose(person?.id ?? null)} />}
    </div>
  );
}
