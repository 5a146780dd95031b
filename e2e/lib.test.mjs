// The helpers themselves: the checks that every scenario leans on are seen refusing what they must refuse.

import assert from 'node:assert/strict';
import { existsSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { axe, closeBrowser, openPage, shot } from './lib.mjs';

const PAGES = {
  '/good': '<!doctype html><html lang="ja"><title>良い</title><main><h1>良い</h1><img alt="" src="data:,"><p>本文</p></main></html>',
  '/bad': '<!doctype html><html lang="ja"><title>悪い</title><main><h1>悪い</h1><form><input name="x"></form></main></html>',
  '/call': '<!doctype html><html lang="ja"><title>外</title><main><h1>外</h1><script src="https://cdn.example.com/x.js"></script></main></html>',
  '/throw': '<!doctype html><html lang="ja"><title>投</title><main><h1>投</h1><script>throw new Error("broken")</script></main></html>',
};

let server;
let origin;
before(async () => {
  server = createServer((request, answer) => {
    answer.setHeader('content-type', 'text/html; charset=utf-8');
    answer.setHeader('content-security-policy', "default-src 'self'; script-src 'self' 'unsafe-inline' https:; img-src data:");
    answer.end(PAGES[request.url] ?? '');
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  origin = `http://127.0.0.1:${server.address().port}`;
});
after(async () => {
  await closeBrowser();
  server.close();
});

for (const script of [true, false]) {
  test(`an unlabelled field is a grave finding, script ${script ? 'on' : 'off'}`, async () => {
    const page = await openPage(origin, { script });
    await page.goto('/good');
    await axe(page);
    await page.goto('/bad');
    await assert.rejects(() => axe(page), /critical label/);
    await page.finish();
  });
}

test('a call to another server is a fault', async () => {
  const page = await openPage(origin);
  await page.goto('/call');
  await assert.rejects(() => page.finish(), /cdn\.example\.com/);
});

test('a page that throws is a fault', async () => {
  const page = await openPage(origin);
  await page.goto('/throw');
  await assert.rejects(() => page.finish(), /broken/);
});

test('a picture is kept, in the wanted language and theme', async () => {
  const page = await openPage(origin, { lang: 'en', theme: 'dark', width: 400 });
  await page.goto('/good');
  assert.equal(await page.evaluate('navigator.language'), 'en-GB');
  assert.ok(await page.evaluate('matchMedia("(prefers-color-scheme: dark)").matches'));
  const path = await shot(page, 'lib test');
  assert.ok(path.endsWith('lib-test.png') && existsSync(path));
  rmSync(path);
  await page.finish();
});
