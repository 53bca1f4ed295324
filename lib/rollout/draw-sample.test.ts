import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SampleDraw, StrataCount, stratumValues } from './draw-sample';
import { quotaOf, sampleWords } from './sample';
import type { SampleDefinition } from './sample';

type Person = { id: string; department: string | null; country: string | null };
type Wanted = Pick<SampleDefinition, 'seed' | 'percent' | 'least' | 'strata'>;

const STRATA: SampleDefinition['strata'] = ['department', 'country'];

/** Who a sample takes, each with their stratum, in whatever order the people come. */
function draw(people: readonly Person[], { seed, percent, least, strata }: Wanted): { ids: string[]; byStratum: Map<string, string[]>; population: Map<string, number> } {
  const count = new StrataCount({ percent, least });
  for (const person of people) count.add(stratumValues(person, strata));
  const drawing = new SampleDraw<Person>(seed, count.strata());
  for (const person of people) drawing.offer(person, stratumValues(person, strata));
  const byStratum = new Map<string, string[]>();
  for (const { person, stratum } of drawing.drawn()) byStratum.set(JSON.stringify(stratum.values), [...(byStratum.get(JSON.stringify(stratum.values)) ?? []), person.id]);
  return { ids: drawing.drawn().map(({ person }) => person.id).sort(), byStratum, population: new Map(count.strata().map((stratum) => [JSON.stringify(stratum.values), stratum.population])) };
}

const aPerson = fc.record({ id: fc.uuid(), department: fc.constantFrom('Finance', 'Sales', 'IT', null, ' '), country: fc.constantFrom('Germany', 'Poland', null) });
const people = fc.uniqueArray(aPerson, { selector: (person) => person.id, maxLength: 300 });
const percent = fc.integer({ min: 1, max: 10_000 }).map((hundredths) => hundredths / 100);
const wanted = fc.record({ seed: fc.string({ minLength: 1 }), percent, least: fc.integer({ min: 0, max: 5 }), strata: fc.constantFrom(STRATA, ['department' as const], []) });

test('the same seed takes the same people, in whatever order they come', () => {
  fc.assert(fc.property(people, wanted, fc.integer(), (all, definition, turn) => {
    const turned = all.length === 0 ? all : [...all.slice(Math.abs(turn) % all.length), ...all.slice(0, Math.abs(turn) % all.length)].reverse();
    expect(draw(turned, definition).ids).toEqual(draw(all, definition).ids);
  }));
});

test('each stratum gives its share rounded up, its least, and never more than it has', () => {
  fc.assert(fc.property(people, wanted, (all, definition) => {
    const { byStratum, population } = draw(all, definition);
    for (const [stratum, count] of population) {
      const taken = byStratum.get(stratum)?.length ?? 0;
      expect(taken).toBe(quotaOf(count, definition));
      expect(taken).toBeGreaterThanOrEqual(Math.min(count, definition.least));
      expect(taken * 100).toBeGreaterThanOrEqual(count * definition.percent - 1e-6);
    }
  }));
});

test('a higher percentage and a higher least take everybody that a lower one takes', () => {
  fc.assert(fc.property(people, wanted, percent, fc.integer({ min: 0, max: 5 }), (all, definition, more, least) => {
    const wider = { ...definition, percent: Math.max(more, definition.percent), least: Math.max(least, definition.least) };
    const taken = new Set(draw(all, wider).ids);
    expect(draw(all, definition).ids.filter((id) => !taken.has(id))).toEqual([]);
  }));
});

test('whoever joins pushes out one of their own stratum at most, and whoever leaves lets in one at most', () => {
  fc.assert(fc.property(people, aPerson, wanted, (all, joiner, definition) => {
    const before = draw(all.filter((person) => person.id !== joiner.id), definition);
    const after = draw([...all.filter((person) => person.id !== joiner.id), joiner], definition);
    const out = before.ids.filter((id) => !after.ids.includes(id));
    const into = after.ids.filter((id) => !before.ids.includes(id));
    expect(out.length).toBeLessThanOrEqual(1);
    expect(into.length).toBeLessThanOrEqual(1);
    // Nobody of another stratum is touched.
    const own = JSON.stringify(stratumValues(joiner, definition.strata));
    for (const [stratum, ids] of before.byStratum) if (stratum !== own) expect(after.byStratum.get(stratum)).toEqual(ids);
    if (out.length === 1) expect(into).toEqual([joiner.id]);
  }));
});

test('another seed takes others', () => {
  const all = Array.from({ length: 400 }, (_, number): Person => ({ id: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`, department: 'Finance', country: null }));
  const of = (seed: string) => draw(all, { seed, percent: 5, least: 0, strata: STRATA }).ids;
  expect(of('one')).toHaveLength(20);
  expect(of('one')).not.toEqual(of('two'));
});

test('what is a share of a hundred is not spoilt by halves of numbers', () => {
  expect([quotaOf(100, { percent: 7, least: 0 }), quotaOf(1000, { percent: 0.1, least: 0 }), quotaOf(300, { percent: 33.33, least: 0 }), quotaOf(3, { percent: 5, least: 2 }), quotaOf(1, { percent: 5, least: 2 }), quotaOf(0, { percent: 5, least: 2 })]).toEqual([7, 1, 100, 2, 1, 0]);
});

test('a sample says in words what it takes', () => {
  expect(sampleWords({ seed: 's', percent: 5, least: 2, strata: STRATA, base: { kind: 'group', groupId: 'g', groupName: 'All Finance' }, withoutOthers: true, withoutExternals: true })).toBe('5 % of each department and country, at least 2 each, in “All Finance”, none external, none in another phase');
  expect(sampleWords({ seed: 's', percent: 12.5, least: 0, strata: [], base: { kind: 'everybody' }, withoutOthers: false, withoutExternals: false })).toBe('12.5 % of everybody, in the directory');
});
