/**
 * Runs the WebAssembly module that circom 2 writes for a circuit (`--wasm`). The module takes one input after the other
 * through a place in its memory, computes when it has the last, and returns one wire after the other in the same place.
 */
import { FedzkError } from '@fedzk/core';
import { ELEMENT_BYTES, type Field, fieldOf } from './field.js';
import { LogLines, Stopped, stoppedError } from './messages.js';

/** The exports of a module. The two halves of {@link signalHash} identify a signal. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  getVersion(): number;
  /** Returns the address of the place for one element. */
  getSharedRWMemoryStart(): number;
  getFieldNumLen32(): number;
  /** Writes the field's order to the place. */
  getRawPrime(): void;
  getWitnessSize(): number;
  /** Returns the total number of input values. */
  getInputSize(): number;
  /** Returns the number of values of a signal; 0 or below if there is no such signal. */
  getInputSignalSize(high: number, low: number): number;
  init(sanityCheck: number): void;
  /** Reads one value of a signal from the place. */
  setInputSignal(high: number, low: number, i: number): void;
  /** Writes a wire's value to the place. */
  getWitness(wire: number): void;
  /** Returns the next character of a message; 0 after the last. */
  getMessageChar(): number;
}

const FUNCTIONS: readonly string[] = [
  'getVersion',
  'getSharedRWMemoryStart',
  'getFieldNumLen32',
  'getRawPrime',
  'getWitnessSize',
  'getInputSize',
  'getInputSignalSize',
  'init',
  'setInputSignal',
  'getWitness',
  'getMessageChar',
] satisfies (keyof Exports)[];

const IMPORTS = ['exceptionHandler', 'printErrorMessage', 'writeBufferMessage', 'showSharedRWMemory', 'log'];

/** An export that only modules of circom 1 have. */
const OF_CIRCOM_1 = 'getPRawPrime';

/**
 * Checks that a module has circom 2's interface.
 *
 * @throws {FedzkError} `unsupported`: circom 1 wrote it; `invalid-argument`: something else did
 */
export function checkInterface(module: WebAssembly.Module): void {
  const exported = new Map(WebAssembly.Module.exports(module).map(({ name, kind }) => [name, kind]));
  if (exported.has(OF_CIRCOM_1)) throw anotherCircom(1);
  const lacking = FUNCTIONS.find((name) => exported.get(name) !== 'function');
  const missing = exported.get('memory') === 'memory' ? lacking : 'memory';
  if (missing !== undefined) throw notOfCircom(`no export "${missing}"`);
  const foreign = WebAssembly.Module.imports(module).find(
    (each) => each.module !== 'runtime' || each.kind !== 'function' || !IMPORTS.includes(each.name),
  );
  if (foreign !== undefined) throw notOfCircom(`an import "${foreign.module}.${foreign.name}"`);
}

function anotherCircom(version: number): FedzkError {
  return new FedzkError(
    'unsupported',
    `"circuitWasm" expected a witness module of circom 2, got one of circom ${version}; compile the circuit with circom 2.`,
  );
}

function notOfCircom(what: string): FedzkError {
  return new FedzkError(
    'invalid-argument',
    `"circuitWasm" expected a witness module of circom 2 (circom --wasm), got a module with ${what}.`,
  );
}

/** The largest memory of an instance that is reused, in bytes. Making one takes longer than a small witness. */
const KEPT_BYTES = 1 << 22;

/** An instance of a module, for one witness at a time. */
export class Calculator {
  readonly exports: Exports;
  /** The address of the place for an element. */
  readonly shared: number;
  readonly field: Field;
  readonly #errors: string[];
  /** The initial memory up to its last non-zero byte; undefined if the instance is for one witness only. */
  readonly #initial: Uint8Array | undefined;

  private constructor(exports: Exports, errors: string[]) {
    this.exports = exports;
    this.#errors = errors;
    const version = exports.getVersion();
    if (version !== 2) throw anotherCircom(version);
    this.shared = exports.getSharedRWMemoryStart();
    this.field = this.#readField();
    this.#initial = initialOf(exports.memory);
  }

  /**
   * @param onLog gets each line that the circuit's `log` writes
   * @throws {FedzkError} `unsupported`: another version or field
   */
  static async start(module: WebAssembly.Module, onLog: (line: string) => void): Promise<Calculator> {
    let calculator: Calculator | undefined;
    const errors: string[] = [];
    const lines = new LogLines(onLog);
    const message = (): string => (calculator === undefined ? '' : calculator.#message());
    const value = (): void => lines.add(calculator === undefined ? '' : String(calculator.#element()));
    const runtime = {
      exceptionHandler: (reason: number): never => {
        throw new Stopped(reason);
      },
      printErrorMessage: () => errors.push(message()),
      writeBufferMessage: () => lines.add(message()),
      showSharedRWMemory: value,
      log: value,
    };
    const instance = await WebAssembly.instantiate(module, { runtime });
    calculator = new Calculator(instance.exports as unknown as Exports, errors);
    return calculator;
  }

  /**
   * Runs a part of the computation.
   *
   * @throws {FedzkError} `unsatisfied`, `invalid-argument`: the module stops for this reason; `wasm`: it fails otherwise
   */
  run<T>(part: (exports: Exports) => T): T {
    try {
      return part(this.exports);
    } catch (error) {
      if (error instanceof FedzkError) throw error;
      if (error instanceof Stopped) throw stoppedError(error, this.#errors);
      throw new FedzkError('wasm', `The circuit's module failed: ${error}.`, { cause: error });
    }
  }

  /** Zeroes the memory, which holds the inputs and the witness. The instance can't be used again. */
  wipe(): void {
    new Uint8Array(this.exports.memory.buffer).fill(0);
  }

  /** Zeroes the memory, and restores the initial state if the memory is small. Returns whether it did. */
  reset(): boolean {
    this.wipe();
    if (this.#initial === undefined) return false;
    new Uint8Array(this.exports.memory.buffer).set(this.#initial);
    return true;
  }

  #readField(): Field {
    const words = this.exports.getFieldNumLen32();
    this.exports.getRawPrime();
    const field = 4 * words === ELEMENT_BYTES ? fieldOf(this.#element()) : undefined;
    if (field !== undefined) return field;
    const size = 4 * words === ELEMENT_BYTES ? 'another field of 32 bytes' : `a field of ${4 * words} bytes`;
    throw new FedzkError(
      'unsupported',
      `"circuitWasm" expected a circuit over the scalar field of BN254 or BLS12-381, got one over ${size}; ` +
        'compile it with "--prime bn128" or "--prime bls12381".',
    );
  }

  #element(): bigint {
    const view = new DataView(this.exports.memory.buffer, this.shared, ELEMENT_BYTES);
    let element = 0n;
    for (let i = ELEMENT_BYTES - 8; i >= 0; i -= 8) element = (element << 64n) | view.getBigUint64(i, true);
    return element;
  }

  #message(): string {
    let text = '';
    for (let char = this.exports.getMessageChar(); char !== 0; char = this.exports.getMessageChar()) {
      text += String.fromCharCode(char);
    }
    return text;
  }
}

function initialOf({ buffer }: WebAssembly.Memory): Uint8Array | undefined {
  if (buffer.byteLength > KEPT_BYTES) return undefined;
  const bytes = new Uint8Array(buffer);
  let length = bytes.length;
  while (length > 0 && bytes[length - 1] === 0) length--;
  return bytes.slice(0, length);
}

/** Computes the module's name of a signal: 64-bit FNV-1a (Fowler, Noll, Vo) of its UTF-8, as two 32-bit words. */
export function signalHash(name: string): { readonly high: number; readonly low: number } {
  let hash = 0xcbf2_9ce4_8422_2325n;
  for (const byte of new TextEncoder().encode(name)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100_0000_01b3n);
  }
  return { high: Number(hash >> 32n), low: Number(hash & 0xffff_ffffn) };
}
