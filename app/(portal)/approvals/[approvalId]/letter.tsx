'use client';

import { FactList } from '@/components/fact-list';
import { ChangedSince, LetterAbout, LetterSentence } from '@/components/letter-parts';
import { Section } from '@/components/section';
import type { ApprovalContent, GrantTerms } from '@/lib/authoring/resource-approval';
import { resourceNoun } from '@/lib/authoring/resource-approval';
import { approvalSentence, decidedBy, forHowLong, toWhom } from '@/lib/authoring/approval-words';

export type LetterProps = {
  content: ApprovalContent;
  catalogName: string;
  /** It is not in the catalog any more. */
  gone: boolean;
  /** What is different since the last answer; null when this was never answered before. */
  changed: { since: string; word: 'approved' | 'refused'; /** What the owner wrote when refusing. */ reason: string | null; /** Asked again for the very same. */ same: boolean; sentences: string[] } | null;
};

const ABOUT: Record<string, string> = {
  group: 'As members they can do whatever members of the group can: read and post where the group gives access.',
  application: 'They can sign in to the application with this role.',
  site: 'They can open the site with this role.',
  resource: 'They get what the role gives.',
};

/** What an owner is asked, in plain words: what changed first, then one sentence, then the facts. */
export function Letter({ content, catalogName, gone, changed }: LetterProps) {
  const noun = resourceNoun(content.resource.originSystem);
  const offers = offersOf(content);
  const owners = content.grants.some((grant) => grant.roleOriginId.startsWith('Owner_'));
  return (
    <>
      {changed && (
        <ChangedSince title={changed.same ? `Asked again; you ${changed.word} it before` : `Changed since you last ${changed.word} it`} since={changed.since}>
          {changed.sentences.map((sentence) => <li key={sentence}>{sentence}</li>)}
          {changed.sentences.length === 0 && <li>{changed.same ? 'Nothing in it has changed since.' : 'Those named are others than before, under the same names.'}</li>}
          {changed.reason && <li>{`The reason given then: “${changed.reason}”`}</li>}
        </ChangedSince>
      )}
      <LetterSentence>{approvalSentence(content)}</LetterSentence>
      <LetterAbout>
        Your {noun} {gone ? 'was' : 'is'} in the catalog “{catalogName}”. {content.grants.length > 0 ? ABOUT[noun] : null}{owners ? ' As owners they can also add and remove people.' : null}
      </LetterAbout>
      {offers.map(({ key, packageName, roles, terms }) => (
        <Section key={key} title={packageName} caption={terms.policyName}>
          <FactList
            lined
            facts={[
              { label: roles.length > 1 ? 'Roles' : 'Role', value: roles.join(', '), strong: true },
              { label: 'To whom', value: toWhom(terms) },
              { label: 'Can ask', value: terms.selfRequest ? 'Yes, for themselves' : 'No, an administrator gives it' },
              { label: 'Decided by', value: decidedBy(terms) },
              { label: 'For how long', value: forHowLong(terms), strong: true },
            ]}
          />
        </Section>
      ))}
    </>
  );
}

type Offer = { key: string; packageName: string; roles: string[]; terms: GrantTerms };

/** One entry for each policy of each package, with all the roles it hands out: the owner reads the same terms once. */
function offersOf(content: ApprovalContent): Offer[] {
  const offers = new Map<string, Offer>();
  for (const grant of content.grants) {
    for (const terms of grant.terms) {
      const key = `${grant.packageId} ${terms.policyId}`;
      const offer = offers.get(key) ?? { key, packageName: grant.packageName, roles: [], terms };
      offers.set(key, { ...offer, roles: [...offer.roles, grant.roleName] });
    }
  }
  return [...offers.values()];
}
