import type { Fact } from '@/components/fact-list';
import type { BaselineLine } from '@/lib/rollout/baseline-view';
import { NEVER_BY_ITSELF } from '@/lib/rollout/baseline-words';
import { peopleWords } from '@/lib/rollout/count-words';

/** What the owner reads of before: who had it already and how, whom an end would take it from, of whom it is unknown. */
export function baselineFacts(lines: readonly BaselineLine[]): Fact[] {
  return lines.flatMap((line): Fact[] => {
    const of = lines.length > 1 ? `, ${line.roleName}` : '';
    return [
      { label: `Before${of}`, value: beforeWords(line) },
      ...(line.lose + line.loseOwnPlace > 0 ? [{ label: `At the end${of}`, value: lossWords(line) }] : []),
      ...(line.unknown > 0 ? [{ label: `Unknown${of}`, value: `Of ${peopleWords(line.unknown)} nobody can tell whether they had it. ${line.why ?? ''} ${NEVER_BY_ITSELF}` }] : []),
    ];
  });
}

function beforeWords({ gain, already, routes, asReported, why, unknown }: BaselineLine): string {
  const by = routes.map(({ words, people }) => `${people.toLocaleString('en-GB')} ${words}`).join(', ');
  const had = already === 0 ? (unknown > 0 ? 'Of nobody in this phase it is known that they had it' : 'Nobody of this phase had it') : `${peopleWords(already)} had it: ${by}`;
  const fresh = gain > 0 && already > 0 ? `. ${peopleWords(gain)} ${gain === 1 ? 'is' : 'are'} new to it` : '';
  return asReported ? `As Entra reports: ${had.replace(/^N/, 'n')}. ${why ?? ''}` : `${had}${fresh}`;
}

function lossWords({ lose, loseOwnPlace }: BaselineLine): string {
  return [
    ...(lose > 0 ? [`Entra would take it also from ${peopleWords(lose)} who had it before by name. The rehearsal keeps who they are, so that it can be given back.`] : []),
    ...(loseOwnPlace > 0 ? [`${peopleWords(loseOwnPlace)} would lose their own place in it and keep it through a group.`] : []),
  ].join(' ');
}
