'use client';

import { makeStyles, tokens } from '@fluentui/react-components';
import { findPeopleForPicker } from '@/app/directory/find';
import { useGo } from '@/components/navigation';
import { PeoplePicker } from '@/components/people-picker';

const useStyles = makeStyles({ root: { maxWidth: '420px', marginBottom: tokens.spacingVerticalXXL } });

/** Chooses whom the question is about; the answer stands in the address. */
export function ChoosePerson({ packageId, person }: { packageId: string; person: { id: string; name: string } | null }) {
  const go = useGo();
  return (
    <div className={useStyles().root}>
      <PeoplePicker
        name="person" label="Person" max={1} search={findPeopleForPicker} defaultValue={person ? [person] : []}
        onChange={([chosen]) => go(chosen ? `/packages/${packageId}/who?person=${chosen.id}` : `/packages/${packageId}/who`)}
      />
    </div>
  );
}
