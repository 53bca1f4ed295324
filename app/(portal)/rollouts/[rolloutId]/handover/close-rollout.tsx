'use client';

import { Body1, makeStyles, tokens } from '@fluentui/react-components';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { PeoplePicker } from '@/components/people-picker';
import { Section } from '@/components/section';
import { StateLabel } from '@/components/state-label';
import { findPeopleForPicker } from '@/app/directory/find';
import { handCatalogOverAction, showPackageAction } from './actions';

const line = `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`;

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, borderTop: line },
  step: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', justifyContent: 'space-between', columnGap: tokens.spacingHorizontalM, rowGap: tokens.spacingVerticalXS, minHeight: '44px', paddingBlock: tokens.spacingVerticalXS, borderBottom: line },
});

type CloseRolloutProps = { rolloutId: string; mayAct: boolean; /** Nobody is on a pilot's policy any more. */ handedOver: boolean; packages: { packageId: string; packageName: string; hidden: boolean | null }[]; catalogs: { catalogId: string; catalogName: string }[] };

/** What is left to do once everybody is handed over: each a step of its own, asked about before it is done. */
export function CloseRollout({ rolloutId, mayAct, handedOver, packages, catalogs }: CloseRolloutProps) {
  const styles = useStyles();
  return (
    <Section title="After the handover" caption={handedOver ? 'nobody is on a pilot’s policy any more' : 'opens once nobody is on a pilot’s policy'}>
      <ul className={styles.list}>
        {packages.map((each) => (
          <li key={each.packageId} className={styles.step}>
            {each.hidden === false ? <StateLabel state="verified">{`“${each.packageName}” is shown in My Access`}</StateLabel> : <StateLabel state="notStarted">{each.hidden === null ? `Whether “${each.packageName}” is hidden cannot be read now` : `“${each.packageName}” is hidden from My Access`}</StateLabel>}
            {mayAct && each.hidden !== null && (handedOver || !each.hidden) && <ShowPackage rolloutId={rolloutId} packageId={each.packageId} packageName={each.packageName} hidden={each.hidden} />}
          </li>
        ))}
        {catalogs.map(({ catalogId, catalogName }) => (
          <li key={catalogId} className={styles.step}>
            <Body1>{`The catalog “${catalogName}” is handed to its owner`}</Body1>
            {mayAct && handedOver && <HandCatalogOver rolloutId={rolloutId} catalogId={catalogId} catalogName={catalogName} />}
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** Lifts what hid a package in its pilot, or hides it again. */
function ShowPackage({ rolloutId, packageId, packageName, hidden }: { rolloutId: string; packageId: string; packageName: string; hidden: boolean }) {
  return hidden ? (
    <ConfirmDialog
      trigger={`Show “${packageName}”…`}
      triggerSize="small"
      title={`Show “${packageName}” in My Access?`}
      loss="Everybody whom one of its policies is for finds it there and may ask for it as that policy says. Hiding it again undoes this; what was asked for meanwhile stays asked for."
      confirm="Show it"
      keep="Keep it hidden"
      action={showPackageAction}
      hidden={{ rolloutId, packageId, shown: 'yes' }}
    />
  ) : (
    <ConfirmDialog
      trigger={`Hide “${packageName}”…`}
      triggerSize="small"
      triggerAppearance="subtle"
      title={`Hide “${packageName}” from My Access?`}
      loss="Nobody finds it in My Access any more; who has its link may still ask for it. Showing it again undoes this."
      confirm="Hide it"
      keep="Keep it shown"
      action={showPackageAction}
      hidden={{ rolloutId, packageId, shown: 'no' }}
    />
  );
}

function HandCatalogOver({ rolloutId, catalogId, catalogName }: { rolloutId: string; catalogId: string; catalogName: string }) {
  return (
    <ConfirmDialog
      trigger={`Name an owner of “${catalogName}”…`}
      triggerSize="small"
      title={`Hand “${catalogName}” over?`}
      loss="Whoever you choose becomes an owner of the catalog in Entra: they may change its packages, policies and resources. Who owns it today stays an owner. It is undone under Roles and administrators of the catalog in the Entra admin center."
      confirm="Make them an owner"
      keep="Not yet"
      action={handCatalogOverAction}
      hidden={{ rolloutId, catalogId }}
    >
      <PeoplePicker name="ownerId" label="Who goes on with the catalog" placeholder="Name of a person" max={1} search={findPeopleForPicker} />
    </ConfirmDialog>
  );
}
