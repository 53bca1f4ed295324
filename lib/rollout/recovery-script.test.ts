import fc from 'fast-check';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { Language, Parser } from 'web-tree-sitter';
import { csvText } from './csv-cell';
import { powershellText, recoveryScript, recoveryTable } from './recovery-script';
import type { RecoveryRow } from './recovery-script';

const row = (change: Partial<RecoveryRow>): RecoveryRow => ({ personId: '11111111-1111-4111-8111-111111111111', personName: 'Anna Voss', userPrincipalName: 'anna@halden.example', packageId: '22222222-2222-4222-8222-222222222222', packageName: 'Ledger', policyId: '33333333-3333-4333-8333-333333333333', assignmentId: '44444444-4444-4444-8444-444444444444', state: 'delivered', action: 'remove', why: 'The run gave it', before: '', ...change });
const HEAD = { runId: '55555555-5555-4555-8555-555555555555', rollout: 'Finance', phase: 'Pilot', rehearsalHash: 'a'.repeat(64), at: '2026-11-26T10:00:00.000Z' };

/** What PowerShell reads of a single-quoted text: any quote like an apostrophe ends it unless it stands twice. */
function readBack(quoted: string): string {
  const quote = /['\u2018\u2019\u201a\u201b]/;
  let said = '';
  for (let at = 1; at < quoted.length - 1; at += 1) {
    if (quote.test(quoted[at]!)) {
      if (!quote.test(quoted[at + 1] ?? '') || at + 1 >= quoted.length - 1) throw new Error(`${quoted} ends at ${at}`);
      at += 1;
    }
    said += quoted[at]!;
  }
  return said;
}

test('no name of anybody can end the text it stands in or begin a line of its own', () => {
  fc.assert(fc.property(fc.string({ unit: fc.oneof(fc.string({ minLength: 1, maxLength: 1 }), fc.constantFrom('\'', '\u2019', '\u201b', '\n', '\r', '$', '`', '"', '#', '\u2028')) }), (name) => {
    const text = powershellText(name);
    expect(text).not.toMatch(/[\r\n\u2028\u2029]/);
    expect(readBack(text)).toBe(name.replace(/[\r\n\u2028\u2029\u0000-\u001f]+/g, ' '));
  }));
});

test('the script removes whom the run alone gave it, and whoever had it before only when told to', () => {
  const script = recoveryScript(HEAD, [row({}), row({ personName: 'Ole O’Brien', assignmentId: '66666666-6666-4666-8666-666666666666', action: 'leave' })], []);
  const list = (name: string) => script.slice(script.indexOf(`$${name} = @(`), script.indexOf('\r\n)', script.indexOf(`$${name} = @(`)));
  expect(list('Given').match(/AssignmentId = '[^']+'/g)).toEqual(['AssignmentId = \'44444444-4444-4444-8444-444444444444\'']);
  expect(list('HeldBefore')).toContain('Ole O’’Brien, Ledger');
  expect(script).toContain('if ($IncludeHeldBefore) { $everybody += @($HeldBefore) }');
});

/** What a person, a package or a policy may be called. */
const NAMES = ['Ole O’Brien', "D'Arcy", 'a ‘b’ ‚c‛', '$(Remove-Item /) $env:X', '`n`"', '"; exit; "', '@{ } ) # <# #>', '“quoted”', 'two\r\nlines', 'Œuvre – Ēlī', '\u2028'];

test('PowerShell reads the whole script without an error, whatever anybody and anything is called', async () => {
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Language.load(createRequire(import.meta.url).resolve('tree-sitter-powershell/tree-sitter-powershell.wasm')));
  const reads = (script: string): boolean => parser.parse(script)?.rootNode.hasError === false;
  const rows = NAMES.flatMap((name) => [row({ personName: name, packageName: name }), row({ personName: name, packageName: name, action: 'leave', assignmentId: '' })]);
  const policies = NAMES.map((name) => ({ policyId: row({}).policyId, packageId: row({}).packageId, policyName: name, made: name.length > 5, body: { displayName: name, description: `${name}\n${name}` } }));
  expect(reads(recoveryScript({ ...HEAD, rollout: NAMES.join(' '), phase: NAMES.join('\n') }, rows, policies))).toBe(true);
  expect(reads(recoveryScript(HEAD, [], []))).toBe(true);
  // The parser does see what is broken.
  expect(reads(recoveryScript(HEAD, rows, policies).replace('D\'\'Arcy', 'D\'Arcy'))).toBe(false);
});

test('every line ends as Windows ends it, and what of it is not ASCII stands in a name alone', () => {
  const script = recoveryScript(HEAD, [row({ personName: 'Œuvre' })], [{ policyId: 'x', packageId: 'y', policyName: 'Ē', made: false, body: { displayName: 'Ē' } }]);
  expect(script.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  expect(script.split('\r\n').filter((line) => /[^\t\x20-\x7e]/.test(line)).every((line) => line.startsWith('  @{ '))).toBe(true);
});

test('what is written of a policy comes to Graph as it was, whatever it is called and however the script is read', () => {
  for (const name of NAMES) {
    const body = { displayName: name, description: `${name}\n\u0130\u{1f600}` };
    const script = recoveryScript(HEAD, [], [{ policyId: 'p', packageId: 'k', policyName: 'Asked', made: false, body }]);
    const [, quoted = ''] = /; Body = ('.*') \}\r\n\)/.exec(script) ?? [];
    expect(quoted).toMatch(/^[\x20-\x7e]+$/);
    expect(JSON.parse(readBack(quoted))).toEqual({ ...body, accessPackage: { id: 'k' } });
  }
});

test('whom Graph tells nothing of, or refuses, keeps nobody else, and who may not remove anybody is told so at once', () => {
  const script = recoveryScript(HEAD, [row({})], []);
  // Every call outside of a try ends the whole script, which stops at the first error.
  const lines = script.slice(script.indexOf('$everybody = @(')).split('\r\n');
  expect(lines.filter((line) => /Find-Assignment \$one/.test(line) && !/\btry \{.*\} catch \{/.test(line))).toEqual([]);
  expect(script).toContain('if ($status -in 401, 403) { throw');
  expect(script.trimEnd().split('\r\n').at(-1)).toMatch(/^if \(\$left\.Count -gt 0\).*exit 1 \}$/);
});

test('an assignment that Entra had not told yet is looked for by the policy of the run, and a rule that the run made is switched off', () => {
  const script = recoveryScript(HEAD, [row({ assignmentId: '' })], [{ policyId: 'p', packageId: 'k', policyName: 'By rule', made: true, body: { automaticRequestSettings: { requestAccessForAllowedTargets: false } } }, { policyId: 'q', packageId: 'k', policyName: 'Asked', made: true, body: null }]);
  expect(script).toContain(`if (-not $One.AssignmentId) { $about += " and assignmentPolicy/id eq '$($One.PolicyId)'" }`);
  expect(script).toContain(`PolicyId = '${row({}).policyId}'; Name = 'Anna Voss, Ledger'`);
  expect(script.match(/@\{ PolicyId = .*Body/g)).toEqual([`@{ PolicyId = 'p'; Name = 'By rule'; Does = 'Switch off the rule that the run made'; Body`]);
});

test('a name that a spreadsheet would run is text in the CSV', () => {
  expect(csvText(recoveryTable([row({ personName: '=HYPERLINK("http://x")' })])).split('\r\n')[1]).toMatch(/^"'=HYPERLINK\(""http:\/\/x""\)"/);
});
