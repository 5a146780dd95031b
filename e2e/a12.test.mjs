// A12: scores on the tab of a case: computed from the vector, refused with the metric named, and the fix target that follows.

import assert from 'node:assert/strict';
import { EACH_ONCE, everywhere, openCase, signIn } from './lib.mjs';

const CVSS_31 = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';
const CVSS_40 = 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N';

everywhere('A12.1 to A12.4 scores and the target that follows from them', { ways: EACH_ONCE }, async ({ page, lang, say }) => {
  await signIn(page, 'lead', lang);
  const address = await openCase(page, say, 'Scores');
  await page.goto(`${address}/releases`);
  await page.getByRole('textbox', { name: say(/^脆弱性/, /^Vulnerability/) }).fill('CVE-1900-9555');
  await page.getByRole('button', { name: say('脆弱性を加える', 'Add a vulnerability') }).click();

  const vector = page.getByRole('textbox', { name: say(/^ベクタ/, /^Vector/) });
  const record = async (text) => {
    await page.goto(`${address}/scores`);
    await vector.fill(text);
    await page.getByRole('button', { name: say('CVSSを記録する', 'Record CVSS') }).click();
  };
  // A12.1
  for (const [text, score] of [[CVSS_31, '9.8'], [CVSS_40, '9.3']]) {
    await record(text);
    const row = page.getByRole('row').filter({ hasText: text });
    assert.match(await row.innerText(), new RegExp(`${say('緊急', 'Critical')}\\s*${score}`), 'A12.1');
  }
  // A12.2
  for (const [text, told] of [
    [CVSS_31.replace('AV:N', 'AV:X'), /AV.*N, A, L, P/],
    [CVSS_31.replace('AV:N', 'AV:N/AV:N'), say(/AV が2回/, /AV appears twice/)],
    [CVSS_31.replace('/A:H', ''), say(/ A がありません/, /^A is missing/m)],
    [CVSS_31.replace('AV:N', 'av:N'), /av/],
    [CVSS_31.replace('CVSS:3.1/', ''), /CVSS:3\.1\//],
  ]) {
    await record(text);
    assert.match(await page.title(), say(/^エラー:/, /^Error:/), 'A12.2');
    assert.match(await page.locator('#cvss-vector-wrong').innerText(), told, `A12.2 ${text}`);
    assert.equal(await vector.inputValue(), text, 'A12.2: the text stays');
  }
  // A12.3
  const decide = async (points) => {
    await page.goto(`${address}/scores`);
    for (const [name, value] of Object.entries(points)) await page.locator(`#ssvc-${name} input[value=${value}]`).check();
    await page.getByRole('button', { name: say('SSVCを記録する', 'Record SSVC') }).click();
    return page.locator('main').innerText();
  };
  const quiet = { exploitation: 'none', utility: 'laborious', technical_impact: 'partial', public_safety_impact: 'minimal' };
  assert.match(await decide(quiet), say(/保留/, /Defer/), 'A12.3');
  const grave = { exploitation: 'active', utility: 'efficient', technical_impact: 'total', public_safety_impact: 'significant' };
  assert.match(await decide(grave), say(/即時/, /Immediate/), 'A12.3');
  // A12.4
  await page.goto(`${address}/deadlines`);
  const due = page.getByRole('article').filter({ hasText: say('修正の目標', 'Fix target') });
  assert.match(await due.innerText(), say(/2026-12-05\(土\) 09:00 JST/, /2026-12-05 \(Sat\) 09:00 JST/), 'A12.4');
});

everywhere('A12.1 A12.3 the sheet answers while it is filled in, and the case takes what it says', { ways: [['ja', true], ['en', false]] }, async ({ page, lang, script, say }) => {
  await signIn(page, 'lead', lang);
  const address = await openCase(page, say, 'Sheet');
  await page.goto(`${address}/releases`);
  await page.getByRole('textbox', { name: say(/^脆弱性/, /^Vulnerability/) }).fill('CVE-1900-9556');
  await page.getByRole('button', { name: say('脆弱性を加える', 'Add a vulnerability') }).click();
  await page.goto(`${address}/scores`);
  await page.getByRole('link', { name: say('評価シートで計算する', 'Work it out on the scoring sheet') }).click();

  // With script a change is the answer; without it the button asks.
  const answered = async (id, words) => {
    if (!script) await page.getByRole('button', { name: say('計算する', 'Calculate'), exact: true }).first().click();
    await page.locator(id).filter({ hasText: words }).waitFor();
  };
  await page.locator('#v31').fill(CVSS_31);
  await answered('#v31-score', '9.8');
  assert.ok(await page.locator('input[name="v31.AV"][value="N"]').isChecked(), 'the pasted vector chooses its metrics');
  await page.locator('input[name="v31.AV"][value="P"]').check();
  await answered('#v31-score', '6.8');
  assert.equal(await page.locator('#v31').inputValue(), CVSS_31.replace('AV:N', 'AV:P'));
  assert.match(await page.locator('[id="v31.AV-means"]').innerText(), say(/触れられる人だけ/, /touch the device/));
  // A vector in another order than the specification's is read, and a choice after it is not lost.
  await page.locator('#v31').fill('CVSS:3.1/A:H/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H');
  await answered('#v31-score', '9.8');
  await page.locator('input[name="v31.AV"][value="P"]').check();
  await answered('#v31-score', '6.8');
  await page.locator('#v40').fill(CVSS_40.replace('AV:N', 'AV:Q'));
  await answered('#v40-wrong', /AV.*N, A, L, P/);
  assert.equal(await page.locator('#v40').getAttribute('aria-invalid'), 'true');
  await page.locator('#v40').fill(CVSS_40);
  await answered('#v40-score', '9.3');
  assert.equal(await page.locator('#v40').getAttribute('aria-invalid'), null);
  for (const [point, value] of [['E', 'A'], ['U', 'E'], ['TI', 'T'], ['PSI', 'S']]) await page.locator(`input[name="ssvc.${point}"][value="${value}"]`).check();
  await answered('#ssvc-score', say('即時', 'Immediate'));
  assert.equal(await page.locator('.ways .way').count(), 5, 'one way through the table');

  await page.getByRole('button', { name: say('CVSS 4.0の9.3を記録する', 'Record 9.3 by CVSS 4.0') }).click();
  assert.match(await page.locator('main').innerText(), new RegExp(`${say('緊急', 'Critical')}\\s*9.3`));
  await page.goto(`${address}/scores`);
  await page.getByRole('link', { name: say('評価シートで計算する', 'Work it out on the scoring sheet') }).click();
  assert.equal(await page.locator('#v40').inputValue(), CVSS_40, 'the sheet begins with what the case has');
});
