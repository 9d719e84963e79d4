// What an installed package contains, and what it must not contain.
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { type BuildOptions, transform } from 'esbuild';
import { describe, expect, inject, it } from 'vitest';
import { bundle, plainNames } from '../src/bundle.js';
import { filesOf, LICENCES, meantFor, tested } from '../src/packages.js';
import { filesBelow, manifestIn, published, root } from '../src/places.js';

/** What edge runtimes and strict pages refuse, and what only Node has. */
const FORBIDDEN = [
  'eval(',
  'new Function',
  'Worker(',
  'createObjectURL',
  'import.meta',
  'process.',
  'require(',
  'Buffer.',
  'node:',
  'Math.random',
];

/** A script that has the text of a program, which Node runs beside it as CommonJS. */
const PROGRAM_TEXTS: Readonly<Record<string, string>> = { 'dist/pkcs11.js': 'require(' };

/** Packages that have to say what the own machine is called: services that listen there. */
const SERVICES = ['host', 'server'];

/** What entries share. */
const CHUNK = /^dist\/chunk-[A-Z0-9]{8}\.c?js$/;

/** The command lines, which only Node runs and nothing imports. They may contain what the others may not. */
const COMMAND_LINES = ['dist/cli.js'];

it('every package that is published is looked at', () => {
  expect(tested.map(({ manifest }) => manifest.name)).toEqual(published.map(({ manifest }) => manifest.name));
});

describe.each(tested.map((each) => ({ name: each.manifest.name, ...each })))('$name', ({ name, dir, declared }) => {
  const installed = join(inject('installed'), 'node_modules', name);
  const manifest = manifestIn(installed);
  const files = filesBelow(installed);
  const scripts = files.filter((file) => file.endsWith('.js'));
  const text = (file: string): string => readFileSync(join(installed, file), 'latin1');

  const forSome = meantFor(declared);

  /** The entries that a script is part of: of a chunk those that import it, by way of others too. */
  function entriesOver(file: string, ofWhich: readonly string[] = scripts): string[] {
    if (!CHUNK.test(file)) return [file];
    const name = file.slice(file.lastIndexOf('/') + 1);
    const over = ofWhich.filter((other) => other !== file && text(other).includes(`/${name}"`));
    return [...new Set(over.flatMap((other) => entriesOver(other, ofWhich)))];
  }

  function isMeantFor(file: string, word: string): boolean {
    // A command line runs in Node alone.
    const entries = entriesOver(file).filter((entry) => !COMMAND_LINES.includes(entry));
    if (PROGRAM_TEXTS[file] === word) return true;
    return entries.length > 0 && entries.every((entry) => forSome.get(entry)?.includes(word));
  }

  it('has the files that follow of its declaration, and no others', () => {
    const others = files.filter((file) => !CHUNK.test(file) && !/\.d\.c?ts$/.test(file));
    expect(others).toEqual(filesOf(declared).sort());
  });

  it('has no chunk that one entry alone imports, and none of another kind', () => {
    for (const kind of ['.js', '.cjs']) {
      const ofKind = files.filter((file) => file.endsWith(kind));
      const lonely = ofKind.filter((file) => CHUNK.test(file) && entriesOver(file, ofKind).length < 2);
      expect(lonely).toEqual([]);
    }
  });

  it('has the declarations that its entries reach, for both ways, and no others', () => {
    const targets = Object.values(manifest.exports ?? {}).map((target) => under(target, 'types'));
    const reached = new Set(targets.filter((file) => file.endsWith('.d.ts')).map((file) => file.slice(2)));
    for (const file of reached) {
      for (const [, name = ''] of text(file).matchAll(/["'](\.[^"']+)\.js["']/g)) {
        reached.add(`${join(dirname(file), name)}.d.ts`);
      }
    }
    const both = [...reached].flatMap((file) => [file, file.replace(/ts$/, 'cts')]);
    expect(files.filter((file) => /\.d\.c?ts$/.test(file))).toEqual(both.sort());
  });

  it.each(LICENCES)('has the %s of the repository', (licence) => {
    expect(text(licence)).toBe(readFileSync(join(root, licence), 'latin1'));
    expect(readFileSync(join(dir, licence), 'latin1')).toBe(text(licence));
  });

  it('depends only on what it imports, and runs nothing when it is installed', () => {
    const words = /^(?:import|export)\s(?:[^"';]*?\sfrom\s)?["'](@?[a-z][^"':]*)["'];?$/gm;
    const all = files.filter((file) => file.endsWith('.js') || file.endsWith('.d.ts'));
    const imported = all.flatMap((file) => [...text(file).matchAll(words)].map(([, from = '']) => from));
    // What is started as a program is found by its package.json.
    const found = all.flatMap((file) => [...text(file).matchAll(/\bimport\.meta\.resolve\("(@?[a-z][^":]*)"\)/g)]);
    imported.push(...found.map(([, from = '']) => from));
    // What takes long to import, or may be missing, is imported when it is needed.
    const { dependencies = {}, optionalDependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = manifest;
    const asked = files
      .filter((file) => file.endsWith('.js'))
      .flatMap((file) => [...text(file).matchAll(/\bimport\("(@?[a-z][^":]*)"\)/g)])
      .map(([, from = '']) => from);
    imported.push(...asked.filter((from) => Object.hasOwn(dependencies, from)));
    const names = imported.map((from) => from.split('/', from.startsWith('@') ? 2 : 1).join('/'));
    const others = new Set(names.filter((each) => each !== name));
    expect(Object.keys(dependencies).sort()).toEqual([...others].sort());
    for (const version of Object.values(dependencies)) expect(version).toMatch(/^\^\d+\.\d+\.\d+$/);
    const optional = new Set(asked.filter((from) => !Object.hasOwn(dependencies, from)));
    expect(Object.keys({ ...optionalDependencies, ...peerDependencies })).toEqual([...optional]);
    // A peer is what only some programs need: npm installs none that is optional.
    expect(Object.keys(peerDependencies).filter((peer) => peerDependenciesMeta[peer]?.optional !== true)).toEqual([]);
    const hooks = ['preinstall', 'install', 'postinstall', 'preprepare', 'prepare', 'postprepare'];
    expect(Object.keys(manifest.scripts ?? {}).filter((script) => hooks.includes(script))).toEqual([]);
  });

  it('has a file for each target of its exports', () => {
    const targets = Object.values(manifest.exports ?? {}).flatMap(targetsOf);
    expect(targets.length).toBeGreaterThan(0);
    expect(targets.filter((target) => !existsSync(join(installed, target)))).toEqual([]);
  });

  it('gives `require` CommonJS, and declarations of it, for all but the modules', () => {
    const entries = Object.entries(manifest.exports ?? {}).filter(([, target]) => typeof target !== 'string');
    const targets = entries.map(([, target]) => [under(target, 'types', 'require'), under(target, 'node', 'require')]);
    const names = targets.flat().filter((name) => !name.endsWith('.wasm'));
    // Of a module its declaration alone.
    const modules = entries.filter(([key]) => key.endsWith('.wasm'));
    expect(names.length).toBe(2 * entries.length - modules.length);
    expect(names.filter((name) => !name.endsWith('.cjs') && !name.endsWith('.d.cts'))).toEqual([]);
  });

  it('gives `require` what `import` is given, where a runtime requires ES modules and where a bundler does', () => {
    for (const [entry, target] of Object.entries(manifest.exports ?? {})) {
      const imported = under(target, 'node', 'import');
      for (const condition of ['module-sync', 'bun', 'module']) {
        expect([entry, condition, under(target, 'node', 'require', condition)]).toEqual([entry, condition, imported]);
      }
      expect([entry, under(target, 'browser', 'require', 'module')]).toEqual([
        entry,
        under(target, 'browser', 'import'),
      ]);
    }
  });

  it('has no module in CommonJS a second time', () => {
    const twice = files.filter((file) => file.endsWith('.cjs') && /0061736d0100|AGFzbQEA/i.test(text(file)));
    expect(twice).toEqual([]);
  });

  it('has nothing that a runtime refuses', () => {
    const found = scripts
      .filter((file) => !COMMAND_LINES.includes(file))
      .flatMap((file) => {
        const forbidden = FORBIDDEN.filter((word) => !isMeantFor(file, word));
        return forbidden.filter((word) => hasWord(text(file), word)).map((word) => [file, word]);
      });
    expect(found).toEqual([]);
    // Nothing else brings one in.
    expect(scripts.filter((file) => /\bcli\.js\b/.test(text(file)))).toEqual([]);
  });

  it('awaits nothing at its top level', async () => {
    // esbuild converts no module to CommonJS that does.
    const imported = scripts.filter(
      (file) => !COMMAND_LINES.includes(file) || Object.keys(declared.entries).length > 0,
    );
    for (const file of imported) await transform(text(file), { format: 'cjs', sourcefile: file });
  });

  it('names no place of the machine that made it', () => {
    const places = [root, `${homedir()}/`, '/root/', '/home/', '/Users/', 'node_modules/'];
    if (!SERVICES.includes(declared.name)) places.push('localhost');
    const found = files
      .filter((file) => file !== 'README.md')
      .flatMap((file) => {
        // A list of loopback's names is allowed; any other mention of localhost is a machine's address.
        const said = text(file).replaceAll('["localhost", "127.0.0.1", "[::1]"]', '');
        return places.filter((place) => said.includes(place)).map((place) => [file, place]);
      });
    expect(found).toEqual([]);
  });
});

describe('@fedzk/verify, the module', () => {
  const dist = join(inject('installed'), 'node_modules/@fedzk/verify/dist');

  it('is the same inside the JavaScript and as a file', () => {
    const inline = filesBelow(dist)
      .filter((file) => file.startsWith('chunk-'))
      .flatMap((file) => /hex = "([^"]+)"/.exec(readFileSync(join(dist, file), 'utf8'))?.[1] ?? []);
    expect(inline).toEqual([readFileSync(join(dist, 'core.wasm')).toString('hex')]);
  });

  it('is imported for edge-light with the suffix that its bundler asks for', async () => {
    const options: BuildOptions = { conditions: ['edge-light'], loader: { '.wasm': 'copy' } };
    const asked = { ...options, assetNames: '[name]-[hash]', entryPoints: ['worker.js'] };
    const files = await bundle(inject('installed'), asked);
    // Those of verify and prove, and of keys and audit, which comply needs.
    const cores = Array.from({ length: 4 }, () => 'core.wasm');
    const modules = ['argon2.wasm', 'bls12-381.wasm', 'bn254.wasm', 'ceremony.wasm', ...cores];
    expect(plainNames(files)).toEqual([...modules, 'worker.js']);
    const program = files.find(({ name }) => name === 'worker.js');
    const imports = Buffer.from(program?.bytes ?? [])
      .toString()
      .match(/^import \w+ from "\.\/core-[0-9A-Z]{8}\.wasm\?module";$/gm);
    expect(imports).toHaveLength(cores.length);
  });

  it('imports no clock, no randomness, nothing of its surroundings', async () => {
    const module = await WebAssembly.compile(readFileSync(join(dist, 'core.wasm')));
    const names = WebAssembly.Module.imports(module).map((each) => each.name.replace(/_[0-9a-f]{16}$/, ''));
    expect(names.sort()).toEqual([
      '__wbg___wbindgen_copy_to_typed_array',
      '__wbg___wbindgen_throw',
      '__wbindgen_init_externref_table',
    ]);
  });
});

describe.each(['bn254', 'bls12-381'])('@fedzk/prove, the module for %s', (curve) => {
  const dist = join(inject('installed'), 'node_modules/@fedzk/prove/dist');
  const module = readFileSync(join(dist, `${curve}.wasm`)).toString('hex');
  const scripts = filesBelow(dist).filter((file) => file.endsWith('.js'));
  const own = `${curve}.inline.js`;
  const text = (file: string): string => readFileSync(join(dist, file), 'utf8');

  it('is in one file of JavaScript, which nothing imports before it is needed', () => {
    expect(scripts.filter((file) => text(file).includes(module))).toEqual([own]);
    const importing = scripts.filter((file) => text(file).includes(`/${own}"`));
    expect(importing.length).toBe(1);
    for (const file of importing) expect(text(file)).toContain(`() => import("./${own}")`);
  });
});

type Conditions = { readonly [condition: string]: string | Conditions };

/** All files that the conditions of an entry lead to. */
function targetsOf(target: unknown): string[] {
  return typeof target === 'string' ? [target] : Object.values(target as Conditions).flatMap(targetsOf);
}

/** The file that a resolver with these conditions is given: of those that hold the first, as Node has it. */
function under(target: unknown, ...conditions: readonly string[]): string {
  if (typeof target === 'string') return target;
  const holding = Object.entries(target as Conditions).filter(([name]) => [...conditions, 'default'].includes(name));
  return holding.map(([, inner]) => under(inner, ...conditions)).find(Boolean) ?? '';
}

/** Finds a name that is not the end of another: `QuantBuffer.` is not `Buffer.`. */
function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!/[\w$]/.test(text[at - 1] ?? '') || !/\w/.test(word[0] ?? '')) return true;
  }
  return false;
}
