// A03: hostile and clumsy input: told with its code at its field, nothing lost, nothing rendered.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EACH_ONCE, everywhere, signIn } from './lib.mjs';

const words = (page) => page.locator('main').innerText();
const send = (page, say) => page.getByRole('button', { name: say('報告を送信する', 'Send the report') }).click();

async function fill(page, lang, say, description) {
  await page.goto(`/${lang}/report`);
  await page.getByRole('combobox', { name: say(/^製品/, /^Product/) }).fill('KD-CAM200');
  await page.getByRole('textbox', { name: say(/^説明/, /^Description/) }).fill(description);
}

/** The code of a refusal stands in the page's own words; the description is still in its field. */
async function refused(page, say, told, kept) {
  await page.locator('[data-errors]').waitFor();
  assert.match(await page.title(), say(/^エラー:/, /^Error:/));
  assert.match(await page.locator('[data-errors]').innerText(), told);
  assert.equal(await page.getByRole('textbox', { name: say(/^説明/, /^Description/) }).inputValue(), kept);
}

everywhere('A03.1 an incomplete report keeps its text and says what is missing', {}, async ({ page, lang, say, script }) => {
  await page.goto(`/${lang}/report`);
  await page.getByRole('textbox', { name: say(/^説明/, /^Description/) }).fill('only a description');
  const answered = page.waitForResponse((answer) => answer.request().method() === 'POST');
  await send(page, say);
  assert.equal((await answered).status(), 422);
  await refused(page, say, say(/製品/, /Product/), 'only a description');
  assert.equal(await page.locator('main > *').first().getAttribute('data-errors'), '', 'the summary comes first in main');
  const links = await page.locator('[data-errors] a').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
  assert.deepEqual(links, ['#product']);
  if (script) assert.ok(await page.locator('[data-errors]').evaluate((summary) => summary === document.activeElement), 'the summary has the focus');
  await page.locator('[data-errors] a').first().click();
  assert.ok(await page.locator('#product').isVisible());
});

// 25 MB travel in one request; two of the four ways are enough, the limits themselves are counted in crates/web/tests/intake/hostile.rs.
everywhere('A03.2 A03.3 sizes and numbers are told and the text is kept', { ways: EACH_ONCE }, async ({ page, lang, say }) => {
  const folder = mkdtempSync(join(tmpdir(), 'hinomi-files-'));
  const file = (size, name = `${size}.bin`) => {
    writeFileSync(join(folder, name), Buffer.alloc(size, 0x78));
    return join(folder, name);
  };
  const attachments = page.getByLabel(say(/^添付/, /^Attachments/));
  await fill(page, lang, say, 'kept words');
  await attachments.setInputFiles(file(25_000_001));
  await send(page, say);
  await refused(page, say, /25,000,001 B/, 'kept words');
  await attachments.setInputFiles(Array.from({ length: 11 }, (_, at) => file(1, `${at}.txt`)));
  await send(page, say);
  await refused(page, say, say(/10件まで/, /Up to 10/), 'kept words');
  await page.getByRole('textbox', { name: say(/^メールアドレス/, /^E-mail/) }).fill('a@b@c');
  await send(page, say);
  await refused(page, say, say(/メールアドレス/, /E-mail/), 'kept words');
  const long = 'あ'.repeat(100_001);
  await fill(page, lang, say, long);
  await send(page, say);
  await refused(page, say, /100,001/, long);
  await fill(page, lang, say, long.slice(1));
  await attachments.setInputFiles(file(25_000_000));
  await send(page, say);
  await page.locator('#code').waitFor();
  rmSync(folder, { recursive: true });
});

everywhere('A03.4 A03.5 hostile text is inert and files are only saved', {}, async ({ page, lang, say }) => {
  const text = '\u202eRTL 😀 \u0000<script>alert(1)</script>\n[x](javascript:alert(1)) \u200f';
  await fill(page, lang, say, text);
  const files = [['page.html', 'text/html', '<script>alert(2)</script>'], ['drawing.svg', 'image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(3)"/>']];
  await page.getByLabel(say(/^添付/, /^Attachments/)).setInputFiles(files.map(([name, mimeType, body]) => ({ name, mimeType, buffer: Buffer.from(body) })));
  await send(page, say);
  await page.locator('#code').waitFor();

  const spoken = [];
  page.on('dialog', (dialog) => { spoken.push(dialog.message()); return dialog.dismiss(); });
  await signIn(page, 'triage', lang);
  await page.goto('/app/inbox');
  const newest = (await page.locator('[data-list] .id').first().innerText()).trim();
  for (const path of ['/app/inbox', `/app/reports/${newest}`]) {
    await page.goto(path);
    const read = await words(page);
    assert.ok(read.includes('\u202eRTL 😀 <script>alert(1)</script>'), `A03.4: shown as it is on ${path}: ${read}`);
    assert.ok(read.includes('[x](javascript:alert(1)) \u200f'), `A03.4: ${path}`);
    assert.ok(read.includes(say('制御文字を1件除去', '1 control character removed')), `A03.4: ${path}`);
    assert.equal(await page.locator('main script, main a[href^="javascript"]').count(), 0, `A03.4: ${path}`);
    const around = await page.locator('main p', { hasText: 'RTL 😀' }).first().evaluate((line) => getComputedStyle(line).unicodeBidi);
    assert.match(around, /isolate|plaintext/, `A03.4: isolated on ${path}`);
  }
  const links = page.getByRole('link', { name: say(/保存/, /Save/) });
  assert.equal(await links.count(), 2, 'A03.5');
  for (const [at, [name]] of files.entries()) {
    const address = await links.nth(at).getAttribute('href');
    const { status, headers } = await page.context().request.get(address).then((answer) => ({ status: answer.status(), headers: answer.headers() }));
    assert.equal(status, 200);
    assert.equal(headers['content-type'], 'application/octet-stream', `A03.5: ${name}`);
    assert.match(headers['content-disposition'], /^attachment/, `A03.5: ${name}`);
    assert.equal(headers['x-content-type-options'], 'nosniff', `A03.5: ${name}`);
    assert.match(headers['content-security-policy'], /sandbox/, `A03.5: ${name}`);
    // Opened by hand, without the link's own `download`: the browser saves it and the page stays.
    const saving = page.waitForEvent('download');
    await page.goto(address).catch(() => {});
    assert.equal((await saving).suggestedFilename(), name, 'A03.5');
  }
  assert.deepEqual(spoken, [], 'A03.4, A03.5: nothing ran');
});

// Each way starts a demo of its own: the minute of one address is counted.
everywhere('A03.6 the 31st post within a minute waits and keeps its text', { ways: EACH_ONCE, fresh: true }, async ({ page, lang, say, demo }) => {
  await fill(page, lang, say, 'kept words');
  for (let post = 1; post <= 30; post++) {
    const answer = await fetch(`${demo.origin}/${lang}/report`, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'product=x' });
    assert.notEqual(answer.status, 429, `post ${post}`);
  }
  const answered = page.waitForResponse((answer) => answer.request().method() === 'POST');
  await send(page, say);
  const answer = await answered;
  assert.equal(answer.status(), 429);
  const wait = answer.headers()['retry-after'];
  assert.match(wait, /^[1-9]\d*$/);
  await refused(page, say, new RegExp(say(`${wait}秒後`, `${wait} seconds`)), 'kept words');
  const api = await fetch(`${demo.origin}/public/v1/reports`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
  assert.equal(api.status, 429);
  assert.equal((await api.json()).code, 'rate.limited');
});
