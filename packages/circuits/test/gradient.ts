/**
 * GradientUpdate's statement, written a second time on integers, and values for all its signals. Poseidon's constants and
 * permutation are @fedzk/statement's, which has tests of its own against published values.
 */
import { inverse, poseidon } from '@fedzk/statement';
import { type PoseidonParameters, poseidonParameters } from '@fedzk/statement/poseidon';
import { curveOf } from '../src/poseidon-constants.js';
import { type Circuit, compile, main, modulo, type Options, type Signals } from './circom.js';

/** The template's parameters. */
export interface Parameters {
  readonly n: number;
  readonly b: number;
  readonly h: number;
}

/** The inputs that the client chooses or is given; x is signed, and nothing is reduced. */
export interface Inputs {
  readonly x: readonly bigint[];
  readonly s: bigint;
  readonly k: bigint;
  readonly rho: bigint;
  readonly maxNormSq: bigint;
}

/** The public signals in their order. */
export interface Statement {
  readonly commitment: bigint;
  readonly rho: bigint;
  readonly tag: bigint;
  readonly maxNormSq: bigint;
}

/** Values for signals by name, `main.` left out. */
export type Forged = Readonly<Record<string, bigint>>;

export function compileUpdate(parameters: Parameters, options: Options = {}): Circuit {
  return compile(update(parameters), options);
}

/** A main component of GradientUpdate with its four public inputs. */
export function update({ n, b, h }: Parameters): string {
  return main('gradient_update', 'commitment, rho, tag, maxNormSq', `GradientUpdate(${n}, ${b}, ${h})`);
}

/** m, L and w of the specification. */
export function layout({ n, b, h }: Parameters): { perElement: number; elements: number; slackBits: number } {
  const perElement = Math.floor(253 / (b + h));
  return { perElement, elements: Math.ceil(n / perElement), slackBits: 2 * (b - 1) + Math.ceil(Math.log2(n)) };
}

/** Non-linear constraints after --O2. */
export function constraints({ n, b, h }: Parameters): number {
  const { elements, slackBits } = layout({ n, b, h });
  let chain = -3; // the constant that it starts from
  for (let left = elements + 2; left > 0; left -= 15) {
    const { width, fullRounds, partialRounds } = poseidonParameters(Math.min(left, 15) + 2, 'bn254');
    chain += 3 * (fullRounds * width + partialRounds - 1);
  }
  return n * (b + 1) + slackBits + elements + chain;
}

/** p_1..p_L. */
export function pack(x: readonly bigint[], { n, b, h }: Parameters): bigint[] {
  const { perElement, elements } = layout({ n, b, h });
  const packed = new Array<bigint>(elements).fill(0n);
  for (const [i, value] of x.entries()) {
    const j = Math.floor(i / perElement);
    const shifted = (value + (1n << BigInt(b - 1))) << BigInt((b + h) * (i % perElement));
    packed[j] = (packed[j] ?? 0n) + shifted;
  }
  return packed;
}

/** h_0. */
export function chainStart({ n, b, h }: Parameters): bigint {
  return BigInt(n * 65536 + b * 256 + h);
}

/** The public signals that are true of these inputs, if there are any. */
export function statement(parameters: Parameters, { x, s, k, rho, maxNormSq }: Inputs, prime: bigint): Statement {
  const p = pack(x, parameters).map((value) => modulo(value, prime));
  let commitment = chainStart(parameters);
  for (const block of blocksOf([k, ...p, s])) commitment = hash([commitment, ...block], prime);
  let [tag, power] = [s, 1n];
  for (const value of p) {
    power = (power * rho) % prime;
    tag += power * value;
  }
  return { commitment, rho, tag: modulo(tag, prime), maxNormSq };
}

/** Whether the private inputs show what the public signals state: the relation that the circuit is for. */
export function holds(
  parameters: Parameters,
  { commitment, rho, tag, maxNormSq }: Statement,
  { x, s, k }: Pick<Inputs, 'x' | 's' | 'k'>,
  prime: bigint,
): boolean {
  const half = 1n << BigInt(parameters.b - 1);
  if (x.some((value) => value < -half || value >= half)) return false;
  const slack = modulo(maxNormSq - x.reduce((sum, value) => sum + value * value, 0n), prime);
  if (slack >= 1n << BigInt(layout(parameters).slackBits)) return false;
  const honest = statement(parameters, { x, s, k, rho, maxNormSq }, prime);
  return honest.commitment === modulo(commitment, prime) && honest.tag === modulo(tag, prime);
}

/**
 * Values for all signals of GradientUpdate, computed as the circuit does; what doesn't fit its bits loses the high ones.
 * `forged` replaces some, and what is computed from these follows.
 */
export function assign(parameters: Parameters, inputs: Inputs, prime: bigint, forged: Forged = {}): Signals {
  const { n, b, h } = parameters;
  const { perElement, elements, slackBits } = layout(parameters);
  const { values, put } = recorder(prime, forged);
  const bits = (name: string, value: bigint, count: number): void => {
    for (let i = 0; i < count; i++) put(`${name}.bit[${i}]`, (value >> BigInt(i)) & 1n);
  };

  const rho = put('rho', inputs.rho);
  const maxNormSq = put('maxNormSq', inputs.maxNormSq);
  const s = put('s', inputs.s);
  const k = put('k', inputs.k);
  const half = 1n << BigInt(b - 1);
  let normSq = 0n;
  const x = inputs.x.map((value, i) => {
    const own = put(`x[${i}]`, value);
    bits(`range[${i}]`, modulo(put(`range[${i}].x`, own) + half, prime), b);
    normSq += put(`square[${i}]`, own * own);
    return own;
  });
  bits('slack', put('slack.in', maxNormSq - normSq), slackBits);

  const p = Array.from({ length: elements }, (_, j) => {
    const own = x.slice(j * perElement, Math.min(n, (j + 1) * perElement));
    return put(`p[${j}]`, pack(own, { n: own.length, b, h })[0] ?? 0n);
  });

  const chained = [k, ...p, s].map((value, i) => put(`chain.in[${i}]`, value));
  let state = chainStart(parameters);
  for (const [i, block] of blocksOf(chained).entries()) {
    state = traceHash((name, value) => put(`chain.hash[${i}].${name}`, value), [state, ...block], prime);
  }
  put('commitment', put('chain.out', state));

  let horner = 0n;
  for (let j = elements - 1; j >= 0; j--) horner = put(`horner[${j}]`, rho * ((p[j] ?? 0n) + horner));
  put('tag', s + horner);

  return named(values, forged);
}

/** Values for all signals of Poseidon as a main component. */
export function assignHash(inputs: readonly bigint[], prime: bigint, forged: Forged = {}): Signals {
  const { values, put } = recorder(prime, forged);
  traceHash(put, inputs, prime);
  return named(values, forged);
}

/** Poseidon over any prime. */
export function hash(inputs: readonly bigint[], prime: bigint): bigint {
  return poseidon(
    inputs.map((value) => modulo(value, prime)),
    curveOf(prime),
  );
}

/** Notes the value of a signal and returns it, or the forged one. */
type Put = (name: string, value: bigint) => bigint;

function recorder(prime: bigint, forged: Forged): { values: Map<string, bigint>; put: Put } {
  const values = new Map<string, bigint>();
  return {
    values,
    put: (name, value) => {
      const kept = modulo(forged[name] ?? value, prime);
      values.set(name, kept);
      return kept;
    },
  };
}

function named(values: ReadonlyMap<string, bigint>, forged: Forged): Signals {
  for (const name of Object.keys(forged)) if (!values.has(name)) throw new Error(`no signal ${name}`);
  return new Map([...values].map(([name, value]) => [`main.${name}`, value]));
}

/** The signals of a Poseidon. They are what enters the S-boxes; a forged one stands for another power before it. */
function traceHash(put: Put, inputs: readonly bigint[], prime: bigint): bigint {
  const { width, partialRounds, roundConstants, matrix } = parametersOf(prime, inputs.length + 1);
  const dot = (row: readonly bigint[], lanes: readonly bigint[]): bigint =>
    row.reduce((sum, entry, j) => sum + entry * (lanes[j] ?? 0n), 0n);
  let boxes = 0;
  const power = (x: bigint): bigint => {
    const square = put(`square[${boxes}]`, x * x);
    const fourth = put(`fourth[${boxes}]`, square * square);
    boxes++;
    return fourth * x;
  };
  let rounds = 0;
  const addConstants = (lanes: readonly bigint[]): bigint[] => {
    const from = rounds++ * width;
    return lanes.map((lane, i) => modulo(lane + (roundConstants[from + i] ?? 0n), prime));
  };

  const withFirst = (first: bigint, lanes: readonly bigint[]): bigint[] => {
    const change = (first - (lanes[0] ?? 0n)) * inverse(matrix[0]?.[0] ?? 0n, curveOf(prime));
    return lanes.map((lane, i) => modulo(lane + change * (matrix[i]?.[0] ?? 0n), prime));
  };

  let x = addConstants([0n, ...inputs.map((value, i) => put(`in[${i}]`, value))]);
  for (let full = 0; ; full++) {
    for (let r = 0; full === 4 && r < partialRounds; r++) {
      const [own = 0n, ...others] = x;
      const before = [power(own), ...others];
      const lanes = addConstants(matrix.map((row) => dot(row, before)));
      const first = put(`first[${r}]`, lanes[0] ?? 0n);
      x = first === lanes[0] ? lanes : withFirst(first, lanes);
    }
    const powers = x.map((lane) => power(lane));
    if (full === 7) {
      const fifth = powers.map((value, i) => put(`fifth[${i}]`, value));
      return put('out', dot(matrix[0] ?? [], fifth));
    }
    x = addConstants(matrix.map((row) => dot(row, powers))).map((lane, i) => put(`lane[${full}][${i}]`, lane));
  }
}

function parametersOf(prime: bigint, width: number): PoseidonParameters {
  return poseidonParameters(width, curveOf(prime));
}

function blocksOf(list: readonly bigint[]): bigint[][] {
  return Array.from({ length: Math.ceil(list.length / 15) }, (_, i) => list.slice(15 * i, 15 * i + 15));
}
