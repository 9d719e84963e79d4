import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { bls12381, bn254, type Curve, type G1, type G2 } from './curve.js';
import { type Instance, verify } from './groth16.js';

type Refused = { name: string; reason: string; bytes: string };
type Encoded = { k: string; compressed: string; uncompressed: string };
type Outside<P> = { name: string; order: string; point: P };
type Noble = {
  g1Multiples: { k: string; point: G1 }[];
  g2Multiples: { k: string; point: G2 }[];
  g1Sums: Record<'a' | 'b' | 'sum', G1>[];
  g2Sums: Record<'a' | 'b' | 'sum', G2>[];
  g1OutsideSubgroup?: Outside<G1>[];
  g2OutsideSubgroup: Outside<G2>[];
  pairing: { values: { value: string[]; reduced: string[] }[] };
};

const root = fileURLToPath(new URL('..', import.meta.url));
const read = <T>(path: string): T => JSON.parse(readFileSync(join(root, path), 'utf8')) as T;
const noble = read<Noble>('bn254/noble.json');

function under(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`);
}

describe('the data as a whole', () => {
  const files = readdirSync(root)
    .filter((name) => name !== 'node_modules')
    .flatMap((name) => (statSync(join(root, name)).isDirectory() ? under(name) : [name]));

  const unchanged = (file: string): boolean => /^(eip(196-197|2537)|wycheproof)\//.test(file);

  it('stays small', () => {
    expect(files.reduce((bytes, file) => bytes + statSync(join(root, file)).size, 0)).toBeLessThan(8e6);
  });

  it('has a line of origin for each file', () => {
    const data = files.filter((file) => /^[^/]+\/.*(?<!schema)\.json$/.test(file));
    expect(data.filter(unchanged).length).toBe(3 + 14 + 8);
    expect(data.length).toBe(3 + 14 + 8 + 16 + 2 + 8 + 3 + 3 + 4);
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    for (const file of data) {
      if (unchanged(file)) {
        const hash = createHash('sha256')
          .update(readFileSync(join(root, file)))
          .digest('hex');
        expect(readme, file).toContain(`${hash}  ${basename(file)}`);
      } else {
        expect(read<{ origin: unknown }>(file).origin, file).toMatchObject({ licence: /./ });
        expect(readme, file).toContain(`\`${file}\``);
      }
    }
  });
});

describe.each<[string, Curve]>([
  ['bn254/noble.json', bn254],
  ['bls12-381/noble.json', bls12381],
])('%s', (file, curve) => {
  const content = read<Noble>(file);

  it('has points on their curve only', () => {
    const { g1Multiples, g2Multiples, g1Sums, g2Sums, g1OutsideSubgroup = [], g2OutsideSubgroup } = content;
    for (const { k, point } of g1Multiples) expect(curve.isG1(point), `${k} G1`).toBe(true);
    for (const { k, point } of g2Multiples) expect(curve.isOnTwist(point), `${k} G2`).toBe(true);
    for (const { a, b, sum } of g1Sums) expect([a, b, sum].every((point) => curve.isG1(point))).toBe(true);
    for (const { a, b, sum } of g2Sums) expect([a, b, sum].every((point) => curve.isOnTwist(point))).toBe(true);
    for (const { name, point } of g1OutsideSubgroup) expect(point !== null && curve.isG1(point), name).toBe(true);
    for (const { name, point } of g2OutsideSubgroup) expect(point !== null && curve.isOnTwist(point), name).toBe(true);
    for (const { name, order } of [...g1OutsideSubgroup, ...g2OutsideSubgroup]) {
      expect(curve.r % BigInt(order) === 0n, name).toBe(false);
    }
  });

  it('has pairing values of twelve coordinates below p', () => {
    for (const { value, reduced } of content.pairing.values) {
      for (const coordinates of [value, reduced]) {
        expect(coordinates.length).toBe(12);
        expect(curve.inRange(coordinates.map(BigInt))).toBe(true);
      }
    }
  });
});

describe('bn254/gnark.json', () => {
  const gnark = read<Record<'g1' | 'g2', Encoded[]> & Record<'g1Refused' | 'g2Refused', Refused[]>>('bn254/gnark.json');
  const integers = (hex: string): bigint[] => (hex.match(/.{64}/g) ?? []).map((part) => BigInt(`0x${part}`));

  it('has the points of noble.json', () => {
    const point1 = (point: G1): bigint[] => (point ?? ['0', '0']).map(BigInt);
    const point2 = (point: G2): bigint[] =>
      (
        point ?? [
          ['0', '0'],
          ['0', '0'],
        ]
      ).flatMap((c) => [...c].reverse().map(BigInt));
    expect(gnark.g1.map(({ uncompressed }) => integers(uncompressed))).toEqual(
      noble.g1Multiples.map(({ point }) => point1(point)),
    );
    expect(gnark.g2.map(({ uncompressed }) => integers(uncompressed))).toEqual(
      noble.g2Multiples.map(({ point }) => point2(point)),
    );
  });

  it('compresses to x and a flag for the larger y', () => {
    for (const [group, bytes] of [
      [gnark.g1, 32],
      [gnark.g2, 64],
    ] as const) {
      for (const { k, compressed, uncompressed } of group) {
        expect(compressed.length).toBe(2 * bytes);
        const flags = Number.parseInt(compressed.slice(0, 2), 16) >> 6;
        const y = integers(uncompressed.slice(2 * bytes));
        // Fp2 is ordered by c1 first; c0 decides where c1 is 0.
        const decisive = y.find((coordinate) => coordinate !== 0n) ?? 0n;
        expect(flags, k).toBe(k === '0' ? 0b01 : decisive > (bn254.p - 1n) / 2n ? 0b11 : 0b10);
      }
    }
  });

  it('gives the right reason for each refusal of an uncompressed point', () => {
    const reasonOf = (values: readonly bigint[]): string => {
      if (!bn254.inRange(values)) return 'coordinate-range';
      const [a = 0n, b = 0n, c = 0n, d = 0n] = values;
      if (!(values.length === 2 ? bn254.onCurve(a, b) : bn254.onTwist([b, a], [d, c]))) return 'not-on-curve';
      return 'not-in-subgroup';
    };
    for (const [list, length] of [
      [gnark.g1Refused, 2],
      [gnark.g2Refused, 4],
    ] as const) {
      const uncompressed = list.filter(
        ({ bytes, name }) => bytes.length === 64 * length && !name.startsWith('infinity'),
      );
      expect(uncompressed.length).toBeGreaterThan(5);
      for (const { name, reason, bytes } of uncompressed) expect(reasonOf(integers(bytes)), name).toBe(reason);
    }
  });
});

describe('bls12-381/zcash.json', () => {
  const zcash = read<Record<'g1' | 'g2', Encoded[]>>('bls12-381/zcash.json');

  it('has the multiples by @noble/curves', () => {
    const ks = ['0', '1', ...Array.from({ length: 99 }, (_, i) => `${10 * (i + 1)}`)];
    for (const [list, Group] of [
      [zcash.g1, bls12_381.G1.Point],
      [zcash.g2, bls12_381.G2.Point],
    ] as const) {
      const expected = ks.map((k) => {
        const point = Group.BASE.multiplyUnsafe(BigInt(k));
        return { k, compressed: point.toHex(true), uncompressed: point.toHex(false) };
      });
      expect(list).toEqual(expected);
    }
  });

  it('writes x and three flags: compressed, infinity, the larger y', () => {
    for (const [list, bytes] of [
      [zcash.g1, 48],
      [zcash.g2, 96],
    ] as const) {
      for (const { k, compressed, uncompressed } of list) {
        expect([compressed.length, uncompressed.length], k).toEqual([2 * bytes, 4 * bytes]);
        const coordinates = (uncompressed.match(/.{96}/g) ?? []).map((part) => BigInt(`0x${part}`));
        // Fp2 is ordered by c1, written first; c0 decides where c1 is 0.
        const decisive = coordinates.slice(bytes / 48).find((coordinate) => coordinate !== 0n) ?? 0n;
        const flags = k === '0' ? 0b110n : decisive > (bls12381.p - 1n) / 2n ? 0b101n : 0b100n;
        const x = k === '0' ? 0n : BigInt(`0x${uncompressed.slice(0, 2 * bytes)}`);
        expect(BigInt(`0x${compressed}`), k).toBe(x + (flags << BigInt(8 * bytes - 3)));
      }
    }
  });
});

describe.each([
  'groth16/simulated.json',
  'groth16/simulated-bls12-381.json',
  'groth16/update-slice.json',
  'groth16/update-slice-bls12-381.json',
  'semaphore/depth-16.json',
  'groth16/arkworks.json',
  'groth16/arkworks-bls12-381.json',
  'groth16/gnark.json',
  'groth16/gnark-bls12-381.json',
])('%s', (file) => {
  const content = read<{ cases?: Instance[]; verificationKey?: unknown; proofs?: object[] }>(file);
  const entries =
    content.cases ?? (content.proofs ?? []).map((entry) => ({ ...entry, ...content }) as unknown as Instance);
  const [name, curve] = file.includes('bls12-381') ? (['bls12381', bls12381] as const) : (['bn128', bn254] as const);

  it('has canonical coordinates and signals, points on the curves, and one IC point more than signals', () => {
    expect(entries.length).toBeGreaterThanOrEqual(2);
    for (const { name: what, verificationKey: key, proof, publicSignals } of entries) {
      expect([key.curve, proof.curve], what).toEqual([name, name]);
      const g1 = [key.vk_alpha_1, ...key.IC];
      const g2 = [key.vk_beta_2, key.vk_gamma_2, key.vk_delta_2];
      for (const [x, y, z] of g1) expect(curve.isG1([x, y]) && z === '1', what).toBe(true);
      for (const [x, y, z] of g2) expect(curve.isOnTwist([x, y]) && z.join() === '1,0', what).toBe(true);
      // Semaphore writes its proofs without z.
      const z = file.startsWith('semaphore') ? [] : ['1'];
      for (const [x, y, ...rest] of [proof.pi_a, proof.pi_c]) {
        expect(curve.isG1([x, y]), what).toBe(true);
        expect(rest, what).toEqual(z);
      }
      const [x, y, ...rest] = proof.pi_b;
      expect(curve.isOnTwist([x, y]), what).toBe(true);
      expect(rest, what).toEqual(z.map(() => ['1', '0']));
      expect(
        publicSignals.every((s) => /^(0|[1-9]\d*)$/.test(s) && BigInt(s) < curve.r),
        what,
      ).toBe(true);
      expect([publicSignals.length, key.IC.length], what).toEqual([key.nPublic, key.nPublic + 1]);
    }
  });

  it('verifies, by @noble/curves', () => {
    for (const entry of entries) expect(verify(entry), entry.name).toBe(true);
  });

  if (file.startsWith('semaphore')) {
    it('has the points that Semaphore packed', () => {
      for (const { points, proof, name: what } of entries) {
        const { pi_a, pi_b, pi_c } = proof;
        expect(points, what).toEqual([...pi_a, ...pi_b.flatMap(([real, imaginary]) => [imaginary, real]), ...pi_c]);
      }
    });
  }

  it('does not verify with C and A exchanged', () => {
    const [entry] = entries;
    if (entry === undefined) throw new Error('no entry');
    const { pi_a, pi_c } = entry.proof;
    expect(verify({ ...entry, proof: { ...entry.proof, pi_a: pi_c, pi_c: pi_a } })).toBe(false);
  });
});

describe.each(['bn254', 'bls12-381'])('negative/%s.json', (name) => {
  const file = read<{ testGroups: { tests: unknown[] }[] }>(`negative/${name}.json`);
  const validate = new Ajv2020().compile(read<object>('negative/schema.json'));

  it('is as its schema says', () => {
    expect(validate(file), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
  });

  it('would not be with a test that is not', () => {
    const [first, ...groups] = file.testGroups;
    const good = {
      tcId: 1,
      comment: 'signals: none. There are some.',
      flags: ['x'],
      result: 'invalid',
      status: 'infinity',
    };
    const fits = (test: object): boolean => validate({ ...file, testGroups: [{ ...first, tests: [test] }, ...groups] });
    expect(fits(good)).toBe(true);
    for (const bad of [
      { status: 'ok' },
      { result: 'valid' },
      { result: 'perhaps' },
      { flags: [] },
      { proofHex: 'abc' },
      { proof: {}, proofHex: 'ab' },
      { reason: 'x' },
      { tcId: '1' },
    ]) {
      expect(fits({ ...good, ...bad }), JSON.stringify(bad)).toBe(false);
    }
  });
});

describe('keystore/stores.json', () => {
  type Objects = Record<string, string | null>;
  type Store = { name: string; objects: Objects };
  const { cseal, stores, refused } = read<{
    cseal: Record<'key' | 'context' | 'plain' | 'salt' | 'sealed', string>[];
    stores: Store[];
    refused: (Store & { base: string; reason: string })[];
  }>('keystore/stores.json');
  const sha256 = (hex: string): string => createHash('sha256').update(Buffer.from(hex, 'hex')).digest('hex');

  it('has each name once, and a base for each store to be refused', () => {
    expect(new Set(stores.map(({ name }) => name)).size).toBe(stores.length);
    expect(new Set(refused.map(({ name }) => name)).size).toBe(refused.length);
    for (const { base, name } of refused) expect(stores.map((store) => store.name).includes(base), name).toBe(true);
    expect(refused.length).toBeGreaterThan(200);
  });

  it('has heads that name the hash of the one before, and buckets named by their hash', () => {
    for (const { name: store, objects } of stores) {
      for (const [name, hex] of Object.entries(objects)) {
        if (hex === null) throw new Error(`${store} has no ${name}`);
        if (name.startsWith('h/')) {
          const number = BigInt(`0x${name.slice(2)}`);
          const before = number > 0n ? objects[`h/${(number - 1n).toString(16).padStart(16, '0')}`] : undefined;
          expect(hex.slice(88, 152), `${store}, ${name}`).toBe(before ? sha256(before) : '0'.repeat(64));
        } else {
          const rows = Number.parseInt(hex.slice(88, 96), 16);
          expect(name.slice(5), store).toBe(sha256(hex.slice(0, 2 * (48 + 52 * rows))).slice(0, 32));
        }
      }
    }
  });

  it('has seals of 80 bytes more than their content, which begin with the salt', () => {
    for (const { plain, salt, sealed } of cseal) {
      expect(sealed.length).toBe(plain.length + 160);
      expect(sealed.startsWith(salt)).toBe(true);
    }
  });
});

describe('makers', () => {
  const minute = 60_000;
  const check = async (cwd: string, command: string, ...args: string[]): Promise<void> => {
    const { stdout } = await promisify(execFile)(command, [...args, '--check'], { cwd });
    expect(stdout).toMatch(/bytes/);
  };

  it('make/noble.mjs makes the committed file', () => check(root, process.execPath, 'make/noble.mjs'), minute);
  it('make/simulated.mjs makes the committed file', () => check(root, process.execPath, 'make/simulated.mjs'), minute);

  it('make/keystore.mjs makes the committed file', () => check(root, process.execPath, 'make/keystore.mjs'), minute);

  // What they make depends on the libraries alone, whose work on this curve takes half a minute.
  const isSlow = process.env.SLOW === '1';
  it.runIf(isSlow)(
    'make/noble-bls.mjs makes the committed file',
    () => check(root, process.execPath, 'make/noble-bls.mjs'),
    minute,
  );
  it.runIf(isSlow)(
    'make/simulated.mjs bls12381 makes the committed file',
    async () => {
      await check(root, process.execPath, 'make/simulated.mjs', 'bls12381');
    },
    minute,
  );

  // Needs the crate in cargo's cache, see there. Above all that it kept is derived again.
  const registries = join(process.env.CARGO_HOME ?? join(homedir(), '.cargo'), 'registry/src');
  const crate =
    process.env.SLOW === '1' &&
    (existsSync(registries) ? readdirSync(registries) : []).some((registry) =>
      existsSync(join(registries, registry, 'bls12_381-0.8.0')),
    );
  it.runIf(crate)(
    'make/zcash.mjs makes the committed file',
    () => check(root, process.execPath, 'make/zcash.mjs'),
    minute,
  );

  // Need a Go of the version in its go.mod or newer, or cargo, and the module proxy or the registry the first time.
  const has = (command: string, argument: string): boolean =>
    process.env.SLOW === '1' && spawnSync(command, [argument]).status === 0;
  const go = has('go', 'version');
  it.runIf(go)(
    'make/gnark makes the committed file',
    () => check(join(root, 'make/gnark'), 'go', 'run', '.'),
    5 * minute,
  );
  for (const [prover, there] of [
    ['arkworks', has('cargo', '--version')],
    ['gnark', go],
  ] as const) {
    const run = (): Promise<void> => check(root, process.execPath, 'make/groth16.mjs', prover);
    it.runIf(there)(`make/groth16.mjs ${prover} makes the committed file`, run, 5 * minute);
  }
});
