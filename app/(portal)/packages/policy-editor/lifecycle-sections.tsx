'use client';

import { Button, Caption1 } from '@fluentui/react-components';
import { Icon } from '@/components/icon';
import { Section } from '@/components/section';
import { EXTENSION_STAGES } from '@/lib/authoring/policy-form';
import { FREQUENCIES } from '@/lib/authoring/policy-review';
import { useItemStyles } from './approval-section';
import { useChoices } from './choices';
import { AmountRow, ChoiceRow, Fields, MarkLine, More, SelectRow, TextRow, TickRow, changed } from './fields';
import { newKey } from './part';
import type { PartProps } from './part';
import { SubjectsField } from './subjects-field';

const ENDS = [{ value: 'afterDuration', label: 'After a time' }, { value: 'afterDateTime', label: 'On a day' }, { value: 'noExpiration', label: 'Never by itself' }];

/** When access ends by itself. */
export function EndsSection({ form, set }: PartProps) {
  const { ends } = form;
  const put = (by: Partial<typeof ends>) => set({ ends: { ...ends, ...by } });
  const named = ends.how === 'afterDuration' || ends.how === 'afterDateTime';
  return (
    <Section title="When access ends">
      <Fields>
        <ChoiceRow name={named ? '' : 'ends'} label="Access ends" value={ends.how} onChange={(how) => put({ how })} options={ENDS} />
        {ends.how === 'afterDuration' && <AmountRow name="ends" label="Access lasts" required hours value={ends.after} onChange={(after) => put({ after })} />}
        {ends.how === 'afterDateTime' && <TextRow name="ends" label="Access ends on (UTC)" required type="datetime-local" value={ends.on} onChange={(on) => put({ on })} />}
      </Fields>
    </Section>
  );
}

const SILENCE = [{ value: 'keepAccess', label: 'They keep access' }, { value: 'removeAccess', label: 'They lose access' }, { value: 'acceptAccessRecommendation', label: 'As Microsoft recommends' }];
const UNTIL = [{ value: 'noEnd', label: 'for good' }, { value: 'endDate', label: 'until a day' }, { value: 'numbered', label: 'a number of times' }];

/** Whether it is looked at from time to time if people still need it, by whom, and what silence does. */
export function ReviewSection({ form, set }: PartProps) {
  const { review } = form;
  const put = (by: Partial<typeof review>) => set({ review: { ...review, ...by } });
  const often = [{ value: 'once', label: 'Once' }, ...Object.entries(FREQUENCIES).map(([value, { word }]) => ({ value, label: word })), ...(review.every === 'other' ? [{ value: 'other', label: 'As it is' }] : [])];
  return (
    <Section title="Access reviews">
      <Fields>
        <TickRow label="Access is reviewed" hint="Needs Microsoft Entra ID P2 or Governance." value={review.on} onChange={(on) => put({ on })} />
        {review.on && (
          <>
            <Fields two>
              <SelectRow name="review.every" label="How often" value={review.every} onChange={(every) => put({ every: every as typeof review.every })} options={often} />
              <TextRow name="review.start" label="First review begins" required type="date" value={review.start} onChange={(start) => put({ start })} />
            </Fields>
            <AmountRow name="review.length" label="Each review lasts" value={review.length} onChange={(length) => put({ length })} />
            <ChoiceRow name="review.by" label="Who reviews" value={review.self ? 'self' : 'others'} onChange={(by) => put({ self: by === 'self' })} options={[{ value: 'self', label: 'Everyone for themselves' }, { value: 'others', label: 'Their manager, or certain people' }]} />
            {!review.self && <SubjectsField name="review.reviewers" label="Reviewers" required relations={['targetManager']} value={review.reviewers} onChange={(reviewers) => put({ reviewers })} />}
            <SelectRow name="review.silence" label="Whoever nobody speaks for" value={review.silence} onChange={(silence) => put({ silence })} options={SILENCE} />
            <MarkLine name="review.fallbacks" />
            <More label="Further settings of reviews" wrong={['review.until']} open={review.fallbacks.length > 0}>
              {!review.self && <SubjectsField name="review.fallbacks.shown" label="Reviewers where nobody is found" value={review.fallbacks} onChange={(fallbacks) => put({ fallbacks })} />}
              <TickRow label="Reviewers see a recommendation" hint="By the sign-ins of the last 30 days." value={review.recommendation} onChange={(recommendation) => put({ recommendation })} />
              <TickRow label="Reviewers say why" value={review.reason} onChange={(reason) => put({ reason })} />
              {review.every !== 'once' && <SelectRow name="review.until" label="Reviews go on" value={review.until} onChange={(until) => put({ until })} options={UNTIL} />}
              {review.every !== 'once' && review.until === 'endDate' && <TextRow name="" label="Last day of reviews" type="date" value={review.untilDate} onChange={(untilDate) => put({ untilDate })} />}
              {review.every !== 'once' && review.until === 'numbered' && <TextRow name="" label="Number of reviews" value={review.times} onChange={(times) => put({ times })} />}
            </More>
          </>
        )}
      </Fields>
    </Section>
  );
}

const STAGE_WORDS: Record<(typeof EXTENSION_STAGES)[number], string> = {
  assignmentRequestCreated: 'Somebody asked', assignmentRequestApproved: 'The request was approved', assignmentRequestGranted: 'Access was given', assignmentRequestRemoved: 'Access was removed',
  assignmentFourteenDaysBeforeExpiration: '14 days before access ends', assignmentOneDayBeforeExpiration: 'One day before access ends',
};

/** What is called outside at which step, and whether Entra writes mails. */
export function FurtherSection({ form, set }: PartProps) {
  const styles = useItemStyles();
  const { extensions: offered } = useChoices();
  const { extensions } = form;
  return (
    <Section title="Extensions and mails">
      <Fields>
        {extensions.map((extension, index) => (
          <div key={extension.key} className={styles.head}>
            <Fields two>
              <SelectRow name="" label={`When extension ${index + 1} is called`} placeholder="Choose a step" value={extension.stage} onChange={(stage) => set({ extensions: changed(extensions, index, { stage }) })} options={EXTENSION_STAGES.map((value) => ({ value, label: STAGE_WORDS[value] }))} />
              <SelectRow
                name={extension.key} label={`Which extension ${index + 1} is`} placeholder="Choose an extension" value={extension.extensionId} options={(offered ?? []).map(({ id, name }) => ({ value: id, label: name }))}
                onChange={(extensionId) => set({ extensions: changed(extensions, index, { extensionId, type: offered?.find(({ id }) => id === extensionId)?.type ?? '' }) })}
              />
            </Fields>
            <Button size="small" appearance="subtle" icon={<Icon name="delete" />} aria-label={`Take extension ${index + 1} away`} onClick={() => set({ extensions: extensions.filter((each) => each !== extension) })} />
          </div>
        ))}
        {offered && offered.length > 0
          ? <Button className={styles.add} icon={<Icon name="add" />} onClick={() => set({ extensions: [...extensions, { key: newKey(), from: null, stage: '', extensionId: '', type: '' }] })}>Call an extension</Button>
          : <Caption1>{offered ? 'The catalog has no custom extensions.' : 'Which extensions the catalog has may not be read with your role in Microsoft Entra.'}</Caption1>}
        <TickRow label="Microsoft Entra writes no mails about this policy" value={form.mailsOff} onChange={(mailsOff) => set({ mailsOff })} />
      </Fields>
    </Section>
  );
}
