// A02: a stranger reports without an account and follows the report; only a person's words acknowledge it.

import assert from 'node:assert/strict';
import { everywhere, signIn } from './lib.mjs';

/** One transparent pixel. */
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64');

everywhere('A02.1 to A02.5 a stranger reports, follows, and is answered', { fresh: true }, async ({ page, lang, say, demo }) => {
  const inner = /R-2026/;
  page.on('response', async (answer) => {
    if (!answer.url().includes('/app/')) assert.doesNotMatch(JSON.stringify(answer.headers()), inner, 'A02.4: no header tells the number');
  });

  // A02.1
  await page.goto(`/${lang}/report`);
  await page.getByRole('combobox', { name: say(/^製品/, /^Product/) }).fill('KD-CAM200');
  await page.getByRole('textbox', { name: say(/^説明/, /^Description/) }).fill(say('管理画面にログインせずに入れます。', 'The management page opens without a login.'));
  await page.getByLabel(say(/^添付/, /^Attachments/)).setInputFiles({ name: 'screen.png', mimeType: 'image/png', buffer: PNG });
  await page.getByRole('button', { name: say('報告を送信する', 'Send the report') }).click();
  const code = (await page.locator('#code').innerText()).trim();
  assert.match(code, /^\d{4}(-\d{4}){3}$/, 'A02.1: a code');
  const reference = (await page.locator('dl .id').first().innerText()).trim();
  assert.match(reference, /^[0-9A-Z]{4}-[0-9A-Z]{4}$/, 'A02.1: a public reference');
  assert.doesNotMatch(await page.content(), inner, 'A02.4');
  await page.reload();
  assert.ok(!(await page.content()).includes(code), 'A02.1: reloading does not show the code again');

  // A02.2
  await page.goto(`/${lang}/report/status`);
  await page.getByRole('textbox', { name: say(/コード/, /code/i) }).fill(code);
  await page.locator('main form').first().getByRole('button').first().click();
  assert.match(await page.locator('main').innerText(), say(/受付しました/, /Received/), 'A02.2');
  assert.doesNotMatch(await page.content(), inner, 'A02.4');

  // A02.3
  const staff = await page.context().newPage();
  await signIn(staff, 'triage', lang);
  await staff.goto('/app/inbox');
  const items = await staff.locator('[data-list]').first().innerText();
  assert.match(items, /R-2026-0032/, 'A02.3: one more row');
  await staff.goto('/app/reports/R-2026-0032');
  const due = say('2026-11-25(水) 18:00 JST', '2026-11-25 (Wed) 18:00 JST');
  assert.ok((await staff.locator('main').innerText()).includes(due), `A02.3: due ${due}`);
  const log = await page.context().newPage();
  await signIn(log, 'lead', lang);
  await log.goto('/app/audit?thing=R-2026-0032');
  assert.match(await log.locator('main').innerText(), /report\.received/, 'A02.3');
  await log.close();

  // A02.5
  await signIn(staff, 'triage', lang);
  await staff.goto('/app/reports/R-2026-0032');
  assert.ok(!(await staff.locator('main').innerText()).includes(say('受領連絡済み', 'Acknowledged')), 'A02.5: the automatic receipt had not met it');
  await staff.locator('summary').filter({ hasText: say('返信する', 'Reply') }).click();
  await staff.getByRole('textbox', { name: say(/^本文/, /^Text/) }).first().fill(say('ご報告ありがとうございます。', 'Thank you for your report.'));
  await staff.getByRole('button', { name: say('報告者に送信する', 'Send to the reporter') }).click();
  assert.match(staff.url(), /done=acknowledged/, 'A02.5: the deadline is met');
  await page.goto(`/${lang}/report/status`);
  assert.match(await page.locator('main').innerText(), say(/受領連絡/, /Acknowledged/), 'A02.5');
  assert.doesNotMatch(await page.content(), inner, 'A02.4');
  assert.ok(demo.origin);
});
