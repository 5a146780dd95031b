// A02, A03: a report without an account, its receipt shown once, its row in the inbox; clumsy input keeps its text.

import assert from 'node:assert/strict';
import { everywhere } from './lib.mjs';

everywhere('A02 a stranger reports and follows the report', { fresh: true }, async ({ page, lang, say, demo }) => {
  await page.goto(`/${lang}/report`);
  await page.locator('#product').fill('KD-CAM200');
  await page.locator('#description').fill(say('管理画面にログインせずに入れます。', 'The management page opens without a login.'));
  await page.locator('main form').first().getByRole('button').last().click();
  const receipt = await page.locator('main').innerText();
  const code = receipt.match(/\d{4}(-\d{4}){3}/)?.[0];
  assert.ok(code, `a receipt code is shown: ${receipt}`);
  assert.match(receipt, /[0-9A-Z]{4}-[0-9A-Z]{4}/);
  assert.doesNotMatch(await page.content(), /R-2026/);
  await page.reload();
  assert.doesNotMatch(await page.locator('main').innerText(), new RegExp(code), 'the code is shown once');

  await page.goto(`/${lang}/report/status`);
  await page.locator('main form input[name=code]').fill(code);
  await page.locator('main form').first().getByRole('button').first().click();
  const status = await page.locator('main').innerText();
  assert.match(status, say(/受付/, /Received/));
  assert.doesNotMatch(await page.content(), /R-2026/);

  await page.goto('/demo/as/lead');
  await page.goto(`/app/language/${lang}?next=/app/inbox`);
  assert.match(await page.locator('main').innerText(), /R-2026-0032/);
  assert.ok(demo.origin);
});

everywhere('A03.1 an incomplete report keeps its text and says what is missing', {}, async ({ page, lang, say, script }) => {
  await page.goto(`/${lang}/report`);
  const form = page.locator('main form').first();
  await page.locator('#description').fill('only a description');
  if (script) await form.evaluate((element) => { element.noValidate = true; });
  else await page.locator('#product').fill(' ');
  await form.getByRole('button').last().click();
  await page.locator('[data-errors]').waitFor();
  assert.match(await page.title(), say(/^エラー:/, /^Error:/));
  assert.equal(await page.locator('#description').inputValue(), 'only a description');
  const links = await page.locator('[data-errors] a').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
  assert.ok(links.includes('#product'), links.join(' '));
});
