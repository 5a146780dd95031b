// A15: CRA deadlines start at awareness and nowhere else; weekends, holidays and submissions do not move them.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { closeBrowser, EACH_ONCE, everywhere, openCase, openPage, signIn, startDemo } from './lib.mjs';

const inner = (page) => page.locator('main').innerText();

/** Fills the three visible parts of an instant in Japan. */
async function instant(page, id, at) {
  const [date, time] = at.split('T');
  await page.locator(`#${id}-date`).fill(date);
  await page.locator(`#${id}-time`).fill(time);
}

/** Opens the disclosure that holds a form, whose summary may read like its button. */
async function disclose(page, form) {
  const closed = page.locator(`details:not([open]):has(#${form}) > summary`);
  if (await closed.count()) await closed.first().click();
}

async function awareness(page, address, say, at, reason) {
  await page.goto(`${address}/deadlines`);
  await disclose(page, 'awareness');
  await instant(page, 'awareness-signal_at', at.signal);
  await instant(page, 'awareness-started_at', at.started);
  await instant(page, 'awareness-aware_at', at.aware);
  await page.locator('#awareness-evidence').fill('device log');
  await page.locator('#awareness-reasoning').fill('only this flaw allows it');
  if (reason) await page.locator('#awareness-reason').fill(reason);
  await page.locator('#awareness').getByRole('button').click();
}

const AWARE = { signal: '2026-11-20T21:40', started: '2026-11-20T21:50', aware: '2026-11-20T22:15' };

/** A case on KD-CAM200 whose CRA question is answered 対象. */
async function inScope(page, say) {
  const address = await openCase(page, say, 'Filing');
  await page.goto(`${address}/releases`);
  await page.locator('#scope-releases').fill('kd-cam200@1.4.0');
  await page.getByRole('button', { name: say('リリースを対象に加える', 'Add releases to the scope') }).click();
  await page.goto(`${address}/deadlines`);
  await page.locator('#cra-question-value input[value=in_scope]').check();
  await page.locator('form[action$="/cra-question"]').getByRole('button').click();
  return address;
}

everywhere('A15.1 to A15.7 from awareness to the final report', { ways: EACH_ONCE, fresh: true }, async ({ page, lang, say, script, demo }) => {
  // With script: filed in time, with a workaround. Without: filed late, without one.
  const calm = script;
  const card = (name) => page.getByRole('article').filter({ has: page.getByRole('heading', { name, exact: true }) });
  const [warning, notification, final] = say(['早期警告', '72時間通知', '最終報告'], ['Early warning', '72 h notification', 'Final report']);
  const due = async (name) => card(name).locator('time').first().getAttribute('datetime');
  await signIn(page, 'lead', lang);
  const address = await inScope(page, say);

  // A15.2
  await awareness(page, address, say, { ...AWARE, aware: '2026-11-22T09:00' });
  assert.match(await page.locator('[data-errors]').innerText(), say(/認知時刻が未来/, /is in the future/), 'A15.2');
  await awareness(page, address, say, { ...AWARE, started: '2026-11-20T21:30' });
  assert.match(await page.locator('[data-errors]').innerText(), say(/順序が逆/, /order is wrong/), 'A15.2');
  const lone = await page.locator('input[type=date]').evaluateAll((all) => all.filter((date) => !date.closest('.instant')?.querySelector('input[type=time]')).length);
  assert.equal(lone, 0, 'A15.2: no date-only field');
  assert.ok(await page.locator('input[type=date]').count() >= 3);

  // A15.1
  await awareness(page, address, say, AWARE);
  await page.goto(`${address}/deadlines`);
  assert.equal(await due(warning), '2026-11-21T13:15:00Z', 'A15.1');
  assert.equal(await due(notification), '2026-11-23T13:15:00Z', 'A15.1: a holiday does not move it');
  const shown = (await card(warning).innerText()).replace(/\s+/g, ' ');
  for (const part of say(['2026-11-21(土) 22:15 JST', '13:15 UTC', '14:15 Brussels', '残 13:15'], ['2026-11-21 (Sat) 22:15 JST', '13:15 UTC', '14:15 Brussels', '13:15 left'])) {
    assert.ok(shown.includes(part), `A15.1: ${part} in ${shown}`);
  }
  const strip = page.getByRole('region', { name: say('近い期限', 'Nearest deadlines') }).getByRole('link', { name: warning });
  for (const part of ['22:15 JST', '13:15 UTC', '14:15 Brussels']) assert.ok((await strip.first().getAttribute('title')).includes(part), `A15.1: the strip says ${part}`);

  // A15.4 and A15.6
  assert.ok((await card(final).innerText()).includes(say('是正策・緩和策がまだ提供されていません', 'No corrective or mitigating measure')), 'A15.4');
  for (const path of [`${address}/deadlines`, '/app/deadlines']) {
    await page.goto(path);
    const note = await inner(page);
    for (const part of say(
      ['規則 2026-09-25版(確認日 2026-11-20)', '最も早い読み方', '週末と祝日で延びません'],
      ['Rule set 2026-09-25, checked on 2026-11-20', 'The earliest reading', 'weekends and holidays do not extend it'],
    )) assert.ok(note.includes(part), `A15.6: ${path} says ${part}`);
  }

  // A15.3
  await demo.clock('2026-11-21T23:30:00+09:00');
  await signIn(page, 'lead', lang);
  await page.goto(`${address}/deadlines`);
  await disclose(page, 'filings');
  await page.locator('#filings-reference').fill('SRP-TEST-1');
  await instant(page, 'filings-happened_at', calm ? '2026-11-21T18:00' : '2026-11-21T23:15');
  await page.locator('#filings-copy').fill('copy');
  const file = page.locator('#filings').getByRole('button');
  await file.click();
  if (!calm) {
    assert.match(await page.locator('[data-errors]').innerText(), say(/遅れた理由/, /late\. Give the reason/), 'A15.3: late, with a reason');
    await page.locator('#filings-reason').fill('the person on duty was ill');
    await file.click();
  }
  await page.goto(`${address}/deadlines`);
  assert.match(await inner(page), /SRP-TEST-1/, 'A15.3');
  assert.equal(await due(notification), '2026-11-23T13:15:00Z', 'A15.3: never submission + 48 h');

  // A15.5
  if (calm) {
    await demo.clock('2026-11-24T15:00:00+09:00');
    await signIn(page, 'lead', lang);
    await page.goto(address);
    await disclose(page, 'facts');
    await page.locator('#facts-kind').selectOption('measure_available');
    await instant(page, 'facts-happened_at', '2026-11-24T15:00');
    await page.locator('#facts-evidence').fill('setting published');
    await page.locator('#facts').getByRole('button').click();
    await page.goto(`${address}/deadlines`);
    assert.equal(await due(final), '2026-12-08T06:00:00Z', 'A15.5: 14 × 24 h from the workaround');
  }
  await demo.clock('2026-11-27T10:00:00+09:00');
  await signIn(page, 'lead', lang);
  await page.goto(`${address}/plans`);
  await page.locator('#plan-state').selectOption('available');
  await page.locator('#plan-delivery').selectOption('ota');
  await instant(page, 'plan-available_at', '2026-11-27T10:00');
  await page.locator('#plan').getByRole('button').click();
  await page.goto(`${address}/deadlines`);
  assert.equal(await due(final), calm ? '2026-12-08T06:00:00Z' : '2026-12-11T01:00:00Z', 'A15.5: the first measure counts');

  // A15.7
  await awareness(page, address, say, { ...AWARE, aware: '2026-11-20T22:00' }, "the log's clock was off");
  await page.goto(`${address}/deadlines`);
  const rows = await inner(page);
  for (const part of ['22:15 JST', '22:00 JST', "the log's clock was off"]) assert.ok(rows.includes(part), `A15.7: ${part}`);
  assert.equal(await due(notification), '2026-11-23T13:00:00Z', 'A15.7: the newest row counts');
  const acts = await page.locator('main button').allTextContents();
  assert.ok(acts.length > 0 && !acts.some((words) => /スヌーズ|停止|延期|snooze|pause|extend/i.test(words)), 'A15.7: not offered');
});

test('A15.1 a restart changes nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hinomi-kept-'));
  const say = (_, en) => en;
  const read = async (page, address) => {
    await page.goto(`${address}/deadlines`);
    return page.locator('main').getByRole('article').allInnerTexts();
  };
  let demo = await startDemo({ args: ['--keep', folder] });
  try {
    let page = await openPage(demo.origin, { lang: 'en' });
    await signIn(page, 'lead', 'en');
    const address = new URL(await inScope(page, say), demo.origin).pathname;
    await awareness(page, address, say, AWARE);
    const before = await read(page, address);
    assert.ok(before.length >= 3);
    await page.finish();
    await demo.stop();
    demo = await startDemo({ args: ['--keep', folder] });
    page = await openPage(demo.origin, { lang: 'en' });
    await signIn(page, 'lead', 'en');
    assert.deepEqual(await read(page, address), before);
    await page.finish();
  } finally {
    await closeBrowser();
    await demo.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
