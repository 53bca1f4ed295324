'use client';

import { Button, Caption1 } from '@fluentui/react-components';
import { Icon } from '@/components/icon';
import { Section } from '@/components/section';
import { END_CHOICES, EXTENSION_STAGE_CHOICES, fieldName, REVIEWER_CHOICES, SILENCE_CHOICES, UNTIL_CHOICES } from '@/lib/authoring/policy-field-words';
import { FREQUENCIES } from '@/lib/authoring/policy-review';
import { useItemStyles } from './approval-section';
import { useChoices } from './choices';
import { AmountRow, ChoiceRow, Fields, MarkLine, More, SelectRow, TextRow, TickRow, changed } from './fields';
import { newKey } from './part';
import type { PartProps } from './part';
import { SubjectsField } from './subjects-field';

/** When access ends by itself. */
export function EndsSection({ form, set }: PartProps) {
  const { ends } = form;
  const put = (by: Partial<typeof ends>) => set({ ends: { ...ends, ...by } });
  const named = ends.how === 'afterDuration' || ends.how === 'afterDateTime';
  return (
    <Section title="When access ends">
      <Fields>
        <ChoiceRow name={named ? '' : 'ends'} label={fieldName('expiration')} value={ends.how} onChange={(how) => put({ how })} options={END_CHOICES} />
        {ends.how === 'afterDuration' && <AmountRow name="ends" label={fieldName('expiration.duration')} required hours value={ends.after} onChange={(after) => put({ after })} />}
        {ends.how === 'afterDateTime' && <TextRow name="ends" label={fieldName('expiration.endDateTime')} required type="datetime-local" value={ends.on} onChange={(on) => put({ on })} />}
      </Fields>
    </Section>
  );
}

/** Whether it is looked at from time to time if people still need it, by whom, and what silence does. */
export function ReviewSection({ form, set }: PartProps) {
  const { review } = form;
  const put = (by: Partial<typeof review>) => set({ review: { ...review, ...by } });
  const often = [{ value: 'once', label: 'Once' }, ...Object.entries(FREQUENCIES).map(([value, { word }]) => ({ value, label: word })), ...(review.every === 'other' ? [{ value: 'other', label: 'As it is' }] : [])];
  return (
    <Section title="Access reviews">
      <Fields>
        <TickRow label={fieldName('reviewSettings.isEnabled')} hint="Needs Microsoft Entra ID P2 or Governance." value={review.on} onChange={(on) => put({ on })} />
        {review.on && (
          <>
            <Fields two>
              <SelectRow name="review.every" label={fieldName('reviewSettings.schedule.recurrence.pattern')} value={review.every} onChange={(every) => put({ every: every as typeof review.every })} options={often} />
              <TextRow name="review.start" label={fieldName('reviewSettings.schedule.startDateTime')} required type="date" value={review.start} onChange={(start) => put({ start })} />
            </Fields>
            <AmountRow name="review.length" label={fieldName('reviewSettings.schedule.expiration')} value={review.length} onChange={(length) => put({ length })} />
            <ChoiceRow name="review.by" label={fieldName('reviewSettings.isSelfReview')} value={String(review.self)} onChange={(by) => put({ self: by === 'true' })} options={REVIEWER_CHOICES} />
            {!review.self && <SubjectsField name="review.reviewers" label={fieldName('reviewSettings.primaryReviewers')} required relations={['targetManager']} value={review.reviewers} onChange={(reviewers) => put({ reviewers })} />}
            <SelectRow name="review.silence" label={fieldName('reviewSettings.expirationBehavior')} value={review.silence} onChange={(silence) => put({ silence })} options={SILENCE_CHOICES} />
            <MarkLine name="review.fallbacks" />
            <More label="Further settings of reviews" wrong={['review.until']} open={review.fallbacks.length > 0}>
              {!review.self && <SubjectsField name="review.fallbacks.shown" label={fieldName('reviewSettings.fallbackReviewers')} value={review.fallbacks} onChange={(fallbacks) => put({ fallbacks })} />}
              <TickRow label={fieldName('reviewSettings.isRecommendationEnabled')} hint="By the sign-ins of the last 30 days." value={review.recommendation} onChange={(recommendation) => put({ recommendation })} />
              <TickRow label={fieldName('reviewSettings.isReviewerJustificationRequired')} value={review.reason} onChange={(reason) => put({ reason })} />
              {review.every !== 'once' && <SelectRow name="" label={fieldName('reviewSettings.schedule.recurrence.range')} value={review.until} onChange={(until) => put({ until })} options={UNTIL_CHOICES} />}
              {review.every !== 'once' && review.until === 'endDate' && <TextRow name="review.until" label={fieldName('reviewSettings.schedule.recurrence.range.endDate')} type="date" value={review.untilDate} onChange={(untilDate) => put({ untilDate })} />}
              {review.every !== 'once' && review.until === 'numbered' && <TextRow name="review.until" label={fieldName('reviewSettings.schedule.recurrence.range.numberOfOccurrences')} value={review.times} onChange={(times) => put({ times })} />}
            </More>
          </>
        )}
      </Fields>
    </Section>
  );
}

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
              <SelectRow name="" label={fieldName('customExtensionStageSettings.#.stage', index + 1)} placeholder="Choose a step" value={extension.stage} onChange={(stage) => set({ extensions: changed(extensions, index, { stage }) })} options={EXTENSION_STAGE_CHOICES} />
              <SelectRow
                name={extension.key} label={fieldName('customExtensionStageSettings.#.customExtension', index + 1)} placeholder="Choose an extension" value={extension.extensionId} options={(offered ?? []).map(({ id, name }) => ({ value: id, label: name }))}
                onChange={(extensionId) => set({ extensions: changed(extensions, index, { extensionId, type: offered?.find(({ id }) => id === extensionId)?.type ?? '' }) })}
              />
            </Fields>
            <Button size="small" appearance="subtle" icon={<Icon name="delete" />} aria-label={`Take extension ${index + 1} away`} onClick={() => set({ extensions: extensions.filter((each) => each !== extension) })} />
          </div>
        ))}
        {offered && offered.length > 0
          ? <Button className={styles.add} icon={<Icon name="add" />} onClick={() => set({ extensions: [...extensions, { key: newKey(), from: null, stage: '', extensionId: '', type: '' }] })}>Call an extension</Button>
          : <Caption1>{offered ? 'The catalog has no custom extensions.' : 'Which extensions the catalog has may not be read with your role in Microsoft Entra.'}</Caption1>}
        <TickRow label={fieldName('notificationSettings.isAssignmentNotificationDisabled')} value={form.mailsOff} onChange={(mailsOff) => set({ mailsOff })} />
      </Fields>
    </Section>
  );
}
