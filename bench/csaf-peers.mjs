// Judges a folder of CSAF documents by the npm validator library and by ours, and prints where they differ and how fast each is.
// Called by `scripts/csaf-peers`, which installs the library under target/.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [, , library, program, folder] = process.argv;
const load = async (name) => import(pathToFileURL(join(library, name)).href);
const [validate, basic, extended] = (await Promise.all(['validate.js', 'basic.js', 'extended.js'].map(load)));

function files(at) {
  return readdirSync(at, { withFileTypes: true }).flatMap((entry) => {
    const path = join(at, entry.name);
    if (entry.isDirectory()) return files(path);
    return entry.name.endsWith('.json') ? [path] : [];
  });
}

const paths = files(folder).sort();
const documents = paths.map((path) => JSON.parse(readFileSync(path, 'utf8')));
const theirs = new Map();
for (const [name, tests] of [['basic', basic], ['extended', extended]]) {
  const start = process.hrtime.bigint();
  for (let at = 0; at < documents.length; at += 1) {
    const result = await validate.default(Object.values(tests), documents[at]);
    if (name === 'basic') theirs.set(paths[at], result.isValid);
  }
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  console.log(`npm library, ${name}: ${Math.round(documents.length / seconds)} documents/s, parsed beforehand`);
}

const run = (depth) => {
  const start = process.hrtime.bigint();
  let out;
  try { out = execFileSync(program, ['csaf', 'validate', folder, '--json', '--depth', depth], { maxBuffer: 1 << 30 }); } catch (ended) { out = ended.stdout; }
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  console.log(`hinomi, ${depth}: ${Math.round(documents.length / seconds)} documents/s, whole process, all processors, files read`);
  return JSON.parse(out);
};
const ours = run('basic');
run('extended');
const differ = ours.filter((one) => theirs.get(one.file) !== one.valid);
console.log(`${paths.length} documents; valid: npm ${[...theirs.values()].filter(Boolean).length}, hinomi ${ours.filter((one) => one.valid).length}; judged differently: ${differ.length}`);
for (const one of differ) console.log(`  ${one.file}: hinomi ${one.valid ? 'valid' : one.findings.map((f) => f.code).join(' ')}`);
