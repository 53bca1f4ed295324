'use client';

import { makeStyles, tokens } from '@fluentui/react-components';
import { AgeText } from '@/components/age-text';
import { CopyButton } from '@/components/copy-button';
import { FactList } from '@/components/fact-list';
import { LinkButton } from '@/components/link-button';
import { RowPanel } from '@/components/row-panel';
import { StateLabel } from '@/components/state-label';
import type { StateName } from '@/components/states';

const useStyles = makeStyles({
  id: { display: 'flex', alignItems: 'center', columnGap: tokens.spacingHorizontalXS, fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200, overflowWrap: 'anywhere' },
  actions: { display: 'flex', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalS, marginTop: tokens.spacingVerticalL },
});

export type OpenedItem = {
  personId: string;
  personName: string;
  userPrincipalName: string | null;
  packageName: string;
  state: StateName;
  word: string;
  since: string;
  sentAt: string | null;
  attempts: number;
  reason: string | null;
  whatToDo: string | null;
  requestId: string | null;
  graphRequestId: string | null;
};

/** One person of a run, opened beside the list: the reason, what to do, and the ids that support at Microsoft asks for. */
export function ItemPanel({ item, closeHref, previousHref, nextHref }: { item: OpenedItem; closeHref: string; previousHref?: string; nextHref?: string }) {
  const styles = useStyles();
  const id = (value: string, what: string) => (
    <span className={styles.id}>{value}<CopyButton text={value} size="small" iconOnly>{`Copy the ${what}`}</CopyButton></span>
  );
  return (
    <RowPanel person title={item.personName} detail={[item.packageName, item.userPrincipalName].filter(Boolean).join(', ')} closeHref={closeHref} {...(previousHref ? { previousHref } : {})} {...(nextHref ? { nextHref } : {})}>
      <FactList
        facts={[
          { label: 'State', value: <StateLabel state={item.state}>{item.word}</StateLabel> },
          { label: 'Since', value: <AgeText at={item.since} /> },
          ...(item.reason ? [{ label: 'Reason', value: item.reason }] : []),
          ...(item.whatToDo ? [{ label: 'What to do', value: item.whatToDo, strong: true }] : []),
          ...(item.sentAt ? [{ label: 'Sent', value: <><AgeText at={item.sentAt} />{item.attempts > 1 ? `, attempt ${item.attempts}` : ''}</> }] : []),
          ...(item.requestId ? [{ label: 'Request in Entra', value: id(item.requestId, 'id of the request') }] : []),
          ...(item.graphRequestId ? [{ label: 'Graph request-id', value: id(item.graphRequestId, 'Graph request-id') }] : []),
        ]}
      />
      <div className={styles.actions}>
        <LinkButton href={`/people/${item.personId}`} size="small">Open {item.personName} in Helpdesk</LinkButton>
      </div>
    </RowPanel>
  );
}
