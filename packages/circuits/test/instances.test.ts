import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { root } from '../scripts/circom.js';
import { readReadme, withTable } from '../scripts/instance-table.js';
import { buildInstance, type Instance, readInstances } from '../scripts/instances.js';
import { built, type Circuit } from './circom.js';
import { check, inputs, squares } from './gradient-check.js';
import { countConstraints, parseR1cs } from './r1cs.js';

const minute = 60_000;
const instances = readInstances();
/** Compiling the largest takes longer than all the others. */
const small = instances.filter(({ level }) => process.env['SLOW'] === '1' || level !== 'maximum');
const known = new Map<string, Circuit>();

function compiled(instance: Instance): Circuit {
  const circuit = known.get(instance.name) ?? built(instance.name);
  known.set(instance.name, circuit);
  return circuit;
}

describe('instances of circuits.json', () => {
  it('have names of their own', () => {
    expect(new Set(instances.map(({ name }) => name)).size).toBe(instances.length);
  });

  it.each(small)(
    '$name has the declared numbers',
    (instance) => {
      const source = readFileSync(join(root, instance.source), 'utf8');
      const parameters = Object.values(instance.parameters);
      expect(source).toContain(`${instance.template}(${parameters.join(', ')})`);

      const circuit = compiled(instance);
      expect(countConstraints(circuit.r1cs)).toEqual(instance.constraints);
      const publicInputs = instance.publicSignals.length;
      expect(circuit.r1cs).toMatchObject({ wires: instance.wires, publicOutputs: 0, publicInputs });
      expect(instance.publicSignals.map((name) => circuit.wires.get(`main.${name}`))).toEqual([1, 2, 3, 4]);

      const values = [...circuit.wires.keys()].filter((name) => name.startsWith('main.x['));
      expect(values).toHaveLength(instance.parameters.n ?? 0);
      const constrained = new Set(
        circuit.r1cs.constraints.flatMap(({ a, b, c }) => [a, b, c].flatMap((t) => [...t.keys()])),
      );
      const free = [...Array(circuit.r1cs.wires).keys()].filter((wire) => wire > 0 && !constrained.has(wire));
      expect(free, 'wires in no constraint').toEqual([]);
    },
    5 * minute,
  );
});

describe('the levels', () => {
  const levels = instances.filter(({ level }) => level !== undefined);

  it('are three, of the capacities and curves that they promise', () => {
    const found = levels.map(({ level, prime, parameters: { n = 0, b = 0 } }) => ({ level, prime, n, b }));
    expect(found).toEqual([
      { level: 'standard', prime: 'bn128', n: 64, b: 8 },
      { level: 'enhanced', prime: 'bn128', n: 800, b: 8 },
      { level: 'maximum', prime: 'bls12381', n: 8192, b: 8 },
    ]);
  });

  it.each([
    ['standard', 1_000, 10],
    ['enhanced', 10_000, 14],
    ['maximum', 100_000, 17],
  ] as const)('%s keeps to %i constraints and a domain of 2^%i', (name, most, domain) => {
    const { constraints, publicSignals } = levels.find(({ level }) => level === name) as Instance;
    const all = constraints.nonLinear + constraints.linear;
    expect(all).toBeLessThanOrEqual(most);
    expect(Math.ceil(Math.log2(all + publicSignals.length + 1))).toBe(domain);
  });
});

describe('README.md', () => {
  it('has the table of these instances; else: npm run table', () => {
    const readme = readReadme();
    expect(readme).toBe(withTable(readme));
    expect(withTable(readme.replace('| 98,386 | 98,390 |', '| 98,385 | 98,390 |'))).toBe(readme);
  });
});

describe('the gradient updates among them', () => {
  const updates = small.filter(({ template }) => template === 'GradientUpdate');

  it.each(updates)(
    '$name has a witness for an update, and none if its norm is one above the bound',
    async (instance) => {
      const { n = 0, b = 0, h = 0 } = instance.parameters;
      const circuit = compiled(instance);
      const x = Array.from({ length: n }, (_, i) => BigInt((i * 167) % 2 ** b) - (1n << BigInt(b - 1)));
      await check(circuit, { n, b, h }, inputs(x), true);
      await check(circuit, { n, b, h }, inputs(x, { maxNormSq: squares(x) - 1n }), false);
    },
    5 * minute,
  );
});

describe('buildInstance', () => {
  const build = mkdtempSync(join(tmpdir(), 'fedzk-build-'));
  afterAll(() => rmSync(build, { recursive: true }));

  it(
    'compiles once, and leaves nothing else',
    () => {
      const first = buildInstance('update-slice-10x8', build);
      const made = statSync(first.r1cs).mtimeMs;
      expect(countConstraints(parseR1cs(readFileSync(first.r1cs)))).toEqual({ nonLinear: 100, linear: 0 });
      expect(readFileSync(first.wasm).subarray(0, 4)).toEqual(Buffer.from('\0asm'));

      expect(buildInstance('update-slice-10x8', build)).toEqual(first);
      expect(statSync(first.r1cs).mtimeMs).toBe(made);
      expect(readdirSync(dirname(dirname(first.r1cs)))).toHaveLength(1);
    },
    5 * minute,
  );

  it(
    'puts a current outcome in the place of an older one',
    () => {
      const current = buildInstance('update-slice-10x8', build);
      const folder = dirname(current.r1cs);
      const older = join(dirname(folder), '0123456789abcdef');
      renameSync(folder, older);
      expect(buildInstance('update-slice-10x8', build)).toEqual(current);
      expect([existsSync(current.wasm), existsSync(older)]).toEqual([true, false]);
    },
    5 * minute,
  );

  it('knows the names of the list only', () => {
    expect(() => buildInstance('update-slice', build)).toThrow('circuits.json has no update-slice');
  });
});
