// The workbench's check of a document: what is wrong, where, and what to do; nothing is kept.

import assert from 'node:assert/strict';
import { EACH_ONCE, everywhere, signIn } from './lib.mjs';

const CSAF = JSON.stringify({
  document: {
    category: 'csaf_base', csaf_version: '2.0', title: 'x',
    publisher: { category: 'vendor', name: 'Kakuu Denki', namespace: 'https://psirt.example.co.jp' },
    tracking: {
      id: 'A-1', status: 'final', version: '2', initial_release_date: '2026-11-01T00:00:00Z', current_release_date: '2026-11-01T00:00:00Z',
      revision_history: [{ date: '2026-11-01T00:00:00Z', number: '1', summary: 'first' }],
    },
  },
}, null, 1);
const TABLE = '名称,バージョン,purl\nleft-panel,1.2.0,pkg:npm/left-panel@1.2.0\n自社ライブラリ,3.0,\n';

everywhere('a document is checked on the workbench', { ways: EACH_ONCE }, async ({ page, lang, say }) => {
  await signIn(page, 'lead', lang);
  await page.getByRole('link', { name: say('作業台', 'Workbench') }).click();
  const send = async (name, text) => {
    await page.locator('#document').setInputFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(text) });
    await page.getByRole('button', { name: say('検査する', 'Check'), exact: true }).click();
  };
  const main = page.locator('main');

  await send('advisory.json', CSAF);
  assert.match(await main.innerText(), say(/誤りがあります/, /There are errors/));
  const row = page.getByRole('row').filter({ hasText: 'csaf.6.1.16' });
  assert.match(await row.innerText(), say(/どちらかに合わせてください/, /Make them the same/));
  assert.match(await row.innerText(), say(/\d+行目/, /Line \d+/));

  await send('parts.csv', TABLE);
  assert.match(await main.innerText(), say(/2件中1件\(50%\)/, /1 of 2 \(50 %\)/));
  assert.match(await page.getByRole('row').filter({ hasText: '自社ライブラリ' }).innerText(), say(/purlもCPEもありません/, /neither purl nor CPE/));

  await send('letter.txt', 'hello');
  assert.equal(await page.locator('#document').getAttribute('aria-invalid'), 'true');
  assert.match(await page.locator('#document-wrong').innerText(), say(/判別できません/, /is not known/));
});
