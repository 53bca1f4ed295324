'use client';

import { makeStyles, tokens } from '@fluentui/react-components';
import { DataTable } from '@/components/data-table';
import { Section } from '@/components/section';
import { StateLabel } from '@/components/state-label';
import type { StateName } from '@/components/states';
import type { ResourceLine } from '@/lib/rollout/rehearsal-view';
import { NOBODY_ANSWERS } from '@/lib/rollout/signature-line';
import { countWords } from '../../rollouts/phase-words';
import { ResourceName } from './resource-name';

const useStyles = makeStyles({
  gain: { fontWeight: tokens.fontWeightSemibold },
  quiet: { color: tokens.colorNeutralForeground3 },
});

const STANDING: Record<string, { state: StateName; word: string }> = {
  approved: { state: 'approved', word: 'Approved' },
  waiting: { state: 'waitingForApproval', word: 'Waits for approval' },
  refused: { state: 'refused', word: 'Refused' },
  changed: { state: 'open', word: 'Changed since' },
  notAsked: { state: 'notStarted', word: 'Not asked yet' },
};

/** What each resource role gains, who may ask for it, and how its owner stood to it when it was rehearsed. */
export function ByResource({ resources }: { resources: ResourceLine[] }) {
  const styles = useStyles();
  const asked = resources.some((resource) => resource.mayGain > 0);
  // Where people may only ask, a column of nobody who gains says nothing.
  const given = !asked || resources.some((resource) => resource.gain > 0);
  const owners = new Set(resources.flatMap((resource) => resource.ownerNames)).size;
  return (
    <Section title="By resource" caption={`${countWords(resources.length, 'role', 'roles')}${owners > 0 ? `, ${countWords(owners, 'owner', 'owners')}` : ''}; everybody counted once, also who holds it through a group`}>
      <DataTable
        label="By resource"
        columns={[
          { key: 'resource', header: 'Resource', width: '22%' },
          { key: 'role', header: 'Role', width: '10%' },
          { key: 'before', header: 'Before', width: '84px', align: 'end' },
          ...(given ? [{ key: 'gain', header: 'Gain', width: '72px', align: 'end' as const }] : []),
          ...(asked ? [{ key: 'mayGain', header: 'May ask', width: '88px', align: 'end' as const }] : []),
          { key: 'already', header: 'Already', width: '80px', align: 'end' },
          { key: 'after', header: 'After', width: '84px', align: 'end' },
          { key: 'packages', header: 'Through', width: '16%', hideOnPhone: true },
          { key: 'owner', header: 'Owner', width: '12%', hideOnPhone: true },
          { key: 'approval', header: 'Approval', width: '170px' },
        ]}
        rows={resources.map((resource) => {
          const { state, word } = STANDING[resource.approval] ?? { state: 'unknown' as const, word: 'Unknown' };
          return {
            key: resource.key,
            cells: {
              resource: <ResourceName name={resource.resourceName} originSystem={resource.originSystem} />,
              role: resource.roleName,
              before: resource.before === null ? <NotTold /> : resource.before.toLocaleString('en-GB'),
              after: resource.before === null ? <NotTold /> : (resource.before + resource.gain).toLocaleString('en-GB'),
              gain: <span className={styles.gain}>{`+${resource.gain.toLocaleString('en-GB')}`}</span>,
              mayGain: resource.mayGain.toLocaleString('en-GB'),
              already: resource.already.toLocaleString('en-GB'),
              packages: resource.packageNames.join(', '),
              owner: resource.ownerNames.length > 0 ? resource.ownerNames.join(', ') : <span className={styles.quiet}>{NOBODY_ANSWERS}</span>,
              approval: <StateLabel state={state}>{word}</StateLabel>,
            },
          };
        })}
        empty={{ title: 'No resources', why: 'The packages of this rollout hand out nothing yet, or are gone from the tenant. Whoever is assigned gains no access by them.' }}
      />
    </Section>
  );
}

/** Where Graph does not list the members of a role. */
function NotTold() {
  const styles = useStyles();
  return <span className={styles.quiet} title="Microsoft Graph does not tell who holds this role, or you may not read it">not told</span>;
}
