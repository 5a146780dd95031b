// What every scenario needs: a demo of its own, a browser page in one language, the accessibility check, a picture.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright-core';

const here = dirname(fileURLToPath(import.meta.url));
const target = process.env.CARGO_TARGET_DIR ? resolve(process.env.CARGO_TARGET_DIR) : join(here, '..', 'target');

/** The instant at which every scenario starts; a Saturday. */
export const START = '2026-11-21T09:00:00+09:00';
/** Longest wait for the demo to print its address, in milliseconds; the budget of a release build is 5 s. */
const START_MS_MAX = 30_000;
/** Longest wait for one element or page, in milliseconds. */
const STEP_MS_MAX = 10_000;

/** The program under test. */
export const BINARY = process.env.HINOMI_BIN ?? join(target, 'debug', 'hinomi');
const CHROMIUM = [process.env.HINOMI_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((p) => p && existsSync(p));

/**
 * Starts `hinomi demo` on a free port and waits until it has printed its address. Stop it with `await demo.stop()`. `under` is a
 * command that runs the program and watches it.
 */
export async function startDemo({ seed = 1, now = START, scene, size, args = [], under = [] } = {}) {
  const words = ['demo', '--seed', String(seed), '--port', '0', ...args];
  if (now) words.push('--now', now);
  if (scene) words.push('--scene', scene);
  if (size) words.push('--size', size);
  const [program, ...before] = [...under, BINARY];
  const child = spawn(program, [...before, ...words], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, LANG: 'ja_JP.UTF-8', NO_COLOR: '1' } });
  let output = '';
  const ended = new Promise((done) => child.once('exit', done));
  const origin = await new Promise((done, fail) => {
    const timer = setTimeout(() => fail(new Error(`no address within ${START_MS_MAX} ms:\n${output}`)), START_MS_MAX);
    const read = (bytes) => {
      output += bytes;
      const found = output.match(/http:\/\/(?:127\.0\.0\.1|\[::1\]|localhost):\d+/);
      if (found) {
        clearTimeout(timer);
        done(found[0]);
      }
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', (error) => fail(new Error(`${BINARY}: ${error.message}`)));
    child.once('exit', (code) => fail(new Error(`the demo ended with ${code}:\n${output}`)));
  }).catch((error) => {
    child.kill('SIGKILL');
    throw error;
  });
  return {
    origin,
    /** Everything printed so far, on both streams. */
    output: () => output,
    /** The printed address on the line that holds `word`, such as a role. */
    link(word) {
      const line = output.split('\n').find((l) => l.includes(word) && /https?:\/\//.test(l));
      assert.ok(line, `no printed link for ${word}:\n${output}`);
      return line.match(/https?:\/\/\S+/)[0];
    },
    /** Moves the standing clock to an instant with offset. */
    async clock(instant) {
      const answer = await fetch(`${origin}/demo/clock`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ now: instant }),
      });
      assert.ok(answer.ok, `POST /demo/clock answered ${answer.status}`);
    },
    async stop() {
      child.kill('SIGTERM');
      const forced = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await ended;
      clearTimeout(forced);
    },
  };
}

let shared;
/** Gives the one browser of this process. */
async function browser() {
  assert.ok(CHROMIUM, 'no Chromium found; install Debian’s `chromium` or set HINOMI_CHROMIUM');
  shared ??= chromium.launch({
    executablePath: CHROMIUM,
    // Chromium refuses its own sandbox to root, and shared memory is small in containers.
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-dev-shm-usage', '--disable-gpu'],
  });
  return shared;
}

/** Closes the browser; a scenario file that uses `openPage` outside `everywhere` calls it last. */
export async function closeBrowser() {
  const running = await shared;
  shared = undefined;
  await running?.close();
}

/**
 * Opens a fresh page with nothing remembered. `page.finish()` closes it and fails if the page threw, logged an error, or called
 * another server than `origin`.
 */
export async function openPage(origin, options = {}) {
  const { lang = 'ja', theme = 'light', script = true, width = 1280, height = 900, forced = false } = options;
  const context = await (await browser()).newContext({
    baseURL: origin,
    locale: lang === 'ja' ? 'ja-JP' : 'en-GB',
    timezoneId: 'Asia/Tokyo',
    colorScheme: theme,
    forcedColors: forced ? 'active' : 'none',
    reducedMotion: 'reduce',
    javaScriptEnabled: script,
    viewport: { width, height },
  });
  context.setDefaultTimeout(STEP_MS_MAX);
  const faults = [];
  await context.route(
    (url) => /^(https?|wss?):$/.test(url.protocol) && url.origin !== origin,
    (route) => {
      faults.push(`the page called ${route.request().url()}`);
      return route.abort();
    },
  );
  const page = Object.assign(await context.newPage(), { origin, options, scripted: script });
  page.on('pageerror', (error) => faults.push(`the page threw ${error.message}`));
  page.on('console', (message) => {
    // A refused act is answered with 4xx, which Chromium logs as a failed load; that is not a fault of the page.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) faults.push(`the console says ${message.text()}`);
  });
  page.finish = async () => {
    await context.close();
    assert.deepEqual(faults, []);
  };
  return page;
}

/** Signs in as somebody of the demo, in a language. */
export async function signIn(page, login, lang) {
  await page.goto(`/demo/as/${login}`);
  await page.goto(`/app/language/${lang}`);
}

/** Opens a case as whoever is signed in and gives its address. */
export async function openCase(page, say, title) {
  await page.goto('/app/cases/new');
  await page.getByRole('textbox', { name: say(/^題名/, /^Title/) }).fill(title);
  await page.getByRole('button', { name: say('案件を作成する', 'Open the case') }).click();
  await page.waitForURL('**/app/cases/PSIRT-*');
  return new URL(page.url()).pathname;
}

/** Fails on serious and critical accessibility findings (WCAG 2.2 A and AA). Works with script switched off too. */
export async function axe(page) {
  const [checked, close] = page.scripted ? [page, async () => {}] : await withoutItsScripts(page);
  try {
    const { violations, passes } = await new AxeBuilder({ page: checked })
      .setLegacyMode(true)
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
      .analyze();
    assert.ok(passes.length > 0, 'the accessibility check looked at nothing');
    const grave = violations.filter((v) => v.impact === 'serious' || v.impact === 'critical');
    const told = grave.flatMap((v) => v.nodes.map((n) => `${v.impact} ${v.id}: ${v.help} — ${n.target.join(' ')} ${n.html}`));
    assert.equal(told.length, 0, `${page.url()}\n${told.join('\n')}`);
  } finally {
    await close();
  }
}

/**
 * The check itself is a script, so a page whose scripts are off is looked at through a twin: the same document at the same address,
 * its script elements taken out and its noscript parts shown.
 */
async function withoutItsScripts(page) {
  const html = (await page.content()).replace(/<script\b[\s\S]*?<\/script>/gi, '').replace(/<\/?noscript\b[^>]*>/gi, '');
  const cookies = await page.context().cookies();
  const { lang, theme, width, height, forced } = page.options;
  const twin = await openPage(page.origin, { lang, theme, width, height, forced });
  await twin.context().addCookies(cookies);
  const address = page.url().split('#')[0];
  await twin.route(address, (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body: html }));
  await twin.goto(address);
  return [twin, () => twin.context().close()];
}

/** Keeps a picture of the whole page under `target/e2e/` and gives its path. */
export async function shot(page, name) {
  const folder = join(target, 'e2e');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name.replace(/[^\p{L}\p{N}._-]+/gu, '-')}.png`);
  await page.screenshot({ path, fullPage: true });
  return path;
}

/** Both languages and both states of script, each once: for long scenarios whose steps are proved in every way elsewhere. */
export const EACH_ONCE = [['ja', true], ['en', false]];

/**
 * Runs a step in Japanese and English, with script on and off (`script: [true]` for steps that need it; `ways: EACH_ONCE` for long
 * ones). All ways share a demo, or each starts its own with `fresh: true`. A failing step leaves a picture behind.
 */
export function everywhere(name, { langs = ['ja', 'en'], script = [true, false], ways, theme = 'light', fresh = false, demo: options = {} } = {}, step) {
  test(name, async (t) => {
    const common = fresh ? undefined : await startDemo(options);
    try {
      for (const [lang, scripted] of ways ?? langs.flatMap((lang) => script.map((scripted) => [lang, scripted]))) {
        const label = `${lang}, script ${scripted ? 'on' : 'off'}`;
        await t.test(label, async () => {
          const demo = common ?? (await startDemo(options));
          const page = await openPage(demo.origin, { lang, theme, script: scripted });
          try {
            await step({ demo, page, lang, script: scripted, say: (ja, en) => (lang === 'ja' ? ja : en) });
            await page.finish();
          } catch (error) {
            await shot(page, `failed-${name}-${label}`).catch(() => {});
            await page.context().close();
            throw error;
          } finally {
            if (!common) await demo.stop();
          }
        });
      }
    } finally {
      await common?.stop();
      await closeBrowser();
    }
  });
}
