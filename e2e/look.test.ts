import { chromium } from '@playwright/test';
import { test } from 'vitest';
import { browserOptions } from '@/e2e/testing/browser';
import { startProduct } from '@/e2e/testing/product';
import { viewOf } from '@/e2e/testing/product-view';
import { anAdmin, aPackage } from '@/e2e/testing/rollouts';
import { openAs } from '@/e2e/testing/sessions';
import { listPhases } from '@/lib/db/phases';
import { latestRehearsal } from '@/lib/db/rehearsals';
import { addPickedPeople } from '@/lib/rollout/add-people';
import { createRollout } from '@/lib/rollout/create-rollout';
import { rehearsePhase } from '@/lib/rollout/rehearse-phase';
import { nameOwner } from '@/lib/authoring/name-owner';
import { graphFor } from '@/lib/graph/graph-for';
import { askSigners } from '@/lib/rollout/ask-signers';
import { loadSignatures } from '@/lib/rollout/signature-view';
import { listStandingSignOffs } from '@/lib/db/sign-offs';
import { closeDb } from '@/lib/db/client';

test('look', async () => {
  const key = Buffer.alloc(32, 7).toString('base64');
  const product = await startProduct({ env: { SESSION_KEY: key } });
  try {
    const view = await viewOf(product, key);
    const ines = await anAdmin(view);
    const tok = ((await view.ask('token', { userId: view.persona('Ines').id, audience: 'graph', scopes: ['Group.ReadWrite.All', 'GroupMember.ReadWrite.All', 'Directory.Read.All'] })) as { token: string }).token;
    const group = (name: string) => view.snapshot().groups.find((g) => g.displayName === name)!;
    const add = async (g: string, id: string) => { const r = await fetch(`${product.emulatorOrigin}/v1.0/groups/${g}/members/$ref`, { method: 'POST', headers: { authorization: `Bearer ${tok}`, 'content-type': 'application/json' }, body: JSON.stringify({ '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${id}` }) }); if (!r.ok) console.log(r.status, await r.text()); };
    const ledger = group('Finance – Ledger');
    const users = view.snapshot().users.filter((u) => u.department === 'Finance' && u.userType === 'Member');
    await add(ledger.id, group('ERP – Key users').id);
    for (const u of users.slice(0, 3)) await add(group('ERP – Key users').id, u.id);
    const packages = ['Ledger poster', 'Finance site visitor'].map((name) => aPackage(view, name));
    const { id } = await createRollout(ines, { name: 'Finance essentials', description: '', packages, phases: ['Pilot', 'Broad'] });
    const [phase] = await listPhases(id);
    await addPickedPeople(ines, phase!.id, users.slice(0, 40).map((u) => u.id));
    await rehearsePhase(ines, phase!.id);
    await add(group('ERP – Key users').id, users[5]!.id);
    await add(ledger.id, users[6]!.id);
    const { id: rehearsalId } = await rehearsePhase(ines, phase!.id);
    const marta = view.persona('Marta');
    const rehearsal = (await latestRehearsal(phase!.id))!;
    for (const { standing, resource } of await loadSignatures(rehearsal)) if (standing === 'noOwner') await nameOwner({ ...ines, roles: ['Rollout.Admin'], sessionId: '' }, graphFor(ines), { resource, ownerId: marta.id });
    await askSigners(ines, phase!.id, rehearsal.hash);
    const asked = await listStandingSignOffs(phase!.id);
    await closeDb();
    const browser = await chromium.launch(browserOptions());
    const person = users[1]!.id;
    for (const [w, h, name] of [[1440, 900, '1440'], [390, 844, '390']] as const) for (const dark of [false, true]) {
      for (const [who, path, what] of [['Ines Aalto', `/rehearsals/${rehearsalId}`, 'rehearsal'], ['Ines Aalto', `/rehearsals/${rehearsalId}?person=${person}`, 'person'], ['Ines Aalto', `/rehearsals/${rehearsalId}?only=differences`, 'compare'], ['Marta Lindqvist', `/sign-offs/${asked.find((a) => a.resource.name.includes('Ledger') && a.resource.originSystem === 'AadGroup')!.id}`, 'letter']] as const) {
        if (dark && (what === 'compare')) continue;
        const page = await openAs(browser, product.origin, who, { returnTo: path, viewport: { width: w, height: h } });
        if (dark) { await page.emulateMedia({ colorScheme: 'dark' }); await page.context().addCookies([{ name: 'theme', value: 'dark', url: product.origin }]); await page.reload(); }
        await page.waitForLoadState('networkidle');
        await page.screenshot({ path: `/tmp/look/${what}-${name}${dark ? '-dark' : ''}.png`, fullPage: what !== 'person' });
        await page.context().close();
      }
    }
    await browser.close();
  } finally { await product.stop(); }
}, 900_000);
