/**
 * Makes witnesses of circuits that circom compiled, in the layout of a `.wtns` file.
 */
import { byteLength, counted, FedzkError, optionsOf, signalOf, unexpected } from '@fedzk/core';
import type { Curve } from '@fedzk/verify';
import { Calculator, checkInterface, signalHash } from './calculator.js';
import { ELEMENT_WORDS } from './field.js';
import { type Assignment, assignmentsOf, type CircomInputs, writeValue } from './inputs.js';
import { WTNS_VALUES, wtnsFile } from './wtns.js';

/** The text that circom writes with `--sym`, or a function that returns it. */
export type Symbols = string | (() => string | Promise<string>);

/** The options of a circuit's module. */
export interface CircomWitnessOptions {
  /** Gets each line that the circuit writes by `log`, which may reveal inputs. Default: lines are dropped. */
  readonly onLog?: (line: string) => void;
  /**
   * The text that circom wrote with `--sym`, or a function that returns it, called if an input is missing. The error then
   * names the input; the module itself contains only hashes of names.
   */
  readonly symbols?: Symbols;
}

/** Makes witnesses of one circuit. It keeps the module, but no data of a witness. */
export interface CircomWitness {
  /** The curve of the circuit's scalar field. */
  readonly curve: Curve;
  /** The number of wires, including the constant 1. */
  readonly wires: number;
  /** The total number of input values. */
  readonly inputValues: number;
  /**
   * Computes the witness: a `.wtns` file of 76 + 32 · wires bytes, owned by the caller. It contains the inputs: zero it when
   * the proof is made. The module's memory is zeroed.
   *
   * The inputs must not change until the promise is settled. The computation is one blocking call. The signal is checked
   * before it, and before the wires are read.
   *
   * @throws {FedzkError} `invalid-argument`: a signal is unknown or missing, has too few or too many values, or has a
   *   value that is no integer of the field; `unsatisfied`: a constraint or an assertion does not hold, with the template and
   *   line; `wasm`: the module fails
   * @throws the signal's reason
   */
  witness(inputs: CircomInputs, options?: { readonly signal?: AbortSignal }): Promise<Uint8Array<ArrayBuffer>>;
}

/**
 * Loads the WebAssembly module that circom 2 wrote for a circuit (`circom --wasm`, `<name>_js/<name>.wasm`).
 *
 * @param circuitWasm its bytes, or the compiled module for edge workers, which compile no bytes
 * @throws {FedzkError} `invalid-argument`: no such module; `unsupported`: it is of circom 1, or over another field than the
 *   scalar field of BN254 or BLS12-381
 *
 * @example
 * ```ts
 * const circuit = await createCircomWitness(await readFile('multiplier.wasm'));
 * const wtns = await circuit.witness({ a: 3, b: '11' });
 * ```
 */
export async function createCircomWitness(
  circuitWasm: Uint8Array | WebAssembly.Module,
  options: CircomWitnessOptions = {},
): Promise<CircomWitness> {
  const { onLog = () => {}, symbols = '' } = optionsOf(options, ['onLog', 'symbols']);
  if (typeof onLog !== 'function') throw unexpected('onLog', 'a function', onLog);
  if (typeof symbols !== 'string' && typeof symbols !== 'function') {
    throw unexpected('symbols', `${SYMBOLS}, or a function that returns it`, symbols);
  }
  const module = await moduleOf(circuitWasm);
  checkInterface(module);
  /** A free instance. An instance that failed is never reused. */
  let idle: Calculator | undefined = await Calculator.start(module, onLog);
  const { exports, field } = idle;
  const wires = exports.getWitnessSize();
  const inputValues = exports.getInputSize();

  return {
    curve: field.curve,
    wires,
    inputValues,
    async witness(inputs, options = {}) {
      const signal = signalOf(optionsOf(options, ['signal']).signal);
      signal?.throwIfAborted();
      const calculator = idle ?? (await Calculator.start(module, onLog));
      idle = undefined;
      let made: Uint8Array<ArrayBuffer> | undefined;
      try {
        signal?.throwIfAborted();
        const assignments = assignmentsOf(inputs);
        calculator.run(({ init }) => init(1));
        if (!checkCounts(calculator, assignments)) {
          throw missing(calculator, assignments, await textOf(symbols));
        }
        setInputs(calculator, assignments);
        signal?.throwIfAborted();
        made = readWires(calculator);
        return made;
      } finally {
        if (made === undefined) calculator.wipe();
        else if (calculator.reset()) idle = calculator;
      }
    },
  };
}

const SYMBOLS = 'the text that "circom --sym" writes';

async function textOf(symbols: Symbols): Promise<string> {
  const text: unknown = typeof symbols === 'string' ? symbols : await symbols();
  if (typeof text === 'string') return text;
  throw unexpected('symbols()', SYMBOLS, text);
}

function isCompiled(wasm: unknown): boolean {
  try {
    return Object.prototype.toString.call(wasm) === '[object WebAssembly.Module]';
  } catch {
    return false; // a proxy or getter that throws
  }
}

async function moduleOf(wasm: unknown): Promise<WebAssembly.Module> {
  // A module of any realm.
  if (isCompiled(wasm)) return wasm as WebAssembly.Module;
  if (byteLength(wasm) === undefined) throw unexpected('circuitWasm', 'a Uint8Array or a WebAssembly.Module', wasm);
  try {
    return await WebAssembly.compile(wasm as Uint8Array<ArrayBuffer>);
  } catch (cause) {
    const expected = isModule(wasm as Uint8Array<ArrayBuffer>)
      ? "a WebAssembly.Module, since bytes can't be compiled here, as in edge workers"
      : 'a WebAssembly module, as "circom --wasm" writes it';
    const message = `"circuitWasm" expected ${expected} (${(cause as Error).message}).`;
    throw new FedzkError('invalid-argument', message, { cause });
  }
}

/** Tells whether bytes are a module; true if validation is forbidden. */
function isModule(bytes: Uint8Array<ArrayBuffer>): boolean {
  try {
    return WebAssembly.validate(bytes);
  } catch {
    return true;
  }
}

/** Checks the number of values of each signal. Returns whether all inputs are given. */
function checkCounts({ exports }: Calculator, assignments: readonly Assignment[]): boolean {
  checkNames(assignments.map(({ name }) => name));
  let given = 0;
  for (const { name, count } of assignments) {
    const size = sizeOf(exports, name);
    if (size === 0 && count > 0) {
      throw new FedzkError(
        'invalid-argument',
        `"inputs" expected input signals of the circuit, which has no "${name}".`,
      );
    }
    if (size !== count) {
      throw new FedzkError('invalid-argument', `"${name}" expected ${counted(size, 'value')}, got ${count}.`);
    }
    given += count;
  }
  return given === exports.getInputSize();
}

/** Returns the number of values of an input; 0 if there is none of that name. */
function sizeOf(exports: Calculator['exports'], name: string): number {
  const { high, low } = signalHash(name);
  return Math.max(exports.getInputSignalSize(high, low), 0);
}

/** Makes the error for missing inputs, and names them if the symbols do. */
function missing({ exports }: Calculator, assignments: readonly Assignment[], symbols: string): FedzkError {
  const list = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');
  const given = assignments.map(({ name }) => name);
  /** Tells whether a signal or something that contains it is given. */
  const isGiven = (name: string): boolean =>
    given.some((each) => name === each || name.startsWith(`${each}.`) || name.startsWith(`${each}[`));
  const listed = signalsIn(symbols);
  const lacking = listed.filter((name) => !isGiven(name) && sizeOf(exports, name) > 0);
  const all = exports.getInputSize();
  const got = assignments.reduce((sum, { count }) => sum + count, 0);
  const what = lacking.length > 0 ? `missing: ${list(lacking)}` : `a signal is missing. ${whyUnnamed(symbols, listed)}`;
  const message = `"inputs" expected ${counted(all, 'value')}, got ${got}: ${what}. Those given: ${list(given) || 'none'}.`;
  return new FedzkError('invalid-argument', message);
}

/** Explains why a missing signal is not named. */
function whyUnnamed(symbols: string, listed: readonly string[]): string {
  if (symbols === '') return 'To see its name give what "circom --sym" writes (option "symbols")';
  return listed.length === 0
    ? '"symbols" is not a list of symbols, which "circom --sym" writes'
    : '"symbols" does not name it, so it is of another circuit';
}

/**
 * Reads the names of signals in circom's list of symbols, without array indices. A line is such as `4,2,0,main.x[1]`: signal,
 * wire, component, name. Signals of inner components are included.
 */
function signalsIn(symbols: string): string[] {
  const names = symbols.matchAll(/^-?\d+,-?\d+,-?\d+,main\.(.+?)(?:\[\d+\])*\r?$/gm);
  return [...new Set(Array.from(names, ([, name = '']) => name))];
}

/** Checks that no signal is given twice. The module only counts values, and a missing one would be 0. */
function checkNames(names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) throw twice(`"${name}" twice`);
    seen.add(name);
  }
  for (const name of names) {
    for (const { index } of name.matchAll(/[.[]/g)) {
      const whole = name.slice(0, index);
      if (seen.has(whole)) throw twice(`"${whole}" whole and in part "${name}"`);
    }
  }
}

function twice(what: string): FedzkError {
  return new FedzkError('invalid-argument', `"inputs" expected each signal once, got ${what}.`);
}

/** Passes the inputs to the module, which computes when it has the last. */
function setInputs(calculator: Calculator, assignments: readonly Assignment[]): void {
  const { exports, shared, field } = calculator;
  calculator.run(({ setInputSignal }) => {
    // If memory grows, the view's methods throw.
    const view = new DataView(exports.memory.buffer);
    for (const { name, parts } of assignments) {
      const { high, low } = signalHash(name);
      let i = 0;
      for (const part of parts) {
        for (let j = 0; j < part.length; j++, i++) {
          writeValue(field, view, shared, part[j], name, i);
          setInputSignal(high, low, i);
        }
      }
    }
  });
}

function readWires(calculator: Calculator): Uint8Array<ArrayBuffer> {
  const { exports, shared, field } = calculator;
  const wires = exports.getWitnessSize();
  const file = wtnsFile(field, wires);
  // Words are copied unchanged, so the machine's byte order doesn't matter.
  const values = new Uint32Array(file.buffer, WTNS_VALUES);
  calculator.run(({ memory, getWitness }) => {
    const word = new Uint32Array(memory.buffer, shared, ELEMENT_WORDS);
    for (let wire = 0, at = 0; wire < wires; wire++) {
      getWitness(wire);
      for (let i = 0; i < ELEMENT_WORDS; i++, at++) values[at] = word[i] as number;
    }
    if (word.length === 0) throw new Error('its memory grew while it was read');
  });
  return file;
}
