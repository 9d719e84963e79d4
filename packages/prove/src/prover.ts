/**
 * Makes proofs with a proving key, one at a time.
 */
import {
  type AuditSink,
  asOptions,
  bytesOf,
  type CallOptions,
  Calls,
  callOptionsOf,
  FedzkError,
  type KeyInput,
  optionsOf,
  sourceOf,
  unexpected,
} from '@fedzk/core';
import type { Curve, Level, LevelOptions } from '@fedzk/verify';
import { ProverEvents } from './events.js';
import type { Engine } from './instance.js';
import { openKey, type ProvingKey } from './key/key.js';
import { type Proved, proofOf } from './proof.js';
import { type CircomWitness, createCircomWitness, type Symbols } from './witness/circom.js';
import { type GradientUpdateShape, gradientUpdateWitness } from './witness/gradient-update.js';
import type { CircomInputs } from './witness/inputs.js';
import { valuesOf } from './witness/values.js';
import type { Executor } from './work/executor.js';

/**
 * The options of a prover. With `manifest`, `level` and `trustedKeys` it takes only the proving key of a ceremony that meets
 * the level.
 */
export interface ProverOptions extends LevelOptions {
  /**
   * The proving key, as snarkjs writes it (`.zkey`). It is read for each proof, and must not change. With a manifest each read
   * is compared with its hash, and a proof with a changed key rejects with `invalid-proving-key`.
   */
  readonly zkey: KeyInput;
  /** The circuit's witness module, as circom 2 writes it. */
  readonly circuitWasm?: Uint8Array | WebAssembly.Module;
  /**
   * The text that circom wrote with `--sym`, or a function that returns it, called if an input is missing. The error then
   * names the input; the module itself doesn't contain its name.
   */
  readonly symbols?: Symbols;
  /**
   * The parameters of FEDzk's own circuit `gradient_update`, instead of `circuitWasm`. Its witnesses take milliseconds and
   * need no other module. Without both, only `proveWitness` works.
   */
  readonly gradientUpdate?: GradientUpdateShape;
  /**
   * Accepts a key to which nobody has contributed, so that anyone can forge proofs for it. For tests. Default: false.
   */
  readonly allowInsecure?: boolean;
  /** Verifies each proof before it is returned, which finds a wrong witness. Default: true. */
  readonly check?: boolean;
  /**
   * Receives an event for each proof that was made or failed, and for the switch, in order: `AuditLog` of `@fedzk/audit`, or
   * `listener(tell)`. If it refuses a proof's event, the proof is not returned, and the call rejects with `not-logged`.
   */
  readonly audit?: AuditSink;
  /** The `user_id` of the events. Default: `prover`. */
  readonly user?: string;
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
  /** The level that the key's manifest was checked for; `undefined` without a manifest. */
  readonly level: Level | undefined;
  /** True if the manifest says that the key was made for tests: anyone can forge proofs for it. */
  readonly development: boolean;
  /** The parameters of FEDzk's own circuit, if it was made with them. */
  readonly gradientUpdate: GradientUpdateShape | undefined;
  /** The total number of input values; undefined if it was made without a circuit. */
  readonly inputValues: number | undefined;
  /** The number of proofs in work, including those that wait. */
  readonly active: number;
  /** Tells whether it is switched on. */
  readonly on: boolean;
  /**
   * Computes the witness and proves it. Makes proofs one after the other, to bound memory.
   *
   * Time and memory accesses depend on the inputs: run it in its owner's process, never for others on a shared server.
   *
   * @throws {FedzkError} `invalid-argument`: inputs that are not the circuit's, or no circuit was given;
   *   `unsatisfied`: there is no witness for them; `invalid-proving-key`: the key is damaged; `unavailable`: switched off;
   *   `not-logged`: the proof was made, but the audit log refused its event; `disposed`
   * @throws the signal's reason, and errors of `onProgress`
   */
  prove(inputs: CircomInputs, options?: CallOptions): Promise<Proved>;
  /** Proves a witness: the contents of a `.wtns` file, which it doesn't change. Errors as {@link Prover.prove}. */
  proveWitness(wtns: Uint8Array, options?: CallOptions): Promise<Proved>;
  /**
   * Refuses proofs from now on, for an incident or maintenance.
   *
   * @param reason appears in the error of each refused proof
   * @param options `cancel` also ends the proofs that have begun
   * @throws {FedzkError} `invalid-argument`; `not-logged`: it is off, but the audit log refused the event
   */
  switchOff(reason: string, options?: { readonly cancel?: boolean }): Promise<void>;
  /**
   * Accepts proofs again.
   *
   * @throws {FedzkError} `not-logged`: it is on, but the audit log refused the event
   */
  switchOn(): Promise<void>;
  /** Cancels the proofs that have begun, waits for them and for the audit log, and frees all memory. */
  close(): Promise<void>;
}

/** The names of a prover's options. @internal */
export const PROVER_OPTIONS: readonly (keyof ProverOptions)[] = [
  'zkey',
  'circuitWasm',
  'symbols',
  'gradientUpdate',
  'allowInsecure',
  'manifest',
  'level',
  'trustedKeys',
  'r1csSha256',
  'development',
  'check',
  'audit',
  'user',
];

/** Makes a prover that works on an executor. @internal */
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
    audit,
    user = 'prover',
    ...shown
  } = optionsOf(options, PROVER_OPTIONS);
  if (typeof allowInsecure !== 'boolean') throw unexpected('allowInsecure', 'a boolean', allowInsecure);
  if (typeof check !== 'boolean') throw unexpected('check', 'a boolean', check);
  if (typeof user !== 'string') throw unexpected('user', 'a string', user);
  const events = new ProverEvents(audit, user);
  if (circuitWasm !== undefined && gradientUpdate !== undefined) {
    throw new FedzkError('invalid-argument', 'Expected "circuitWasm" or "gradientUpdate", got both.');
  }
  const named = symbols === undefined ? undefined : { symbols };
  const circom = circuitWasm === undefined ? undefined : await createCircomWitness(circuitWasm, named);
  const key = await openKey(sourceOf(zkey, 'zkey', 'invalid-proving-key'), allowInsecure, shown);
  let circuit: Circuit | undefined;
  try {
    if (circom) circuit = circomCircuit(circom);
    else if (gradientUpdate)
      circuit = ownCircuit(key.engine, optionsOf(gradientUpdate, ['n', 'bits', 'headroom'], 'gradientUpdate'));
    const wires = key.header.wires();
    if (circuit !== undefined && (circuit.curve !== key.curve || circuit.wires !== wires)) {
      const [of, got] = [`${wires} wires on ${key.curve}`, `${circuit.wires} on ${circuit.curve}`];
      throw new FedzkError(
        'invalid-argument',
        `The key and the circuit don't belong together: the key has ${of}, the circuit ${got}.`,
      );
    }
    return new KeyProver(key, await executorOf(key), circuit, check, events);
  } catch (error) {
    circuit?.free();
    key.verifier.dispose();
    key.header.free();
    throw error;
  }
}

/** Makes witnesses from inputs. */
interface Circuit {
  readonly curve: Curve;
  readonly wires: number;
  readonly inputValues: number;
  readonly gradientUpdate?: GradientUpdateShape;
  /** Returns the values of all wires, which the prover overwrites later. */
  values(inputs: CircomInputs, signal: AbortSignal): Promise<Uint8Array>;
  free(): void;
}

function circomCircuit(circuit: CircomWitness): Circuit {
  const { curve, wires, inputValues } = circuit;
  return {
    curve,
    wires,
    inputValues,
    values: async (inputs, signal) => valuesOf(await circuit.witness(inputs, { signal }), curve, wires),
    free: () => {},
  };
}

function ownCircuit(engine: Engine, shape: GradientUpdateShape): Circuit {
  const { wires, inputValues, values, free } = gradientUpdateWitness(engine, shape);
  const gradientUpdate = Object.freeze(shape);
  return { curve: engine.curve, wires, inputValues, gradientUpdate, values: async (inputs) => values(inputs), free };
}

class KeyProver implements Prover {
  readonly curve: Curve;
  readonly nPublic: number;
  readonly vkeyId: string;
  readonly verificationKey: Uint8Array;
  readonly level: Level | undefined;
  readonly development: boolean;
  readonly gradientUpdate: GradientUpdateShape | undefined;
  readonly inputValues: number | undefined;
  readonly #key: ProvingKey;
  readonly #executor: Executor;
  readonly #circuit: Circuit | undefined;
  readonly #check: boolean;
  readonly #events: ProverEvents;
  /** The controllers that cancel the proofs in work. */
  readonly #begun = new Set<AbortController>();
  /** Settles when the last proof so far is done. */
  #last: Promise<unknown> = Promise.resolve();
  #off: string | undefined;
  readonly #calls = new Calls('prover');

  constructor(key: ProvingKey, executor: Executor, circuit: Circuit | undefined, check: boolean, events: ProverEvents) {
    this.#key = key;
    this.#executor = executor;
    this.#circuit = circuit;
    this.#check = check;
    this.#events = events;
    this.curve = key.curve;
    this.nPublic = key.verifier.nPublic;
    this.vkeyId = key.verifier.id;
    this.verificationKey = key.verificationKey.slice();
    this.level = key.verifier.level;
    this.development = key.verifier.development;
    this.gradientUpdate = circuit?.gradientUpdate;
    this.inputValues = circuit?.inputValues;
  }

  get active(): number {
    return this.#begun.size;
  }

  get on(): boolean {
    return this.#off === undefined;
  }

  prove(inputs: CircomInputs, options: CallOptions = {}): Promise<Proved> {
    return this.#calls.run(() => this.#prove(inputs, options));
  }

  async #prove(inputs: CircomInputs, options: CallOptions): Promise<Proved> {
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

  proveWitness(wtns: Uint8Array, options: CallOptions = {}): Promise<Proved> {
    return this.#calls.run(async () => {
      const bytes = bytesOf(wtns, 'wtns');
      const { curve, header } = this.#key;
      return this.#run(options, async (_, prove) => prove(await valuesOf(bytes, curve, header.wires())));
    });
  }

  switchOff(reason: string, options: { readonly cancel?: boolean } = {}): Promise<void> {
    return this.#calls.run(() => this.#switchOff(reason, options));
  }

  async #switchOff(reason: string, options: { readonly cancel?: boolean }): Promise<void> {
    if (typeof reason !== 'string') throw unexpected('reason', 'a string', reason);
    const { cancel = false } = optionsOf(options, ['cancel']);
    if (typeof cancel !== 'boolean') throw unexpected('cancel', 'a boolean', cancel);
    this.#off = reason;
    if (cancel) this.#cancel(unavailable(reason));
    await this.#events.switchedOff(reason);
  }

  switchOn(): Promise<void> {
    return this.#calls.run(async () => {
      if (this.#off === undefined) return;
      this.#off = undefined;
      await this.#events.switchedOn();
    });
  }

  close(): Promise<void> {
    this.#cancel(closed());
    return this.#calls.close(() => this.#end());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #end(): Promise<void> {
    await this.#executor.close();
    await this.#last;
    this.#key.verifier.dispose();
    this.#key.header.free();
    this.#circuit?.free();
  }

  #cancel(reason: unknown): void {
    for (const each of this.#begun) each.abort(reason);
  }

  /** Makes one proof after those before it. */
  async #run(
    options: CallOptions,
    make: (signal: AbortSignal, prove: (values: Uint8Array) => Promise<Proved>) => Promise<Proved>,
  ): Promise<Proved> {
    const { signal, onProgress = () => {} } = callOptionsOf(options);
    if (this.#off !== undefined) throw unavailable(this.#off);
    signal?.throwIfAborted();
    const own = new AbortController();
    const abort = (): void => own.abort(signal?.reason);
    signal?.addEventListener('abort', abort);
    this.#begun.add(own);
    const began = performance.now();
    const before = this.#last;
    const proved = settledOrAborted(before, own.signal).then(() => {
      own.signal.throwIfAborted();
      const proofOptions = { signal: own.signal, onProgress, check: this.#check };
      return make(own.signal, (values) => proofOf(this.#key, this.#executor, values, proofOptions));
    });
    // The caller gets the error. A proof that is cancelled while it waits doesn't end those before it.
    this.#last = Promise.all([before, proved.catch(() => {})]);
    let cancelled = false;
    let outcome: { readonly made: Proved } | { readonly error: unknown };
    try {
      outcome = { made: await proved };
    } catch (error) {
      outcome = { error };
    } finally {
      this.#begun.delete(own);
      cancelled = own.signal.aborted;
      // Stops the remaining tasks of a failed proof.
      own.abort();
      signal?.removeEventListener('abort', abort);
    }
    const milliseconds = performance.now() - began;
    if ('made' in outcome) {
      await this.#events.generated(milliseconds);
      return outcome.made;
    }
    const { error } = outcome;
    await this.#events.failed(
      milliseconds,
      cancelled ? 'cancelled' : error instanceof FedzkError ? error.code : 'error',
    );
    throw error;
  }
}

/** Resolves when a promise resolves or a signal is aborted. */
function settledOrAborted(before: Promise<unknown>, signal: AbortSignal): Promise<unknown> {
  return Promise.race([before, new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))]);
}

function closed(): FedzkError {
  return new FedzkError('disposed', 'This prover was closed; create another one.');
}

function unavailable(reason: string): FedzkError {
  return new FedzkError('unavailable', `Proving is switched off: ${reason}.`);
}
