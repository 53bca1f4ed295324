import { expect, test } from 'vitest';
import { standsWords } from './draft-words';

test('how a draft stands is told with by whom and when it was begun, paused, ended or put aside', () => {
  const [began, paused, ended, aside] = [1, 2, 3, 4].map((hour) => new Date(`2026-11-27T0${hour}:00:00Z`)) as [Date, Date, Date, Date];
  const begun = { startedByName: 'Ines Aalto', startedAt: began, endedAt: null, heldAt: null, heldByName: null };
  const said = [
    standsWords({ ...begun, state: 'open', startedByName: null, startedAt: null }, null),
    standsWords({ ...begun, state: 'applying' }, null),
    standsWords({ ...begun, state: 'undoing', heldAt: paused, heldByName: 'Eva Brandt' }, null),
    standsWords({ ...begun, state: 'undone', endedAt: ended }, null),
    standsWords({ ...begun, state: 'discarded' }, { byName: 'Eva Brandt', at: aside }),
  ];
  expect(said.map((items) => items.map(({ text, at }) => (at ? `${text} ${at.slice(11, 13)}` : text)))).toEqual([
    ['Draft'],
    ['Being applied', 'started by Ines Aalto 01'],
    ['Paused', 'by Eva Brandt 02', 'started by Ines Aalto 01'],
    ['Undone', 'by Ines Aalto 03'],
    ['Put aside', 'by Eva Brandt 04'],
  ]);
});
