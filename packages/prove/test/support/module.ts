/** Modules that look like circom's, put together by hand. */
import binaryen from 'binaryen';

/** What the module says of itself, and code that replaces a function's. */
export interface Looks {
  readonly version?: number;
  /** Words of 32 bits of an element. */
  readonly words?: number;
  /** The order's lowest 64 bits; the others are 0. */
  readonly order?: bigint;
  /** The body of setInputSignal, in WebAssembly's text format. */
  readonly set?: string;
  /** Exports and imports to add, in the same. */
  readonly more?: string;
  /** An export to leave out. */
  readonly without?: string;
}

/** Has one input signal of one value, of any name. */
export function moduleThat({ version = 2, words = 8, order = 1n, set = '', more = '', without }: Looks): Uint8Array {
  const exported = (name: string, rest: string): string =>
    name === without ? '' : `(func (export "${name}") ${rest})`;
  const text = `(module
    ${more}
    ${without === 'memory' ? '(memory 1)' : '(memory (export "memory") 1)'}
    ${exported('getVersion', `(result i32) (i32.const ${version})`)}
    ${exported('getSharedRWMemoryStart', '(result i32) (i32.const 64)')}
    ${exported('getFieldNumLen32', `(result i32) (i32.const ${words})`)}
    ${exported('getRawPrime', `(i64.store (i32.const 64) (i64.const ${order}))`)}
    ${exported('getWitnessSize', '(result i32) (i32.const 2)')}
    ${exported('getInputSize', '(result i32) (i32.const 1)')}
    ${exported('getInputSignalSize', '(param i32 i32) (result i32) (i32.const 1)')}
    ${exported('init', '(param i32)')}
    ${exported('setInputSignal', `(param i32 i32 i32) ${set}`)}
    ${exported('getWitness', '(param i32)')}
    ${exported('getMessageChar', '(result i32) (i32.const 0)')}
  )`;
  const module = binaryen.parseText(text);
  const bytes = module.emitBinary();
  module.dispose();
  return bytes;
}
