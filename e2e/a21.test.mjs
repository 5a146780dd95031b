// A21: one press publishes; crates/web/tests/spine/publication.rs looks at every file and every letter.

import assert from 'node:assert/strict';
import { EACH_ONCE, everywhere, signIn } from './lib.mjs';

const NUMBER = 'KD-SA-2026-0007';

everywhere('A21.1 A21.2 the lead publishes, and it is public', { ways: EACH_ONCE, fresh: true }, async ({ page, lang, say }) => {
  await page.goto(`/${lang}/advisories`);
  assert.doesNotMatch(await page.content(), new RegExp(NUMBER));
  await signIn(page, 'lead', lang);
  await page.goto(`/app/advisories/${NUMBER}`);
  await page.getByRole('button', { name: say('公表する', 'Publish'), exact: true }).click();
  await page.waitForURL('**?done=published');
  for (const other of ['ja', 'en']) {
    assert.equal((await page.goto(`/${other}/advisories/${NUMBER}`)).status(), 200, 'A21.1');
    await page.goto(`/${other}/advisories`);
    const numbers = (await page.locator('main').innerText()).match(/KD-SA-\d{4}-\d{4}/g);
    assert.equal(numbers[0], NUMBER, `A21.1: first in ${other}`);
  }
  await page.goto('/app/cases/PSIRT-2026-0042');
  assert.match(await page.locator('.facts .fact-now, .facts .fact-true').allInnerTexts().then((all) => all.join(' ')), say(/公表済/, /Public/), 'A21.2');
});
