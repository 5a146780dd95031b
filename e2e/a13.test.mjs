// A13: a restricted case is invisible; crates/web/tests/spine/unseen.rs walks every address, here the pages are looked at.

import assert from 'node:assert/strict';
import { everywhere, signIn } from './lib.mjs';

everywhere('A13.3 A13.4 A13.5 restricted means invisible', {}, async ({ page, lang, say }) => {
  const strip = async () => (await page.getByRole('region', { name: say('近い期限', 'Nearest deadlines') }).allInnerTexts()).join(' ');

  await signIn(page, 'triage', lang);
  const pages = [];
  for (const number of ['PSIRT-2026-0041', 'PSIRT-2026-9999']) {
    const answer = await page.goto(`/app/cases/${number}`);
    pages.push([answer.status(), (await page.content()).replaceAll(number, '')]);
  }
  assert.equal(pages[0][0], 404, 'A13.3');
  assert.deepEqual(pages[0], pages[1], 'A13.3: the same page');
  await page.goto('/app/today');
  assert.match(await strip(), say(/早期警告 0042[\s\S]*72時間通知 0042/, /Early warning 0042[\s\S]*72 h notification 0042/), 'A13.5: triage is a member');
  await page.goto('/app/cases');
  assert.doesNotMatch(await page.locator('main').innerText(), say(/＋閲覧者限定/, /\+ \d+ restricted/), 'A13.1: triage learns no number');

  await signIn(page, 'deputy', lang);
  await page.goto('/app/cases');
  const list = await page.locator('main').innerText();
  assert.ok(list.includes(say('＋閲覧者限定 1件', '+ 1 restricted')), 'A13.4');
  assert.doesNotMatch(await page.content(), /2026-0041/, 'A13.4: and nothing else');

  await signIn(page, 'owner-net', lang);
  assert.equal((await page.goto('/app/cases/PSIRT-2026-0041')).status(), 200, 'A13.4: a member sees the case');
  await page.goto('/app/today');
  assert.doesNotMatch(await strip(), /0042/, 'A13.5: no member');
});
