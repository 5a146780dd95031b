// Judges documents by the validators of others and prints how many are valid; called by `scripts/validators`, which installs them.
import { createRequire } from 'node:module';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [, , modules, written, schemas] = process.argv;
const require = createRequire(join(modules, 'x.js'));
const library = async (name) => import(pathToFileURL(join(modules, '@secvisogram/csaf-validator-lib', name)).href);
const texts = (kind) => {
  const folder = join(written, kind);
  if (!existsSync(folder)) return [];
  return readdirSync(folder).sort().map((name) => [join(kind, name), readFileSync(join(folder, name), 'utf8')]);
};
let failed = false;

async function judge(kind, by, check) {
  let valid = 0;
  const all = texts(kind);
  for (const [name, text] of all) {
    const faults = await check(text);
    if (faults.length === 0) valid += 1;
    else console.log(`${name}: ${faults.slice(0, 3).join('; ').slice(0, 400)}`);
  }
  if (all.length === 0 || valid < all.length) failed = true;
  console.log(`${kind}: ${valid} of ${all.length} valid by ${by}`);
}

const [validate, basic] = await Promise.all(['validate.js', 'basic.js'].map(library));
const csaf = async (text) => {
  const result = await validate.default(Object.values(basic), JSON.parse(text));
  return result.isValid ? [] : result.tests.filter((test) => !test.isValid).map((test) => `${test.name} ${test.errors[0]?.message}`);
};
await judge('csaf', 'the CSAF validator library', csaf);
await judge('csaf-vex', 'the CSAF validator library', csaf);

const cyclonedx = require('@cyclonedx/cyclonedx-library');
const strict = new cyclonedx.Validation.JsonStrictValidator(cyclonedx.Spec.Version.v1dot6);
for (const kind of ['cyclonedx', 'cyclonedx-vex']) {
  await judge(kind, "CycloneDX's own library", async (text) => {
    const fault = await strict.validate(text);
    return fault === null ? [] : [JSON.stringify(fault)];
  });
}

function schema(name) {
  const document = JSON.parse(readFileSync(join(schemas, name), 'utf8'));
  const draft = document.$schema ?? '';
  const Ajv = draft.includes('2020-12') ? require('ajv/dist/2020').default : require('ajv').default;
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
  require('ajv-formats').default(ajv);
  return ajv.compile(document);
}
for (const [kind, name] of [['openvex', 'openvex.json'], ['osv', 'osv.json'], ['cve', 'cve-5.json']]) {
  const check = schema(name);
  await judge(kind, `ajv and the official schema`, async (text) => (check(JSON.parse(text)) ? [] : check.errors.map((e) => `${e.instancePath} ${e.message}`)));
}
process.exit(failed ? 1 : 0);
