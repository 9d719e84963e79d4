// What the READMEs promise: programs print what their comments say; commands, paths and names exist.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { withCompiled } from '../../circuits/scripts/circom.js';
import { snarkjsKeys } from '../../prove/test/support/snarkjs.js';
import { canonical } from '../../testkit/src/ceremony/manifest.js';
import { blocks, promisedOutput } from '../../testkit/src/readme.js';
import { BUNDLERS } from '../src/bundle.js';
import { input } from '../src/input.js';
import { codeSpans, innerLinks, markdown, sources, tableBelow } from '../src/markdown.js';
import { tested } from '../src/packages.js';
import { filesBelow, manifestIn, root } from '../src/places.js';
import { run } from '../src/run.js';
import { NODES, RUNTIMES } from '../src/runtimes.js';

const published = tested.map(({ dir }) => `${dir.slice(root.length)}/README.md`);
/** The packages that a program imports; the demo is a command. */
const imported = tested.filter(({ manifest }) => Object.keys(manifest.exports ?? {}).length > 1);
const documents = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md', ...published];
const readme = markdown('README.md');
const architecture = markdown('ARCHITECTURE.md');

/** Makes a folder below the installed packages, with the files that the programs read, and a README's circuit compiled. */
async function folder(name: string, path: string): Promise<string> {
  const dir = join(inject('installed'), name);
  await mkdir(dir, { recursive: true });
  const [statement] = input.statements;
  const files = { verification_key: input.verificationKey, proof: statement?.proof, public: statement?.publicSignals };
  for (const [file, content] of Object.entries(files)) {
    await writeFile(join(dir, `${file}.json`), JSON.stringify(content));
  }
  const ceremony = JSON.parse(readFileSync(join(root, 'packages/vectors/ceremony/manifest.json'), 'utf8'));
  await writeFile(join(dir, 'manifest.json'), canonical(ceremony.manifest));
  await writeFile(join(dir, 'trusted-keys.json'), JSON.stringify(ceremony.trustedKeys));
  await writeFile(join(dir, 'ceremony.vkey'), Buffer.from(ceremony.verificationKey, 'base64'));
  await copyFile(join(inject('installed'), 'prover.js'), join(dir, 'prover.js'));
  const [circuit] = blocks(markdown(path), 'circom');
  if (circuit !== undefined) {
    const { r1cs, wasm } = compiled(circuit);
    await writeFile(join(dir, 'circuit.wasm'), wasm);
    await writeFile(join(dir, 'circuit.r1cs'), r1cs);
    const { zkey, initial } = await snarkjsKeys(r1cs, 'bn128');
    await writeFile(join(dir, 'circuit.zkey'), zkey);
    await writeFile(join(dir, 'key_0.zkey'), initial);
  }
  return dir;
}

/** Compiles a circuit as `circom --wasm --r1cs` does. */
function compiled(circuit: string): { readonly r1cs: Uint8Array; readonly wasm: Uint8Array } {
  return withCompiled(circuit, {}, (out) => {
    const read = (file: string): Uint8Array => new Uint8Array(readFileSync(join(out, file)));
    return { r1cs: read('main.r1cs'), wasm: read('main_js/main.wasm') };
  });
}

describe('programs', () => {
  const programs = ['README.md', ...published].flatMap((path) =>
    blocks(markdown(path), 'js').map((code, i) => ({ path, place: i + 1, code })),
  );

  it('are in each README', () => {
    expect(new Set(programs.map(({ path }) => path)).size).toBe(1 + imported.length);
  });

  it.each(programs)('$path, $place: writes what it says', async ({ path, place, code }) => {
    const dir = await folder(`${dirname(path)}/readme-${place}`, path);
    await writeFile(join(dir, 'program.mjs'), code);
    expect(promisedOutput(code)).not.toBe('');
    const { stderr, ...others } = await run(process.execPath, ['program.mjs'], dir);
    expect(others).toEqual({ code: 0, stdout: promisedOutput(code) });
    if (code.includes('developmentKey')) expect(stderr).toContain('FEDZK_DEVELOPMENT_KEY');
    else expect(stderr).toBe('');
  });
});

describe('names', () => {
  it.each(documents)('%s: commands', (path) => {
    const scripts = Object.keys(manifestIn(root).scripts ?? {});
    const named = [...markdown(path).matchAll(/npm run ([a-z][\w:]*)/g)].map(([, name = '']) => name);
    expect(named.filter((name) => !scripts.includes(name))).toEqual([]);
    expect(scripts).toContain('test');
  });

  it.each(documents)('%s: links', (path) => {
    const missing = innerLinks(markdown(path)).filter((target) => !existsSync(join(root, dirname(path), target)));
    expect(missing).toEqual([]);
  });

  it.each(documents)('%s: a command line is named with its package, which npx may have to fetch', (path) => {
    expect(markdown(path).match(/npx (-\S+ )*fedzk-\S+/g) ?? []).toEqual([]);
  });

  it('ARCHITECTURE.md: folders', () => {
    const rooms = tableBelow(architecture, 'Folders').flatMap(([room = '']) => codeSpans(room));
    expect(rooms.length).toBeGreaterThan(10);
    expect(rooms.filter((room, i) => rooms.indexOf(room) !== i)).toEqual([]);
    expect(rooms.filter((room) => !existsSync(join(root, room.replace(/\*$/, 'verify'))))).toEqual([]);
  });

  it('README.md: packages', () => {
    const packages = tableBelow(readme, 'Packages').map(([cell = '']) => codeSpans(cell)[0] ?? cell);
    expect(packages.sort()).toEqual(tested.map(({ manifest }) => manifest.name).sort());
  });

  it('ARCHITECTURE.md: sources', () => {
    const named = codeSpans(architecture).filter((span) => /\.(ts|rs)$/.test(span));
    expect(named.length).toBeGreaterThan(5);
    const paths = sources();
    const isThere = (name: string): boolean => {
      const pattern = new RegExp(`(^|/)${name.replaceAll('.', '\\.').replaceAll('*', '[^/]*')}$`);
      return paths.some((path) => pattern.test(path));
    };
    expect(named.filter((name) => !isThere(name))).toEqual([]);
  });

  it('packages/verify/README.md: every runtime', () => {
    const words = [...RUNTIMES.map(({ name }) => name), ...Object.keys(BUNDLERS)].map((name) => name.split(' ')[0]);
    const said = tableBelow(markdown('packages/verify/README.md'), 'Runtimes')
      .map(([where]) => where)
      .join();
    expect([...words, ...NODES].filter((word) => !said.includes(String(word)))).toEqual([]);
  });

  it('packages/verify/README.md: every status', () => {
    const dist = join(inject('installed'), 'node_modules/@fedzk/verify/dist');
    const files = filesBelow(dist).filter((file) => file.endsWith('.d.ts'));
    const declarations = files.map((file) => readFileSync(join(dist, file), 'utf8')).join('');
    const [, names = ''] = /STATUS_NAMES: readonly \[(.*?)\]/s.exec(declarations) ?? [];
    const rows = tableBelow(markdown('packages/verify/README.md'), 'Verify');
    expect(rows.map(([status]) => status)).toEqual([...names.matchAll(/"([^"]+)"/g)].map(([, name]) => `\`${name}\``));
  });
});

describe('in a package as it is installed', () => {
  const REPOSITORY = 'https://github.com/fedzk/fedzk';
  const inPackage = (name: string, path: string): boolean =>
    existsSync(join(inject('installed'), 'node_modules', name, path));
  const readmes = tested.map(({ dir, manifest: { name } }) => ({
    name,
    folder: dir.slice(root.length),
    text: readFileSync(join(inject('installed'), 'node_modules', name, 'README.md'), 'utf8'),
  }));
  /** Lists a README's links to the repository, with text and path. */
  const linksOf = (text: string): { readonly label: string; readonly kind: string; readonly path: string }[] =>
    [...text.matchAll(/\[([^\]]+)\]\(https:\/\/github\.com\/fedzk\/fedzk\/(blob|tree)\/main\/([^)#]+)[^)]*\)/g)].map(
      ([, label = '', kind = '', path = '']) => ({ label, kind, path }),
    );

  it.each(readmes)('$name: a link without an address leads to a file of the package', ({ name, text }) => {
    const targets = innerLinks(text).map((target) => target.replace(/#.*$/, ''));
    expect(targets.filter((target) => !inPackage(name, target))).toEqual([]);
  });

  it.each(readmes)('$name: a link to the repository leads to what is there', ({ text }) => {
    const links = linksOf(text);
    expect(text.split(`](${REPOSITORY}`).length - 1).toBe(links.length);
    const wrong = links.filter(
      ({ kind, path }) => statSync(join(root, path), { throwIfNoEntry: false })?.isDirectory() !== (kind === 'tree'),
    );
    expect(wrong).toEqual([]);
  });

  it.each(readmes)('$name: files of the repository alone are named with a link', ({ name, folder, text }) => {
    const links = linksOf(text);
    const linked = (span: string): boolean =>
      links.some(({ label, kind, path }) => label === `\`${span}\`` || (kind === 'tree' && isFile(join(path, span))));
    const isFile = (path: string): boolean => existsSync(join(root, path));
    const named = codeSpans(text).filter((span) => /^\w[\w./-]*[./][\w.-]+$/.test(span) && !inPackage(name, span));
    const ofRepository = named.filter((span) => ['', folder, `${folder}/src`].some((base) => isFile(join(base, span))));
    expect(ofRepository.filter((span) => !linked(span))).toEqual([]);
  });
});
