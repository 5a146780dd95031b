// A01: the first run. A demo answers within five seconds and shows the day's legal deadlines; a setup link works once.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { everywhere, startDemo } from './lib.mjs';

const BINARY = process.env.HINOMI_BIN;

everywhere('A01.1 today shows what is due', {}, async ({ page, demo, say }) => {
  const health = await fetch(`${demo.origin}/healthz`);
  assert.equal(health.status, 200);
  await page.goto('/demo/as/lead');
  await page.goto(`/app/language/${say('ja', 'en')}`);
  await page.getByRole('heading', { level: 1, name: say('今日', 'Today') }).waitFor();
  assert.match(await page.locator('.band-demo').innerText(), say(/デモ/, /Demo/));
  const strip = await page.getByRole('region', { name: say('近い期限', 'Nearest deadlines') }).getByRole('link').allInnerTexts();
  const flat = strip.map((text) => text.replace(/\s+/g, ' ').trim());
  assert.deepEqual(
    flat,
    say(
      ['早期警告 0042 残 13:15', '72時間通知 0042 残 61:15', '最終報告 0038 残 217:00'],
      ['Early warning 0042 13:15 left', '72 h notification 0042 61:15 left', 'Final report 0038 217:00 left'],
    ),
  );
});

test('A01.1 the demo answers within five seconds', async () => {
  const began = Date.now();
  const demo = await startDemo();
  try {
    assert.equal((await fetch(`${demo.origin}/healthz`)).status, 200);
    console.log(`# demo answered after ${Date.now() - began} ms`);
  } finally {
    await demo.stop();
  }
});

test('A01.3 a setup link works once, in one browser', async (t) => {
  const binary = BINARY ?? join(process.env.CARGO_TARGET_DIR ?? join(import.meta.dirname, '..', 'target'), 'debug', 'hinomi');
  const dir = mkdtempSync(join(tmpdir(), 'hinomi-setup-'));
  const child = spawn(binary, ['serve', '--listen', '127.0.0.1:0', '--data', dir], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => {
    child.kill('SIGKILL');
    rmSync(dir, { recursive: true, force: true });
  });
  let output = '';
  const link = await new Promise((done) => child.stdout.on('data', (bytes) => {
    output += bytes;
    const found = output.match(/http:\/\/127\.0\.0\.1:\d+\/setup\/\S+/);
    if (found) done(found[0]);
  }));
  assert.equal(output.match(/\/setup\//g).length, 1, 'exactly one setup link is printed');
  const first = await fetch(link, { headers: { 'accept-language': 'en' } });
  assert.equal(first.status, 200);
  assert.match(await first.text(), /Register the first administrator/);
  const second = await fetch(link, { headers: { 'accept-language': 'en' } });
  assert.equal(second.status, 410, 'a second browser is refused');
  assert.match(await second.text(), /setup-link/);
});
