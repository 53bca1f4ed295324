import { expect, test } from 'vitest';
import { mergePlaces, packPlaces, unpackPlaces } from './places';

test('places come back from their bytes as they went in, near and far', () => {
  const places = Uint32Array.of(0, 1, 127, 128, 255, 16_384, 16_512, 99_999, 4_000_000_000);
  expect([...unpackPlaces(packPlaces(places))]).toEqual([...places]);
  expect(packPlaces(Uint32Array.from({ length: 1000 }, (_, place) => place)).length).toBe(1000);
  expect([...unpackPlaces(packPlaces(new Uint32Array(0)))]).toEqual([]);
});

test('rising lists become one', () => {
  expect([...mergePlaces([Uint32Array.of(3, 200), Uint32Array.of(1, 5), new Uint32Array(0)])]).toEqual([1, 3, 5, 200]);
  expect([...mergePlaces([])]).toEqual([]);
});
