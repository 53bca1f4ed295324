import { withoutSecrets } from '@/lib/authoring/draft';
import type { WantedOf } from '@/lib/authoring/draft';
import { amountWords } from '@/lib/authoring/policy-amount';
import { EXTENSION_STAGE_CHOICES } from '@/lib/authoring/policy-field-words';
import type { ExtensionUse } from '@/lib/authoring/workflow-extensions';

type Extension = WantedOf['workflowExtension'];

/** What it is called for. */
export const OF_WORDS: Record<Extension['of'], string> = { request: 'Requests', assignment: 'Assignments, before they end' };

/** Whether a request stands still for it. */
export function behaviourWords({ waits }: Pick<Extension, 'waits'>): string {
  return waits === null ? 'Launch and continue' : `Launch and wait, ${amountWords(waits)} at most`;
}

/** What it calls, by name and where that is. */
export function calledWords({ endpoint }: Pick<Extension, 'endpoint'>): string {
  return endpoint.kind === 'logicApp' ? `${endpoint.workflow}, in ${endpoint.resourceGroup}` : withoutSecrets(endpoint.targetUrl);
}

/** At which stages a policy calls it. */
export function stagesWords({ stages }: Pick<ExtensionUse, 'stages'>): string {
  return stages.map((stage) => EXTENSION_STAGE_CHOICES.find(({ value }) => value === stage)?.label ?? stage).join(', ');
}
