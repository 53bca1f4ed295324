'use client';

import { makeStyles, tokens } from '@fluentui/react-components';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { PeoplePicker } from '@/components/people-picker';
import { Section } from '@/components/section';
import { StateLabel } from '@/components/state-label';
import { findPeopleForPicker } from '@/app/directory/find';
import { countWords } from '../../phase-words';
import { handCatalogOverAction, removePilotGroupAction, showPackageAction } from './actions';

const line = `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`;

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, borderTop: line },
  step: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', justifyContent: 'space-between', columnGap: tokens.spacingHorizontalM, rowGap: tokens.spacingVerticalXS, minHeight: '44px', paddingBlock: tokens.spacingVerticalXS, borderBottom: line },
});

/** A group that a run made for an invitation. */
type ShownGroup = { groupId: string; packageName: string; policyName: string; people: number; phaseName: string; goneAt: string | null };

type CloseRolloutProps = { rolloutId: string; mayAct: boolean; /** Nobody is on a pilot's policy any more. */ handedOver: boolean; packages: { packageId: string; packageName: string; hidden: boolean | null }[]; groups: ShownGroup[]; catalogs: { catalogId: string; catalogName: string; ownerName: string | null }[] };

/** What is left to do once everybody is handed over: each a step of its own, asked about before it is done. */
export function CloseRollout({ rolloutId, mayAct, handedOver, packages, groups, catalogs }: CloseRolloutProps) {
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
        {groups.map((group) => (
          <li key={group.groupId} className={styles.step}>
            {group.goneAt ? <StateLabel state="verified">{`The group of the invitation to “${group.packageName}” is deleted`}</StateLabel> : <StateLabel state="notStarted">{`The group of ${countWords(group.people, 'person', 'people')} invited to “${group.packageName}” in ${group.phaseName} is still there`}</StateLabel>}
            {mayAct && handedOver && !group.goneAt && <RemoveGroup rolloutId={rolloutId} group={group} />}
          </li>
        ))}
        {catalogs.map(({ catalogId, catalogName, ownerName }) => (
          <li key={catalogId} className={styles.step}>
            {ownerName ? <StateLabel state="verified">{`The catalog “${catalogName}” was handed to ${ownerName}`}</StateLabel> : <StateLabel state="notStarted">{`The catalog “${catalogName}” is not handed to its owner yet`}</StateLabel>}
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

function RemoveGroup({ rolloutId, group: { groupId, packageName, policyName, phaseName } }: { rolloutId: string; group: ShownGroup }) {
  return (
    <ConfirmDialog
      trigger={`Delete the group of ${phaseName}…`}
      triggerSize="small"
      title={`Delete the group that ${phaseName} made?`}
      loss={`It is taken out of the policies of this rollout that are open to it, “${policyName}” of “${packageName}” among them, and then deleted in Microsoft Entra. Whoever has the package keeps it; whom no other policy lets ask can no longer ask. A deleted security group cannot be brought back. Where anything else uses it, nothing is changed and you are told what.`}
      confirm="Delete the group"
      keep="Leave it"
      action={removePilotGroupAction}
      hidden={{ rolloutId, groupId }}
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
