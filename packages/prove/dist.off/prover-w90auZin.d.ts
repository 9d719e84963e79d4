/// <reference lib="esnext.disposable" />
import { FedzkErrorCode } from '@fedzk/core';
import { ProofJson, Curve } from '@fedzk/verify';
import { a as KeyInput } from './source-BbXhVCBW.js';

/** A proof and what it is about. */
interface Proved {
    /** As snarkjs writes it. */
    readonly proof: ProofJson;
    /** The public signals, decimal, in the circuit's order. */
    readonly publicSignals: string[];
}

/** Typed arrays that hold integers. */
type IntegerArray = Int8Array | Uint8Array | Uint8ClampedArray | Int16Array | Uint16Array | Int32Array | Uint32Array | BigInt64Array | BigUint64Array;
/**
 * Values of one signal: an integer as a number of at most 53 bits, a bigint or a decimal string; arrays of these,
 * nested like the signal's dimensions or not; a typed array, or an array of such; for a bus an object by its signals' names.
 * An integer has to be in -(r-1)..r-1, and below 0 stands for r + integer.
 */
type CircomValue = number | bigint | string | IntegerArray | readonly CircomValue[] | {
    readonly [signal: string]: CircomValue;
};
/** A circuit's inputs by the names of its main component's signals. */
type CircomInputs = Readonly<Record<string, CircomValue>>;

/** How a circuit's module is to be used. */
interface CircomWitnessOptions {
    /** Gets each line that the circuit writes by `log`, which may tell its inputs. They are dropped unless it is given. */
    readonly onLog?: (line: string) => void;
    /**
     * Gets the text that circom wrote with `--sym`, in which a missing input is looked up: the module knows its inputs by
     * hashes of their names alone. Called where one is missing.
     */
    readonly symbols?: () => string | Promise<string>;
}
/** Makes witnesses of one circuit. Holds the module and nothing of a witness. */
interface CircomWitness {
    /** The curve whose scalar field the circuit is over. */
    readonly curve: Curve;
    /** How many wires a witness has, the constant 1 among them. */
    readonly wires: number;
    /** How many values the inputs have together. */
    readonly inputValues: number;
    /**
     * The witness for these inputs: a `.wtns` file of 76 + 32 · wires bytes, the caller's own. It holds the inputs: zero it
     * when the proof is made. The module's memory is zeroed.
     *
     * The inputs have to stay as they are until the promise is settled. The computation is one call that blocks: the signal
     * is looked at before it, and before the wires are read.
     *
     * @throws {FedzkError} `invalid-argument`: a signal that is unknown or missing, has too few or too many values, or one
     *   that is no integer of the field; `unsatisfied`: a constraint or an assertion does not hold, with the template and
     *   line; `wasm`: the module fails
     * @throws the signal's reason
     */
    witness(inputs: CircomInputs, options?: {
        readonly signal?: AbortSignal;
    }): Promise<Uint8Array<ArrayBuffer>>;
}
/**
 * Loads the WebAssembly module that circom 2 wrote for a circuit (`circom --wasm`, `<name>_js/<name>.wasm`).
 *
 * @param wasm its bytes, or the module that they were compiled to: edge workers compile no bytes
 * @throws {FedzkError} `invalid-argument`: not such a module; `unsupported`: one of circom 1, or over another field than
 *   the scalar field of BN254 or BLS12-381
 *
 * @example
 * ```ts
 * const circuit = await createCircomWitness(await readFile('multiplier.wasm'));
 * const wtns = await circuit.witness({ a: 3, b: '11' });
 * ```
 */
declare function createCircomWitness(wasm: Uint8Array | WebAssembly.Module, options?: CircomWitnessOptions): Promise<CircomWitness>;

/** A circuit `gradient_update`, by its parameters. */
interface GradientUpdateShape {
    /** How many values a proof is about, 1 to 2^20. */
    readonly n: number;
    /** Bits of a value. */
    readonly bits: 4 | 8 | 16;
    /** h, 1 to 16: sums of up to 2^h updates don't overflow. */
    readonly headroom: number;
}
/**
 * Witnesses of FEDzk's own circuit `gradient_update`, as files. A prover with `gradientUpdate` makes them by itself.
 *
 * @throws {FedzkError} `invalid-argument`: no such curve or shape
 *
 * @example
 * ```ts
 * using circuit = await createGradientUpdateWitness({ curve: 'bn254', n: 650, bits: 8, headroom: 10 });
 * const wtns = await circuit.witness({ x, s, k, rho, commitment, tag, maxNormSq });
 * ```
 */
declare function createGradientUpdateWitness(shape: GradientUpdateShape & {
    readonly curve: Curve;
}): Promise<CircomWitness & Disposable>;

/**
 * Proofs from a proving key, one at a time.
 */

/** What a prover is made of. */
interface ProverOptions {
    /** The proving key, as snarkjs writes it (`.zkey`). It is read for each proof, so it has to stay as it is. */
    readonly zkey: KeyInput;
    /** The circuit's witness module, as circom 2 writes it. */
    readonly circuitWasm?: Uint8Array | WebAssembly.Module;
    /** Gets what circom wrote with `--sym`, called where an input is missing: the module doesn't know the names of its inputs. */
    readonly symbols?: () => string | Promise<string>;
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
type ProverEvent = {
    readonly type: 'proof_started';
    readonly active: number;
} | {
    readonly type: 'proof_generated';
    readonly active: number;
    readonly milliseconds: number;
} | {
    readonly type: 'proof_failed';
    readonly active: number;
    readonly milliseconds: number;
    /** Why: an error's code, or that the caller or `switchOff` has cancelled it. */
    readonly reason: FedzkErrorCode | 'cancelled' | 'unknown';
} | {
    readonly type: 'switched_off';
    readonly reason: string;
} | {
    readonly type: 'switched_on';
};
/** How one proof is made. */
interface ProveOptions {
    /** Cancels. */
    readonly signal?: AbortSignal;
    /** Told how much is done: numbers from 0 to 1 that don't go down, the last one 1. */
    readonly onProgress?: (done: number) => void;
}
/** Makes proofs with one key. It owns memory of the module: close it, or declare it with `await using`. */
interface Prover extends AsyncDisposable {
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
     * @param reason is told to who asks for a proof
     * @param options `cancel` ends those that have begun, too
     */
    switchOff(reason: string, options?: {
        readonly cancel?: boolean;
    }): void;
    /** Takes proofs again. */
    switchOn(): void;
    /** Cancels what has begun, and frees what it holds. */
    close(): Promise<void>;
}

export { type CircomInputs as C, type GradientUpdateShape as G, type IntegerArray as I, type ProverOptions as P, type Prover as a, type ProveOptions as b, type Proved as c, type ProverEvent as d, type CircomValue as e, type CircomWitness as f, type CircomWitnessOptions as g, createCircomWitness as h, createGradientUpdateWitness as i };
