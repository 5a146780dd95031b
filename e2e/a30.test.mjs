// A30: every page in both languages and both themes: no serious accessibility fault, one main heading, the right language, no sideways scroll.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axe, closeBrowser, openPage, shot, startDemo } from './lib.mjs';

const STAFF = [
  '/app/today', '/app/inbox', '/app/reports/R-2026-0031', '/app/cases', '/app/cases/new', '/app/cases/PSIRT-2026-0042', '/app/cases/PSIRT-2026-0042/releases',
  '/app/cases/PSIRT-2026-0042/scores', '/app/cases/PSIRT-2026-0042/embargo', '/app/cases/PSIRT-2026-0042/plans', '/app/cases/PSIRT-2026-0042/deadlines',
  '/app/cases/PSIRT-2026-0042/advisories', '/app/cases/PSIRT-2026-0042/record', '/app/cases/PSIRT-2026-0042/review', '/app/cases/PSIRT-2026-0041',
  '/app/vulnerabilities', '/app/vulnerabilities/CVE-1900-9001', '/app/products', '/app/products/new', '/app/products/kd-cam200',
  '/app/products/kd-cam200/releases/1.4.0', '/app/products/kd-cam100/releases/2.9.0', '/app/advisories', '/app/advisories/KD-SA-2026-0007',
  '/app/advisories/KD-SA-2026-0007/approval', '/app/deadlines', '/app/audit', '/app/settings/account', '/app/settings/tokens', '/app/settings/feeds',
  '/app/search?q=libhttpd', '/app/nothing-here', '/app/scoring', '/app/documents',
  '/app/scoring?v31=CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H&v40=CVSS:4.0/AV:Q&ssvc.E=A&ssvc.U=E&ssvc.TI=T&ssvc.PSI=S&case=PSIRT-2026-0042&vulnerability=CVE-1900-9001',
];
const PUBLIC = ['', 'advisories', 'report', 'report/status', 'policy', 'subscribe'];

for (const lang of ['ja', 'en']) {
  for (const theme of ['light', 'dark']) {
    test(`A30.1 every page, ${lang}, ${theme}`, async (t) => {
      const demo = await startDemo();
      const page = await openPage(demo.origin, { lang, theme });
      try {
        const check = async (path, login) => {
          await t.test(`${login} ${path}`, async () => {
            await page.goto(path);
            assert.equal(await page.locator('html').getAttribute('lang'), lang, path);
            assert.equal(await page.locator('h1').count(), 1, `${path}: one h1`);
            assert.doesNotMatch(await page.locator('body').innerText(), /\{[a-z_]+\}/, `${path}: a raw placeholder`);
            await axe(page);
            const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
            assert.ok(wide <= 0, `${path} scrolls sideways by ${wide} px`);
            await shot(page, `${lang}-${theme}-${login}-${path.replaceAll('/', '_')}`);
          });
        };
        for (const path of PUBLIC) await check(`/${lang}/${path}`, 'public');
        await check(`/sign-in?lang=${lang}`, 'public');
        await page.goto('/demo/as/lead');
        await page.goto(`/app/language/${lang}`);
        for (const path of STAFF) await check(path, 'lead');
        await page.goto('/demo/as/admin');
        await page.goto(`/app/language/${lang}`);
        for (const path of ['/app/settings/people', '/app/settings/outbox']) await check(path, 'admin');
        await page.finish();
      } finally {
        await closeBrowser();
        await demo.stop();
      }
    });
  }
}

test('A30.2 at 400 % zoom nothing is lost', async (t) => {
  const demo = await startDemo();
  const page = await openPage(demo.origin, { lang: 'ja', width: 320, height: 640 });
  try {
    await page.goto('/demo/as/lead');
    for (const path of ['/ja/', '/ja/report', '/app/today', '/app/inbox', '/app/cases/PSIRT-2026-0042', '/app/products/kd-cam200/releases/1.4.0']) {
      await t.test(path, async () => {
        await page.goto(path);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(wide <= 0, `${path} scrolls sideways by ${wide} px`);
        await shot(page, `narrow-${path.replaceAll('/', '_')}`);
      });
    }
    await page.finish();
  } finally {
    await closeBrowser();
    await demo.stop();
  }
});

test('A30.2 the keyboard reaches the rooms and walks a list', async () => {
  const demo = await startDemo();
  const page = await openPage(demo.origin, { lang: 'en' });
  try {
    await page.goto('/demo/as/lead');
    await page.goto('/app/language/en');
    await page.keyboard.press('g');
    await page.keyboard.press('i');
    await page.waitForURL('**/app/inbox*');
    await page.goto('/app/products');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/app/products/kd-*');
    await page.keyboard.press('/');
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute('name')), 'q');
    await page.keyboard.type('gi');
    assert.match(page.url(), /kd-/, 'single keys rest in a text field');
    await page.keyboard.press('Escape');
    await page.locator('h1').click();
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    await page.finish();
  } finally {
    await closeBrowser();
    await demo.stop();
  }
});
