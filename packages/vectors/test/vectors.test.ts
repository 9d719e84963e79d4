import { execFile, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type Element, inRange, onCurve, onTwist, p, r } from './curve.js';

type G1 = readonly [string, string] | null;
type G2 = readonly [readonly [string, string], readonly [string, string]] | null;
type Refused = { name: string; reason: string; bytes: string };
type Groth16 = {
  name: string;
  verificationKey: Record<'vk_alpha_1' | 'vk_beta_2' | 'vk_gamma_2' | 'vk_delta_2' | 'IC', unknown[]> & {
    nPublic: number;
  };
  proof: Record<'pi_a' | 'pi_b' | 'pi_c', unknown[]>;
  publicSignals: string[];
};

const root = fileURLToPath(new URL('..', import.meta.url));
const read = <T>(path: string): T => JSON.parse(readFileSync(join(root, path), 'utf8')) as T;

const noble = read<{
  g1Multiples: { k: string; point: G1 }[];
  g2Multiples: { k: string; point: G2 }[];
  g1Sums: Record<'a' | 'b' | 'sum', G1>[];
  g2Sums: Record<'a' | 'b' | 'sum', G2>[];
  g2OutsideSubgroup: { name: string; point: G2 }[];
  pairing: { values: { value: string[]; reduced: string[] }[] };
}>('bn254/noble.json');

const element = ([c0, c1]: readonly [string, string]): Element => [BigInt(c0), BigInt(c1)];
const isG1 = (point: G1): boolean => point === null || onCurve(BigInt(point[0]), BigInt(point[1]));
const isOnTwist = (point: G2): boolean => point === null || onTwist(element(point[0]), element(point[1]));

function under(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`);
}

describe('the data as a whole', () => {
  const files = readdirSync(root)
    .filter((name) => name !== 'node_modules')
    .flatMap((name) => (statSync(join(root, name)).isDirectory() ? under(name) : [name]));

  it('stays small', () => {
    expect(files.reduce((bytes, file) => bytes + statSync(join(root, file)).size, 0)).toBeLessThan(1.5e6);
  });

  it('has a line of origin for each file', () => {
    const data = files.filter((file) => /^[^/]+\/.*\.json$/.test(file) && !file.startsWith('eip196-197/'));
    expect(data.length).toBe(7);
    for (const file of data) expect(read<{ origin: unknown }>(file).origin, file).toMatchObject({ licence: /./ });
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    for (const file of files.filter((name) => name.startsWith('eip196-197/'))) expect(readme).toContain(file.slice(11));
  });
});

describe('bn254/noble.json', () => {
  it('has points on their curve only', () => {
    const { g1Multiples, g2Multiples, g1Sums, g2Sums, g2OutsideSubgroup } = noble;
    for (const { k, point } of g1Multiples) expect(isG1(point), `${k} G1`).toBe(true);
    for (const { k, point } of g2Multiples) expect(isOnTwist(point), `${k} G2`).toBe(true);
    for (const { a, b, sum } of g1Sums) expect([a, b, sum].every(isG1)).toBe(true);
    for (const { a, b, sum } of g2Sums) expect([a, b, sum].every(isOnTwist)).toBe(true);
    for (const { name, point } of g2OutsideSubgroup) expect(point !== null && isOnTwist(point), name).toBe(true);
  });

  it('has pairing values of twelve coordinates below p', () => {
    for (const { value, reduced } of noble.pairing.values) {
      for (const coordinates of [value, reduced]) {
        expect(coordinates.length).toBe(12);
        expect(inRange(coordinates.map(BigInt))).toBe(true);
      }
    }
  });
});

describe('bn254/gnark.json', () => {
  const gnark = read<
    Record<'g1' | 'g2', { k: string; compressed: string; uncompressed: string }[]> &
      Record<'g1Refused' | 'g2Refused', Refused[]>
  >('bn254/gnark.json');
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
        expect(flags, k).toBe(k === '0' ? 0b01 : decisive > (p - 1n) / 2n ? 0b11 : 0b10);
      }
    }
  });

  it('gives the right reason for each refusal of an uncompressed point', () => {
    const reasonOf = (values: readonly bigint[]): string => {
      if (!inRange(values)) return 'coordinate-range';
      const [a = 0n, b = 0n, c = 0n, d = 0n] = values;
      if (!(values.length === 2 ? onCurve(a, b) : onTwist([b, a], [d, c]))) return 'not-on-curve';
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

describe.each(['groth16/simulated.json', 'groth16/update-slice.json', 'semaphore/depth-16.json'])('%s', (file) => {
  const content = read<{ cases?: Groth16[]; verificationKey?: unknown; proofs?: object[] }>(file);
  const entries =
    content.cases ?? (content.proofs ?? []).map((entry) => ({ ...entry, ...content }) as unknown as Groth16);

  it('has canonical coordinates and signals, points on the curves, and one IC point more than signals', () => {
    expect(entries.length).toBeGreaterThanOrEqual(3);
    for (const { name, verificationKey: key, proof, publicSignals } of entries) {
      const g1 = [key.vk_alpha_1, ...key.IC, proof.pi_a, proof.pi_c] as [string, string, string][];
      const g2 = [key.vk_beta_2, key.vk_gamma_2, key.vk_delta_2, proof.pi_b] as [string, string][][];
      for (const [x, y, z] of g1) expect(isG1([x, y]) && z === '1', name).toBe(true);
      for (const [x, y, z] of g2) expect(x && y && isOnTwist([x, y]) && z?.join() === '1,0', name).toBe(true);
      expect(
        publicSignals.every((s) => /^(0|[1-9]\d*)$/.test(s) && BigInt(s) < r),
        name,
      ).toBe(true);
      expect([publicSignals.length, key.IC.length], name).toEqual([key.nPublic, key.nPublic + 1]);
    }
  });
});

describe('makers', () => {
  const minute = 60_000;
  const check = async (cwd: string, command: string, ...args: string[]): Promise<void> => {
    const { stdout } = await promisify(execFile)(command, [...args, '--check'], { cwd });
    expect(stdout).toMatch(/bytes/);
  };

  it('make/noble.mjs makes what is here', () => check(root, process.execPath, 'make/noble.mjs'), minute);
  it('make/simulated.mjs makes what is here', () => check(root, process.execPath, 'make/simulated.mjs'), minute);

  // Needs a Go of the version in its go.mod or newer, and the module proxy the first time.
  const go = process.env.SLOW === '1' && spawnSync('go', ['version']).status === 0;
  it.runIf(go)('make/gnark makes what is here', () => check(join(root, 'make/gnark'), 'go', 'run', '.'), 5 * minute);
});
