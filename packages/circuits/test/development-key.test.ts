/**
 * What npm users get: the circuits that the compiler makes of the committed sources, and keys that are those of the native
 * tool, byte for byte. SLOW=1 has the largest instance too: compiling its 98,386 constraints takes half of the time, and it is
 * of the same sources and template as the others, whose hashes change with it.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import {
  CIRCUITS,
  type CircuitName,
  developmentKey,
  type GradientCircuit,
  r1csSha256,
  readR1cs,
} from '@fedzk/circuits';
import { refusal } from '@fedzk/testkit/errors';
import { folderOf } from '@fedzk/testkit/folders';
import { openManifest, verifyManifest } from '@fedzk/verify/ceremony';
import { describe, expect, it } from 'vitest';
import { nativeEnvironment } from '../../../scripts/lib/environment.mjs';
import { buildInstance, readInstances } from '../scripts/instances.js';
import { readChecked } from '../src/r1cs.node.js';
import { makeKey, SEED } from '../src/setup.node.js';

const names = Object.keys(CIRCUITS) as CircuitName[];
const folder = folderOf();

const rust = join(import.meta.dirname, '../../../rust');
const hasCargo = spawnSync('cargo', ['--version'], { cwd: rust, env: nativeEnvironment() }).status === 0;
const slow = process.env.SLOW === '1';
const instances = readInstances().filter(({ level }) => slow || level !== 'maximum');

/** Optimised in full, the tool would take longer to compile than it runs. */
const QUICK = { CARGO_PROFILE_RELEASE_LTO: 'off', CARGO_PROFILE_RELEASE_CODEGEN_UNITS: '16' };

/** What fedzk-dev-setup, built for this machine, makes of a circuit. */
function native(r1cs: string): { readonly zkey: Uint8Array; readonly vkey: string } {
  const [zkey, vkey] = [join(folder, 'native.zkey'), join(folder, 'native.json')];
  const tool = ['run', '--quiet', '--release', '--locked', '--package', 'fedzk-dev-setup', '--'];
  const args = [...tool, r1cs, '--seed', SEED, '--zkey', zkey, '--vkey', vkey];
  const { status, stderr } = spawnSync('cargo', args, {
    ...{ cwd: rust, encoding: 'utf8' },
    env: { ...nativeEnvironment(), ...QUICK },
  });
  if (status !== 0) throw new Error(stderr);
  return { zkey: readFileSync(zkey), vkey: readFileSync(vkey, 'utf8') };
}

const pack = (bytes: Uint8Array): Uint8Array =>
  brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } });
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('circuits.json', () => {
  it.each(instances)(
    '$name has the SHA-256 of what the compiler makes',
    ({ name, r1csSha256 }) => {
      const made = sha256(readFileSync(buildInstance(name).r1cs));
      expect(made, 'a circuit has changed: npm run r1cs').toBe(r1csSha256);
    },
    300_000,
  );

  it('has a level and parameters for each that the package brings', () => {
    const levels = names.map((name) => [CIRCUITS[name].level, CIRCUITS[name].gradientUpdate.n]);
    expect(levels).toEqual([
      ['standard', 64],
      ['enhanced', 650],
      ['enhanced', 800],
    ]);
    for (const name of names) {
      const { level = CIRCUITS[name].level, prime } = readInstances().find((each) => each.name === name) ?? {};
      expect([level, prime]).toEqual([CIRCUITS[name].level, 'bn128']);
    }
  });
});

describe('r1csSha256', () => {
  const updates = readInstances().filter(({ template }) => template === 'GradientUpdate');
  const curves = { bn128: 'bn254', bls12381: 'bls12-381' } as const;
  const asked = { curve: 'bn254', n: 64, bits: 8, headroom: 10 } as const;

  it.each(updates)(
    'finds $name by its parameters',
    ({ prime, parameters: { n = 0, b = 0, h = 0 }, r1csSha256: own }) => {
      expect(r1csSha256({ curve: curves[prime], n, bits: b, headroom: h })).toBe(own);
    },
  );

  it('knows no circuit that circuits.json does not list', () => {
    for (const other of [{ curve: 'bls12-381' as const }, { n: 63 }, { bits: 4 }, { headroom: 9 }]) {
      expect(r1csSha256({ ...asked, ...other })).toBeUndefined();
    }
    // The parameters of update-slice-10x8, which is of another template and has no headroom.
    expect(r1csSha256({ ...asked, n: 10 })).toBeUndefined();
  });

  it('takes an object with other members, and refuses other parameters', () => {
    expect(r1csSha256({ ...asked, ...{ id: 'task' } })).toBe(CIRCUITS['gradient-update-64x8'].r1csSha256);
    for (const wrong of [{ curve: 'bn128' }, { n: '64' }, { bits: undefined }, { headroom: 0.5 }]) {
      const refused = refusal(() => r1csSha256({ ...asked, ...wrong } as GradientCircuit));
      expect(refused).toMatchObject({
        code: 'invalid-argument',
        message: expect.stringContaining(`"circuit.${Object.keys(wrong)[0]}" expected`),
      });
    }
  });
});

it('CIRCUITS is nobody’s to change, at any depth', () => {
  const { gradientUpdate, publicSignals } = CIRCUITS['gradient-update-64x8'];
  const changes: readonly (() => unknown)[] = [
    () => Object.assign(CIRCUITS, { 'gradient-update-64x8': CIRCUITS['gradient-update-650x8'] }),
    () => Object.assign(CIRCUITS['gradient-update-64x8'], { r1csSha256: '' }),
    () => Object.assign(gradientUpdate, { n: 1 }),
    () => (publicSignals as string[]).push('mine'),
  ];
  for (const change of changes) expect(change).toThrow(TypeError);
});

describe('readR1cs', () => {
  it.each(names)(
    'gives %s as the compiler makes it',
    async (name) => {
      expect(Buffer.compare(await readR1cs(name), readFileSync(buildInstance(name).r1cs))).toBe(0);
    },
    300_000,
  );

  it('refuses unknown circuits', async () => {
    for (const name of ['gradient-update-8192x8', '../r1cs', 'constructor', undefined, 5]) {
      await expect(readR1cs(name as CircuitName)).rejects.toMatchObject({ code: 'invalid-argument' });
      await expect(developmentKey(name as CircuitName)).rejects.toMatchObject({ code: 'invalid-argument' });
    }
  });

  it('refuses a file that was changed, cut off or is missing', async () => {
    const name = 'gradient-update-64x8';
    const file = new URL(`../r1cs/${name}.r1cs.br`, import.meta.url);
    const packed = readFileSync(file);
    const changed = new Uint8Array(brotliDecompressSync(packed));
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    const cases: readonly [string, Uint8Array][] = [
      ['another circuit', pack(changed)],
      ['cut off', packed.subarray(0, -1)],
      ['too long', pack(new Uint8Array(17 * 2 ** 20))],
      ['empty', new Uint8Array()],
    ];
    for (const [what, bytes] of cases) {
      const path = join(folder, 'changed.br');
      writeFileSync(path, bytes);
      await expect(readChecked(name, pathToFileURL(path)), what).rejects.toMatchObject({ code: 'damaged' });
    }
    // More than all of them have together, of which nothing is read.
    const path = join(folder, 'endless.br');
    writeFileSync(path, '');
    truncateSync(path, 2 ** 40);
    await expect(readChecked(name, pathToFileURL(path))).rejects.toMatchObject({ code: 'damaged' });
    await expect(readChecked(name, pathToFileURL(folder))).rejects.toMatchObject({ code: 'storage' });
    const missing = readChecked(name, pathToFileURL(join(folder, 'missing.br')));
    await expect(missing).rejects.toMatchObject({ code: 'storage' });
  });
});

describe('developmentKey', () => {
  it.skipIf(!hasCargo).each(instances)(
    'makes the native tool’s key of $name',
    ({ name }) => {
      const { r1cs } = buildInstance(name);
      const [here, there] = [makeKey(readFileSync(r1cs)), native(r1cs)];
      expect(Buffer.compare(here.zkey, there.zkey)).toBe(0);
      expect(here.vkey).toBe(there.vkey);
    },
    600_000,
  );

  it('carries the mark of development keys, warns once, and gives copies', async () => {
    const warnings: (Error & { code?: string })[] = [];
    const note = (warning: Error): void => void warnings.push(warning);
    process.on('warning', note);
    const [first, second] = [
      await developmentKey('gradient-update-64x8'),
      await developmentKey('gradient-update-64x8'),
    ];
    await new Promise(setImmediate);
    process.off('warning', note);
    expect(warnings.map(({ code }) => code)).toEqual(['FEDZK_DEVELOPMENT_KEY']);
    expect(first.development).toBe(true);
    expect(first.vkey).toMatchObject({ protocol: 'groth16', curve: 'bn128', nPublic: 4 });
    expect(Buffer.from(first.zkey).includes('FEDZK DEVELOPMENT KEY, INSECURE!')).toBe(true);
    expect(Buffer.compare(first.zkey, second.zkey)).toBe(0);
    expect(first.zkey.buffer).not.toBe(second.zkey.buffer);
  });

  it.each(names)('%s has a manifest that passes at "standard" alone, if development keys are allowed', async (name) => {
    const { zkey, vkey, manifest } = await developmentKey(name);
    const asked = { level: 'standard', trustedKeys: { contributors: [], verifiers: [] }, key: vkey } as const;
    const problems = ['development-key'];
    const { r1csSha256 } = CIRCUITS[name];
    const allowed = { ...asked, development: true, r1csSha256 };
    expect(verifyManifest(manifest, allowed)).toMatchObject({ ok: true, development: true, people: 0, problems });
    expect(verifyManifest(manifest, asked)).toMatchObject({ ok: false, problems });
    expect(verifyManifest(manifest, { ...allowed, level: 'enhanced' })).toMatchObject({ ok: false, problems });
    expect(await openManifest(manifest).compareProvingKey(zkey)).toBeUndefined();
    const other = await developmentKey(
      name === 'gradient-update-64x8' ? 'gradient-update-650x8' : 'gradient-update-64x8',
    );
    expect(verifyManifest(manifest, { ...allowed, key: other.vkey }).problems).toEqual(['wrong-vkey', ...problems]);
    expect(await openManifest(manifest).compareProvingKey(other.zkey)).toMatch(/has \d+ bytes, and the manifest's/);
  });

  it('heeds a signal, and has no other option', async () => {
    const [name, reason] = ['gradient-update-64x8', new Error('mine')] as const;
    await expect(developmentKey(name, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const aborter = new AbortController();
    const made = developmentKey(name, { signal: aborter.signal });
    aborter.abort(reason);
    await expect(made).rejects.toBe(reason);
    for (const options of [{ seed: 'mine' }, aborter.signal, null, 5]) {
      await expect(developmentKey(name, options as object)).rejects.toMatchObject({ code: 'invalid-argument' });
    }
  });

  it('says what is wrong with a circuit', () => {
    expect(() => makeKey(new TextEncoder().encode('{}'))).toThrow(
      '"r1cs" expected a compiled circuit; it doesn\'t begin with "r1cs": not a compiled circuit.',
    );
  });
});
