/**
 * The engine of a ceremony on one curve. See types.ts for what its functions do.
 */
import { FedzkError } from '@fedzk/core';
import type { Curve } from '@fedzk/verify';
import type { Executor } from './executor.js';
import type { Glue, Instance } from './instance.js';
import { lagrange } from './lagrange.js';
import { newKey } from './new-key.js';
import { type Answer, numberOf, read, SEED_BYTES } from './tasks.js';
import type {
  Blake2b,
  CeremonyEngine,
  Group,
  KeyOutput,
  NewKeyOptions,
  PowersParts,
  Secrets,
  Sha256,
} from './types.js';

/** Makes the engine whose tasks an executor does. */
export function engineOf(instance: Instance, executor: Executor): CeremonyEngine {
  return new Engine(instance, executor);
}

class Engine implements CeremonyEngine {
  readonly curve: Curve;
  readonly n8: 32 | 48;
  readonly threads: number;
  readonly #glue: Glue;
  readonly #executor: Executor;
  /** Those that are not disposed. */
  readonly #secrets = new Set<Drawn>();
  #closed = false;

  constructor({ curve, glue }: Instance, executor: Executor) {
    this.curve = curve;
    this.n8 = curve === 'bn254' ? 32 : 48;
    this.threads = executor.threads;
    this.#glue = glue;
    this.#executor = executor;
  }

  blake2b(): Blake2b;
  blake2b(state: Uint8Array): Blake2b | undefined;
  blake2b(state?: Uint8Array): Blake2b | undefined {
    return state === undefined ? new this.#glue.Blake2b() : this.#glue.Blake2b.restore(state);
  }

  sha256(): Sha256 {
    return new this.#glue.Sha256();
  }

  generator(group: Group): Uint8Array {
    return this.#glue.generator(numberOf(group));
  }

  add(group: Group, a: Uint8Array, b: Uint8Array): Uint8Array {
    return read(this.#glue.add(numberOf(group), a, b));
  }

  check(group: Group, points: Uint8Array, infinity: boolean): number {
    return this.#glue.check(numberOf(group), points, infinity);
  }

  uncompressed(group: Group, points: Uint8Array): Uint8Array {
    return this.#glue.uncompressed(numberOf(group), points);
  }

  compressed(group: Group, points: Uint8Array): Uint8Array {
    return this.#glue.compressed(numberOf(group), points);
  }

  hashToG2(hash: Uint8Array): Uint8Array {
    return this.#glue.hashToG2(hash);
  }

  pairing(a1: Uint8Array, a2: Uint8Array, b1: Uint8Array, b2: Uint8Array): boolean {
    return this.#glue.pairing(a1, a2, b1, b2);
  }

  secrets(seed: Uint8Array, count: 1 | 3): Secrets {
    if (seed.length !== SEED_BYTES) throw new RangeError('secrets: a seed has 32 bytes');
    const secrets = new Drawn(this.#glue, seed, count, (each) => this.#secrets.delete(each));
    this.#secrets.add(secrets);
    return secrets;
  }

  multiply(group: Group, point: Uint8Array, secrets: Secrets, index: number): Uint8Array {
    try {
      return read(drawn(secrets).inner.multiply(numberOf(group), point, index));
    } finally {
      this.#glue.scrub();
    }
  }

  scale(points: Uint8Array, secrets: Secrets, index: number): Promise<Answer> {
    const { seed, count } = drawn(secrets);
    return this.#run({ kind: 'divide', points, seed, count, index });
  }

  scalePowers(group: Group, points: Uint8Array, first: number, secrets: Secrets, factor: number): Promise<Answer> {
    const { seed, count } = drawn(secrets);
    return this.#run({ kind: 'powers', group, points, first, seed, count, factor });
  }

  async lagrange(group: Group, points: Uint8Array): Promise<Uint8Array> {
    this.#admit();
    return lagrange(this.#executor, group, points, this.#pointBytes(group));
  }

  async sum(group: Group, points: Uint8Array, seed: Uint8Array, first: number): Promise<Uint8Array> {
    return (await this.#run({ kind: 'sum', group, points, seed, first })) as Uint8Array;
  }

  async newKey(
    r1cs: Uint8Array,
    powers: PowersParts,
    output: KeyOutput,
    options: NewKeyOptions = {},
  ): Promise<Uint8Array> {
    this.#admit();
    return newKey(this.#glue, this, r1cs, powers, output, options);
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const secrets of this.#secrets) secrets.dispose();
    await this.#executor.close();
    this.#glue.scrub();
  }

  async #run(task: Parameters<Executor['run']>[0]): Promise<Answer> {
    this.#admit();
    return this.#executor.run(task);
  }

  #admit(): void {
    if (this.#closed) throw new FedzkError('disposed', 'The engine of the ceremony was closed before the call.');
  }

  #pointBytes(group: Group): number {
    return (group === 'g1' ? 2 : 4) * this.n8;
  }
}

/** Secrets with what threads draw them from again. */
class Drawn implements Secrets {
  readonly points: Uint8Array;
  readonly seed: Uint8Array;
  readonly count: number;
  readonly #forget: (secrets: Drawn) => void;
  #inner: InstanceType<Glue['Secrets']> | undefined;

  constructor(glue: Glue, seed: Uint8Array, count: number, forget: (secrets: Drawn) => void) {
    this.seed = new Uint8Array(seed);
    this.count = count;
    this.#forget = forget;
    this.#inner = new glue.Secrets(this.seed, count);
    this.points = this.#inner.points();
    glue.scrub();
  }

  get inner(): InstanceType<Glue['Secrets']> {
    if (this.#inner === undefined) throw new FedzkError('disposed', 'The secrets were overwritten before the call.');
    return this.#inner;
  }

  dispose(): void {
    this.seed.fill(0);
    this.#inner?.free();
    this.#inner = undefined;
    this.#forget(this);
  }
}

/** Recognises what `secrets` returned. */
function drawn(secrets: Secrets): Drawn {
  if (!(secrets instanceof Drawn)) throw new TypeError('secrets: expected what secrets() returned');
  void secrets.inner;
  return secrets;
}
