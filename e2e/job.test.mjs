// The main job from an empty directory: records and an SBOM become a finding, a case, running deadlines, an advisory that a second
// person approves, public files and a letter; then the log verifies and a backup brings everything back elsewhere.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { BINARY, closeBrowser, openPage, shot } from './lib.mjs';

const PASSWORD = 'correct horse battery';
const PANEL = (id, fixed) => JSON.stringify({
  schema_version: '1.6.0', id, modified: '2026-11-01T00:00:00Z', summary: 'left-panel pads too far',
  affected: [{ package: { ecosystem: 'npm', name: 'left-panel' }, ranges: [{ type: 'SEMVER', events: [{ introduced: '1.0.0' }, { fixed }] }] }],
});
const RECORDS = [PANEL('CVE-1900-8900', '1.2.1'), '{"id":', PANEL('CVE-1900-8901', '1.1.0')].join('\n');
const SBOM = JSON.stringify({
  bomFormat: 'CycloneDX', specVersion: '1.6', version: 1,
  components: [{ type: 'library', 'bom-ref': 'a', name: 'left-panel', version: '1.2.0', purl: 'pkg:npm/left-panel@1.2.0' }],
});

/** An SMTP server that keeps what it is given. */
async function mailSink() {
  const letters = [];
  const server = createServer((socket) => {
    let letter = null;
    let rest = '';
    const say = (line) => socket.write(`${line}\r\n`);
    say('220 sink');
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      rest += bytes.toString('utf8');
      for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        if (letter !== null && line === '.') {
          letters.push(letter);
          letter = null;
          say('250 kept');
        } else if (letter !== null) letter += `${line}\n`;
        else if (/^DATA/i.test(line)) {
          letter = '';
          say('354 go on');
        } else if (/^QUIT/i.test(line)) {
          say('221 bye');
          socket.end();
        } else say('250 ok');
      }
    });
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const waits = async (words) => {
    for (let tries = 0; tries < 100; tries++) {
      const found = letters.find((letter) => words.test(plain(letter)));
      if (found) return plain(found);
      await new Promise((done) => setTimeout(done, 100));
    }
    throw new Error(`no letter with ${words}; there are ${letters.length}:\n${letters.map(plain).join('\n----\n')}`);
  };
  return { port: server.address().port, letters, waits, stop: () => server.close() };
}

/** A letter with its transfer encodings undone, as far as the test reads it. */
function plain(letter) {
  const [head, ...body] = letter.split('\n\n');
  const text = body.join('\n\n');
  if (/base64/i.test(head)) return `${head}\n\n${Buffer.from(text, 'base64').toString('utf8')}`;
  const bytes = text.replace(/=\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return `${head}\n\n${/quoted-printable/i.test(head) ? Buffer.from(bytes, 'latin1').toString('utf8') : text}`;
}

/** An installation of its own with a mail server beside it. */
async function installation(t, lang) {
  const work = mkdtempSync(join(tmpdir(), 'hinomi-job-'));
  const data = join(work, 'data');
  const mail = await mailSink();
  writeFileSync(join(work, 'smtp'), `smtp://127.0.0.1:${mail.port}`);
  const env = {
    ...process.env, LC_ALL: lang === 'ja' ? 'ja_JP.UTF-8' : 'en_US.UTF-8', NO_COLOR: '1', HINOMI_DATA: data, HINOMI_MAIL__SMTP_URL_FILE: join(work, 'smtp'),
  };
  const child = spawn(BINARY, ['serve', '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'inherit'], env, cwd: work });
  t.after(() => {
    child.kill('SIGKILL');
    mail.stop();
    rmSync(work, { recursive: true, force: true });
  });
  let output = '';
  const link = await new Promise((done, fail) => {
    child.once('exit', (code) => fail(new Error(`serve ended with ${code}: ${output}`)));
    child.stdout.on('data', (bytes) => {
      output += bytes;
      const found = output.match(/http:\/\/127\.0\.0\.1:\d+\/setup\/\S+/);
      if (found) done(found[0]);
    });
  });
  const run = (...words) => {
    const done = spawnSync(BINARY, words, { encoding: 'utf8', env, cwd: work });
    return { code: done.status, out: done.stdout, said: done.stderr };
  };
  const file = (name, text) => {
    writeFileSync(join(work, name), text);
    return join(work, name);
  };
  return { link, origin: new URL(link).origin, work, mail, run, file };
}

/** Opens the folds around a form, fills it by the names that its fields send, and sends it. */
async function send(page, action, values = {}) {
  const form = page.locator(`form[action$="${action}"], form[action*="${action}?"]`).last();
  const folds = form.locator('xpath=ancestor::details[not(@open)]');
  while (await folds.count()) await folds.first().locator('> summary').click();
  for (const [name, value] of Object.entries(values)) {
    const field = form.locator(`[name="${name}"]`);
    const kind = await field.first().evaluate((e) => (e.tagName === 'INPUT' ? e.type : e.tagName));
    if (kind === 'radio') await form.locator(`[name="${name}"][value="${value}"]`).check();
    else if (kind === 'checkbox') await field.first().check();
    else if (kind === 'SELECT') await field.selectOption(value);
    else if (kind === 'file') await field.setInputFiles(value);
    else await field.fill(value);
  }
  await form.getByRole('button').last().click();
  await page.waitForLoadState();
  const faults = await page.locator('[data-errors]').allInnerTexts();
  assert.deepEqual(faults, [], `${action}: ${faults}`);
  return page.locator('main').innerText();
}

/** An instant some hours ago as the three fields of a form. */
function ago(name, hours) {
  const tokyo = new Date(Date.now() + (9 - hours) * 3_600_000).toISOString();
  return { [`${name}_date`]: tokyo.slice(0, 10), [`${name}_time`]: tokyo.slice(11, 16), [`${name}_zone`]: '+09:00' };
}

async function enter(page, lang, login) {
  await page.goto('/sign-in');
  await send(page, '/sign-in', { login, password: PASSWORD });
  await page.goto(`/app/language/${lang}?next=/app/today`);
}

/** Runs the steps; a failing one leaves a picture behind. */
async function walked(page, name, steps) {
  try {
    await steps();
    await page.finish();
  } catch (error) {
    await shot(page, `failed-${name}`).catch(() => {});
    await page.context().close();
    throw error;
  }
}

after(closeBrowser);

for (const [lang, script] of [['ja', true], ['en', false]]) {
  test(`the main job from an empty directory (${lang}, script ${script ? 'on' : 'off'})`, async (t) => {
    const home = await installation(t, lang);
    const { mail, run, file } = home;
    const page = await openPage(home.origin, { lang, script });
    const second = await openPage(home.origin, { lang, script });
    const stranger = await openPage(home.origin, { lang, script });
    await walked(page, `job-${lang}`, async () => {
      await page.goto(home.link);
      await send(page, new URL(home.link).pathname, { login: 'lead', name: 'Lead', mail: 'lead@example.jp', password: PASSWORD, leads: true });
      await enter(page, lang, 'lead');
      await page.goto('/app/settings/people');
      for (const role of ['pr', 'legal']) {
        await send(page, '/app/settings/people', { login: role, name: role, mail: `${role}@example.jp`, password: PASSWORD, role });
        await page.goto('/app/settings/people');
      }

      // Records and an SBOM: a bad line is named, the rest goes in; both directions give the same set.
      await page.goto('/app/settings/feeds');
      const imported = await send(page, '/imports', { feed: 'osv', file: file('records.jsonl', RECORDS) });
      assert.match(imported, /record\.not_json\s+records\.jsonl\s+line 2/);
      await page.goto('/app/products/new');
      await send(page, '/app/products', { name: 'KD-HUB', slug: 'kd-hub', division: 'network', listed: true });
      await send(page, '/releases', { version: '1.0.0' });
      await page.goto('/app/products/kd-hub/releases/1.0.0');
      const matched = await send(page, '/sboms', { sbom: file('bom.json', SBOM) });
      assert.match(matched, /CVE-1900-8900/);
      assert.match(matched, />= 1\.0\.0, < 1\.2\.1/, 'a finding says why');
      assert.doesNotMatch(matched, /CVE-1900-8901/);
      const affected = JSON.parse(run('vuln', 'affected', 'CVE-1900-8900', '--json').out);
      assert.deepEqual(affected.findings.map((finding) => finding.release), ['kd-hub@1.0.0']);

      // A stranger reports; accepting the report opens a case.
      await stranger.goto(`/${lang}/report`);
      const receipt = await send(stranger, `/${lang}/report`, { product: 'KD-HUB', description: 'The panel pads too far.', mail: 'reporter@example.org' });
      const code = receipt.match(/\d{4}(-\d{4}){3}/)[0];
      await page.goto('/app/inbox');
      await page.locator('main').getByRole('link', { name: /^R-\d{4}-0001$/ }).click();
      await page.waitForURL(/\/app\/reports\//);
      await send(page, '/acceptance', {});
      const reported = page.url().match(/PSIRT-\d+-\d+/)[0];
      await stranger.goto(`/${lang}/report/status`);
      const status = await send(stranger, `/${lang}/report/status`, { code });
      assert.match(status, lang === 'ja' ? /受理|対応/ : /Accepted|work/i);

      // A finding opens a case too; it is judged, scored, planned, and its deadlines run from awareness.
      await page.goto('/app/vulnerabilities/CVE-1900-8900');
      await page.getByRole('link', { name: lang === 'ja' ? '案件を作成する' : 'Open a case' }).click();
      await page.waitForURL(/cases\/new/);
      await send(page, '/app/cases', { tlp: 'clear' });
      const number = page.url().match(/PSIRT-\d+-\d+/)[0];
      assert.notEqual(number, reported);
      const at = `/app/cases/${number}`;
      await page.goto(`${at}/releases`);
      await send(page, '/assessments', { releases: true, status: 'affected', action: 'Update to 1.0.1', statement: 'The panel can be padded too far.' });
      await page.goto(`${at}/scores`);
      await send(page, '/scores/cvss', { vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' });
      await send(page, '/scores/cvss', { vector: 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N' });
      const scored = await send(page, '/scores/ssvc', { exploitation: 'active', utility: 'efficient', technical_impact: 'total', public_safety_impact: 'significant' });
      for (const expected of ['9.8', '9.3', lang === 'ja' ? '即時' : 'Immediate']) assert.ok(scored.includes(expected), expected);
      await page.goto(`${at}/plans`);
      await send(page, '/fix-plans', { state: 'planned', ...ago('due_at', -48), fix_version: '1.0.1', delivery: 'download' });
      await page.goto(`${at}/deadlines`);
      await send(page, '/cra-question', { value: 'in_scope' });
      const due = await send(page, '/awareness', { ...ago('signal_at', 3), ...ago('started_at', 2), ...ago('aware_at', 1), evidence: 'a log', reasoning: 'a shell was opened' });
      assert.match(due, /22:5\d|23:00/, 'the early warning has 23 hours left');
      assert.match(due, /UTC/);
      assert.match(due, /Brussels/);
      const strip = await page.getByRole('region', { name: lang === 'ja' ? '近い期限' : 'Nearest deadlines' }).innerText();
      assert.match(strip, lang === 'ja' ? /早期警告/ : /Early warning/);

      // An advisory in both languages; others approve its words; a subscriber waits for the product.
      await page.goto(`${at}/advisories`);
      await send(page, `/cases/${number}/advisories`, {});
      const sa = page.url().match(/advisories\/([A-Z0-9-]+)\/edit/)[1];
      const words = (ja, en) => ({ ja, en });
      const texts = {
        title: words('left-panel の処理不備', 'Improper padding in left-panel'), summary: words('余白の処理に不備があります。', 'Padding is not limited.'),
        solution: words('1.0.1に更新してください。', 'Update to 1.0.1.'), impact: words('画面が壊れます。', 'The screen breaks.'),
      };
      const filled = Object.entries(texts).flatMap(([name, text]) => [[`ja.${name}`, text.ja], [`en.${name}`, text.en]]);
      await send(page, `/${sa}/edit`, { ...Object.fromEntries(filled), tlp: 'clear' });
      await page.goto(`/app/advisories/${sa}`);
      await send(page, '/approval-request', {});
      await stranger.goto(`/${lang}/subscribe`);
      await send(stranger, `/${lang}/subscribe`, { products: 'kd-hub', mail: 'customer@example.org' });
      const confirmation = await mail.waits(/\/confirm\//);
      await stranger.goto(new URL(confirmation.match(/https?:\/\/\S+\/confirm\/\S+/)[0]).pathname);
      await send(stranger, new URL(stranger.url()).pathname, {});
      for (const role of ['pr', 'legal']) {
        await second.context().clearCookies();
        await enter(second, lang, role);
        await second.goto(`/app/advisories/${sa}/approval`);
        await send(second, '/approval', {});
      }
      await page.goto(`/app/advisories/${sa}`);
      await send(page, '/publication', {});

      // What the world sees, every file of it.
      for (const [tongue, text] of [['ja', texts.title.ja], ['en', texts.title.en]]) {
        const answer = await fetch(`${home.origin}/${tongue}/advisories/${sa}`);
        assert.equal(answer.status, 200);
        assert.ok((await answer.text()).includes(text), tongue);
        assert.ok((await (await fetch(`${home.origin}/feed/${tongue}.atom`)).text()).includes(sa));
      }
      const rolie = await (await fetch(`${home.origin}/csaf/feed-tlp-white.json`)).json();
      const csaf = rolie.feed.entry.find((entry) => JSON.stringify(entry).includes(sa.toLowerCase()));
      const path = new URL(csaf.content.src).pathname;
      const bytes = Buffer.from(await (await fetch(home.origin + path)).arrayBuffer());
      assert.equal(JSON.parse(bytes).document.tracking.id, sa);
      for (const sum of ['sha256', 'sha512']) {
        const told = await (await fetch(`${home.origin}${path}.${sum}`)).text();
        assert.equal(told.split(' ')[0], createHash(sum).update(bytes).digest('hex'));
      }
      assert.match(await (await fetch(`${home.origin}/.well-known/security.txt`)).text(), /^Contact: /m);
      await mail.waits(new RegExp(`To: customer@example\\.org[\\s\\S]*${sa}`));

      // The log is whole, and a backup brings everything back on another directory.
      assert.equal(run('audit', 'verify').code, 0);
      const backup = join(home.work, 'backup.tar.zst');
      assert.equal(run('backup', 'create', backup).code, 0);
      assert.equal(run('backup', 'restore', backup, '--to', join(home.work, 'elsewhere')).code, 0);
      const there = run('case', 'list', '--json', '--data', join(home.work, 'elsewhere'));
      assert.deepEqual(JSON.parse(there.out).map((row) => row.number).sort(), [reported, number].sort());
      assert.equal(run('audit', 'verify', '--data', join(home.work, 'elsewhere')).code, 0);
    });
    await second.finish();
    await stranger.finish();
  });
}
