/**
 * Proofs from a proving key, one at a time.
 */
import {
  type AuditSink,
  asOptions,
  bytesOf,
  type CallOptions,
  Calls,
  callOptionsOf,
  FedzkError,
  optionsOf,
  unexpected,
} from '@fedzk/core';
import type { Curve } from '@fedzk/verify';
import { ProverEvents } from './events.js';
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
  /**
   * Told of each proof that was made or failed, and of the switch, in order: `AuditLog` of `@fedzk/audit`, or
   * `listener(tell)`. A proof whose event is not taken is not given away, and the call rejects with `not-logged`.
   */
  readonly audit?: AuditSink;
  /** Whose proofs these are, for the audit log: `prover` unless said. */
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
  /** The parameters of FEDzk's own circuit, where it was made with them. */
  readonly gradientUpdate: GradientUpdateShape | undefined;
  /** How many values the circuit's inputs have together; undefined where it was made without a circuit. */
  readonly inputValues: number | undefined;
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
   *   `not-logged`: the proof was made, and the audit log did not take its event; `disposed`
   * @throws the signal's reason, and what `onProgress` throws
   */
  prove(inputs: CircomInputs, options?: CallOptions): Promise<Proved>;
  /** The same of a witness that is there already: the contents of a `.wtns` file, which are left as they are. */
  proveWitness(wtns: Uint8Array, options?: CallOptions): Promise<Proved>;
  /**
   * Refuses proofs from now on, as an incident or maintenance asks for.
   *
   * @param reason is in the error of each proof that is asked for
   * @param options `cancel` ends those that have begun, too
   * @throws {FedzkError} `invalid-argument`; `not-logged`: it is off, and the audit log did not take the event
   */
  switchOff(reason: string, options?: { readonly cancel?: boolean }): Promise<void>;
  /**
   * Takes proofs again.
   *
   * @throws {FedzkError} `not-logged`: it is on, and the audit log did not take the event
   */
  switchOn(): Promise<void>;
  /** Cancels what has begun, waits for it and for what the audit log was told, and frees what it holds. */
  close(): Promise<void>;
}

/** The names of a prover's options. @internal */
export const PROVER_OPTIONS: readonly (keyof ProverOptions)[] = [
  'zkey',
  'circuitWasm',
  'symbols',
  'gradientUpdate',
  'allowInsecure',
  'check',
  'audit',
  'user',
];

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
    audit,
    user = 'prover',
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
  const key = await openKey(sourceOf(zkey), allowInsecure);
  let circuit: Circuit | undefined;
  try {
    if (circom) circuit = circomCircuit(circom);
    else if (gradientUpdate)
      circuit = ownCircuit(key.engine, optionsOf(gradientUpdate, ['n', 'bits', 'headroom'], 'gradientUpdate'));
    const wires = key.header.wires();
    if (circuit !== undefined && (circuit.curve !== key.curve || circuit.wires !== wires)) {
      const [of, got] = [`${wires} wires on ${key.curve}`, `${circuit.wires} on ${circuit.curve}`];
      throw new FedzkError('invalid-argument', `The key is of another circuit: it has ${of}, the circuit ${got}.`);
    }
    return new KeyProver(key, await executorOf(key), circuit, check, events);
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
  readonly inputValues: number;
  readonly gradientUpdate?: GradientUpdateShape;
  /** The values of all wires, the prover's own to overwrite. */
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
  readonly gradientUpdate: GradientUpdateShape | undefined;
  readonly inputValues: number | undefined;
  readonly #key: ProvingKey;
  readonly #executor: Executor;
  readonly #circuit: Circuit | undefined;
  readonly #check: boolean;
  readonly #events: ProverEvents;
  /** What cancels each proof that has begun. */
  readonly #begun = new Set<AbortController>();
  /** The proof that was begun last. */
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

  /** Has one proof made after those before it. */
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
    // Who asked for it is told of its error. One that is cancelled while it waits doesn't end those before it.
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
      // What still works for a proof that has failed stops.
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

/** Resolves when a promise has, or at once where the signal is aborted before. */
function settledOrAborted(before: Promise<unknown>, signal: AbortSignal): Promise<unknown> {
  return Promise.race([before, new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))]);
}

function closed(): FedzkError {
  return new FedzkError('disposed', 'This prover was closed; create another one.');
}

function unavailable(reason: string): FedzkError {
  return new FedzkError('unavailable', `Proving is switched off: ${reason}.`);
}
