/**
 * Proofs from a proving key, one at a time.
 */
import { FedzkError, type FedzkErrorCode } from '@fedzk/core';
import type { Curve } from '@fedzk/verify';
import { asOptions, plainBytes, requireKnown, unexpected } from './argument.js';
import type { Engine } from './instance.js';
import { openKey, type ProvingKey } from './key/key.js';
import { type KeyInput, sourceOf } from './key/source.js';
import { type Proved, proofOf } from './proof.js';
import { type CircomWitness, createCircomWitness, type Symbols } from './witness/circom.js';
import { type GradientUpdateShape, gradientUpdateWitness } from './witness/gradient-update.js';
import type { CircomInputs } from './witness/inputs.js';
import { valuesOf } from './witness/values.js';
import type { Executor } from './work/executor.js';

/** What a prover is made of. */
export interface ProverOptions {
  /** The proving key, as snarkjs writes it (`.zkey`). It is read for each proof, so it has to stay as it is. */
  readonly zkey: KeyInput;
  /** The circuit's witness module, as circom 2 writes it. */
  readonly circuitWasm?: Uint8Array | WebAssembly.Module;
  /**
   * The text that circom wrote with `--sym`, or a function that gets it, called if an input is missing: the error then names
   * the input, whose name the module doesn't have.
   */
  readonly symbols?: Symbols;
  /**
   * In its place, the parameters of FEDzk's own circuit `gradient_update`, whose witnesses are made in milliseconds and
   * without another module. Without either, `proveWitness` alone can be called.
   */
  readonly gradientUpdate?: GradientUpdateShape;
  /**
   * Whether a key is taken to which nobody has contributed, so that anyone can forge proofs for it: for tests. False
   * unless said.
   */
  readonly allowInsecure?: boolean;
  /** Whether each proof is verified before it is given away: a wrong witness shows only then. True unless said. */
  readonly check?: boolean;
  /** Told of each proof, for a monitor or a log. What it throws is ignored. */
  readonly onEvent?: (event: ProverEvent) => void;
}

/** What a prover tells of. `active` is the number of proofs that have begun and not ended. */
export type ProverEvent =
  | { readonly type: 'proof_started'; readonly active: number }
  | { readonly type: 'proof_generated'; readonly active: number; readonly milliseconds: number }
  | {
      readonly type: 'proof_failed';
      readonly active: number;
      readonly milliseconds: number;
      /** Why: an error's code, or that the caller or `switchOff` has cancelled it. */
      readonly reason: FedzkErrorCode | 'cancelled' | 'unknown';
    }
  | { readonly type: 'switched_off'; readonly reason: string }
  | { readonly type: 'switched_on' };

/** How one proof is made. */
export interface ProveOptions {
  /** Cancels. */
  readonly signal?: AbortSignal;
  /** Told how much is done: numbers from 0 to 1 that don't go down, the last one 1. */
  readonly onProgress?: (done: number) => void;
}

/** Makes proofs with one key. It owns memory of the module: close it, or declare it with `await using`. */
export interface Prover extends AsyncDisposable {
  readonly curve: Curve;
  /** The number of public signals. */
  readonly nPublic: number;
  /** `Verifier.id` of the verification key inside the proving key. */
  readonly vkeyId: string;
  /** The verification key, as `createVerifier` of @fedzk/verify takes it with `{ format: 'fedzk', curve }`. */
  readonly verificationKey: Uint8Array;
  /** How many proofs have begun and not ended, those that wait among them. */
  readonly active: number;
  /** Whether it is switched on. */
  readonly on: boolean;
  /**
   * Works out the witness and proves it. Proofs are made one after the other, so that memory is bounded.
   *
   * Time and memory accesses depend on the inputs: make proofs where their owner does, never for others on a shared server.
   *
   * @throws {FedzkError} `invalid-argument`: inputs that are not the circuit's, or no circuit was given;
   *   `unsatisfied`: they satisfy no witness; `invalid-proving-key`: the key is damaged; `unavailable`: switched off;
   *   `disposed`
   * @throws the signal's reason
   */
  prove(inputs: CircomInputs, options?: ProveOptions): Promise<Proved>;
  /** The same of a witness that is there already: the contents of a `.wtns` file, which are left as they are. */
  proveWitness(wtns: Uint8Array, options?: ProveOptions): Promise<Proved>;
  /**
   * Refuses proofs from now on, as an incident or maintenance asks for.
   *
   * @param reason is in the error of each proof that is asked for
   * @param options `cancel` ends those that have begun, too
   */
  switchOff(reason: string, options?: { readonly cancel?: boolean }): void;
  /** Takes proofs again. */
  switchOn(): void;
  /** Cancels what has begun, and frees what it holds. */
  close(): Promise<void>;
}

const OPTIONS = [
  'zkey',
  'circuitWasm',
  'symbols',
  'gradientUpdate',
  'allowInsecure',
  'check',
  'onEvent',
  // Of `@fedzk/prove/threads`, which a program may have in place of this entry.
  'threads',
] as const satisfies readonly (keyof ProverOptions | 'threads')[];

/** A prover, whoever works for it. @internal */
export async function proverOf(
  options: ProverOptions,
  executorOf: (key: ProvingKey) => Executor | Promise<Executor>,
): Promise<Prover> {
  const {
    zkey,
    circuitWasm,
    symbols,
    gradientUpdate,
    allowInsecure = false,
    check = true,
    onEvent = () => {},
  } = asOptions(options);
  requireKnown(options, OPTIONS);
  if (typeof allowInsecure !== 'boolean') throw unexpected('allowInsecure', 'a boolean', allowInsecure);
  if (typeof check !== 'boolean') throw unexpected('check', 'a boolean', check);
  if (typeof onEvent !== 'function') throw unexpected('onEvent', 'a function', onEvent);
  if (circuitWasm !== undefined && gradientUpdate !== undefined) {
    throw new FedzkError('invalid-argument', 'Expected "circuitWasm" or "gradientUpdate", got both.');
  }
  const named = symbols === undefined ? undefined : { symbols };
  const circom = circuitWasm === undefined ? undefined : await createCircomWitness(circuitWasm, named);
  const key = await openKey(sourceOf(zkey), allowInsecure);
  let circuit: Circuit | undefined;
  try {
    if (circom) circuit = circomCircuit(circom);
    else if (gradientUpdate) circuit = ownCircuit(key.engine, asOptions(gradientUpdate));
    const wires = key.header.wires();
    if (circuit !== undefined && (circuit.curve !== key.curve || circuit.wires !== wires)) {
      const [of, got] = [`${wires} wires on ${key.curve}`, `${circuit.wires} on ${circuit.curve}`];
      throw new FedzkError('invalid-argument', `The key is of another circuit: it has ${of}, the circuit ${got}.`);
    }
    return new KeyProver(key, await executorOf(key), circuit, check, onEvent);
  } catch (error) {
    circuit?.free();
    key.verifier.dispose();
    key.header.free();
    throw error;
  }
}

/** What makes witnesses from inputs. */
interface Circuit {
  readonly curve: Curve;
  readonly wires: number;
  /** The values of all wires, the prover's own to overwrite. */
  values(inputs: CircomInputs, signal: AbortSignal): Promise<Uint8Array>;
  free(): void;
}

function circomCircuit(circuit: CircomWitness): Circuit {
  const { curve, wires } = circuit;
  return {
    curve,
    wires,
    values: async (inputs, signal) => valuesOf(await circuit.witness(inputs, { signal }), curve, wires),
    free: () => {},
  };
}

function ownCircuit(engine: Engine, shape: GradientUpdateShape): Circuit {
  const { wires, values, free } = gradientUpdateWitness(engine, shape);
  return { curve: engine.curve, wires, values: async (inputs) => values(inputs), free };
}

class KeyProver implements Prover {
  readonly curve: Curve;
  readonly nPublic: number;
  readonly vkeyId: string;
  readonly verificationKey: Uint8Array;
  readonly #key: ProvingKey;
  readonly #executor: Executor;
  readonly #circuit: Circuit | undefined;
  readonly #check: boolean;
  readonly #onEvent: (event: ProverEvent) => void;
  /** What cancels each proof that has begun. */
  readonly #begun = new Set<AbortController>();
  /** The proof that was begun last. */
  #last: Promise<unknown> = Promise.resolve();
  #off: string | undefined;
  #closing: Promise<void> | undefined;

  constructor(
    key: ProvingKey,
    executor: Executor,
    circuit: Circuit | undefined,
    check: boolean,
    onEvent: (event: ProverEvent) => void,
  ) {
    this.#key = key;
    this.#executor = executor;
    this.#circuit = circuit;
    this.#check = check;
    this.#onEvent = onEvent;
    this.curve = key.curve;
    this.nPublic = key.verifier.nPublic;
    this.vkeyId = key.verifier.id;
    this.verificationKey = key.verificationKey.slice();
  }

  get active(): number {
    return this.#begun.size;
  }

  get on(): boolean {
    return this.#off === undefined;
  }

  async prove(inputs: CircomInputs, options: ProveOptions = {}): Promise<Proved> {
    const circuit = this.#circuit;
    if (circuit === undefined) {
      throw new FedzkError('invalid-argument', 'This prover has no circuit; call proveWitness() with a witness.');
    }
    return this.#run(options, async (signal, prove) => {
      const values = await circuit.values(asOptions(inputs, 'inputs'), signal);
      try {
        return await prove(values);
      } finally {
        values.fill(0);
      }
    });
  }

  async proveWitness(wtns: Uint8Array, options: ProveOptions = {}): Promise<Proved> {
    const bytes = plainBytes(wtns);
    if (bytes === undefined) throw unexpected('wtns', 'a Uint8Array', wtns);
    const { curve, header } = this.#key;
    return this.#run(options, async (_, prove) => prove(await valuesOf(bytes, curve, header.wires())));
  }

  switchOff(reason: string, options: { readonly cancel?: boolean } = {}): void {
    if (typeof reason !== 'string') throw unexpected('reason', 'a string', reason);
    const { cancel } = asOptions(options);
    this.#off = reason;
    this.#tell({ type: 'switched_off', reason });
    if (cancel === true) this.#cancel(unavailable(reason));
  }

  switchOn(): void {
    if (this.#off === undefined) return;
    this.#off = undefined;
    this.#tell({ type: 'switched_on' });
  }

  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #end(): Promise<void> {
    this.#cancel(closed());
    await this.#executor.close();
    await this.#last;
    this.#key.verifier.dispose();
    this.#key.header.free();
    this.#circuit?.free();
  }

  #cancel(reason: unknown): void {
    for (const each of this.#begun) each.abort(reason);
  }

  /** Has one proof made after those before it. */
  async #run(
    options: ProveOptions,
    make: (signal: AbortSignal, prove: (values: Uint8Array) => Promise<Proved>) => Promise<Proved>,
  ): Promise<Proved> {
    const { signal, onProgress = () => {} } = asOptions(options);
    // By what it can do: in some programs there is more than one AbortSignal.
    if (signal !== undefined && typeof signal?.addEventListener !== 'function') {
      throw unexpected('signal', 'an AbortSignal', signal);
    }
    if (typeof onProgress !== 'function') throw unexpected('onProgress', 'a function', onProgress);
    if (this.#closing !== undefined) throw closed();
    if (this.#off !== undefined) throw unavailable(this.#off);
    signal?.throwIfAborted();
    const own = new AbortController();
    const abort = (): void => own.abort(signal?.reason);
    signal?.addEventListener('abort', abort);
    this.#begun.add(own);
    this.#tell({ type: 'proof_started', active: this.active });
    const began = performance.now();
    const before = this.#last;
    const proved = settledOrAborted(before, own.signal).then(() => {
      own.signal.throwIfAborted();
      const proofOptions = { signal: own.signal, onProgress, check: this.#check };
      return make(own.signal, (values) => proofOf(this.#key, this.#executor, values, proofOptions));
    });
    // Who asked for it is told of its error. One that is cancelled while it waits doesn't end those before it.
    this.#last = Promise.all([before, proved.catch(() => {})]);
    try {
      const result = await proved;
      this.#begun.delete(own);
      const milliseconds = performance.now() - began;
      this.#tell({ type: 'proof_generated', active: this.active, milliseconds });
      return result;
    } catch (error) {
      this.#begun.delete(own);
      const reason = own.signal.aborted ? 'cancelled' : error instanceof FedzkError ? error.code : 'unknown';
      this.#tell({ type: 'proof_failed', active: this.active, milliseconds: performance.now() - began, reason });
      throw error;
    } finally {
      // What still works for a proof that has failed stops.
      own.abort();
      signal?.removeEventListener('abort', abort);
    }
  }

  #tell(event: ProverEvent): void {
    try {
      this.#onEvent(event);
    } catch {
      // A listener's fault must not become a proof's.
    }
  }
}

/** Resolves when a promise has, or at once where the signal is aborted before. */
function settledOrAborted(before: Promise<unknown>, signal: AbortSignal): Promise<unknown> {
  return Promise.race([before, new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))]);
}

function closed(): FedzkError {
  return new FedzkError('disposed', 'This prover was closed; create a new one.');
}

function unavailable(reason: string): FedzkError {
  return new FedzkError('unavailable', `Proving is switched off: ${reason}.`);
}
