import { CopyButton } from '@/components/copy-button';
import { CountList } from '@/components/count-list';
import { Section } from '@/components/section';
import { TextLink } from '@/components/text-link';
import { ASSIGNMENT_STATES } from '@/lib/authoring/assignment';
import type { PackageView } from '@/lib/authoring/package-view';
import { ASSIGNMENT_LOOK } from './assignment-words';

/** Who has it, by state, and where people ask for it. */
export function PackageSide({ view, checks }: { view: PackageView; /** What stands out about it, where the reader may see that. */ checks: React.ReactNode }) {
  const canBeAskedFor = view.design.policies.some((policy) => policy.selfRequest);
  return (
    <>
      <Section title="Assignments">
        <CountList
          counts={ASSIGNMENT_STATES.map((state) => {
            const { count, more } = view.counts[state];
            return {
              key: state,
              label: ASSIGNMENT_LOOK[state].word,
              state: ASSIGNMENT_LOOK[state].state,
              value: `${count.toLocaleString('en-GB')}${more ? ' or more' : ''} ${count === 1 && !more ? 'person' : 'people'}`,
              ...(count > 0 ? { href: `/packages/${view.design.id}?tab=assignments&state=${state}` } : {}),
            };
          })}
        />
      </Section>
      {checks}
      <Section title="My Access link" flush>
        <p>
          {canBeAskedFor
            ? <>People in a policy’s scope ask for it here. <TextLink href={view.myAccessLink} external>Open in My Access</TextLink></>
            : 'Nobody can ask for it yet: its policies take direct assignment only. The link leads to it as soon as a policy lets people ask.'}
        </p>
        <CopyButton text={view.myAccessLink} size="small">Copy the link</CopyButton>
      </Section>
    </>
  );
}
