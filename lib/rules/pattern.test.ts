import fc from 'fast-check';
import { RE2JS } from 're2js';
import { expect, test } from 'vitest';
import { compilePattern } from './pattern';

const part = fc.oneof(fc.constantFrom('s', 'k', 'adm', '-', '_', ' ', '\\.', '[-_.]', '[ks]?', 'x?', '[- ]?'), fc.tuple(fc.constantFrom('svc', 'k', 's'), fc.constantFrom('adm', 'sk', 'x')).map(([one, other]) => `(${one}|${other})`));
const sources = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => `^${parts.join('')}`);
const texts = fc.string({ unit: fc.constantFrom('s', 'S', 'ſ', 'k', 'K', 'K', 'a', 'd', 'm', 'v', 'c', 'x', '-', '_', '.', ' ', 'é', '\n'), maxLength: 12 });

test('a harmless pattern is true of the same texts in the machine’s own engine as in the linear one', () => {
  fc.assert(fc.property(sources, texts, (source, text) => {
    const pattern = compilePattern(source);
    if (typeof pattern === 'string') throw new Error(`${source} is ${pattern}`);
    expect(pattern.test(text)).toBe(RE2JS.compile(source, RE2JS.CASE_INSENSITIVE | RE2JS.LOOKBEHINDS).test(text));
  }), { numRuns: 2000 });
});
