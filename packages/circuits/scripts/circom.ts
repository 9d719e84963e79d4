/**
 * The circom compiler, on this folder's sources in a temporary folder.
 */
import { createHash } from 'node:crypto';
import fs, { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { curves, type Prime, poseidonConstants } from '../src/poseidon-constants.js';
import { hashOf, keep, removeOthers } from './kept.js';

const require = createRequire(import.meta.url);
const circom = dirname(require.resolve('circom2/package.json'));
const { CircomRunner, bindings } = require('circom2') as {
  readonly bindings: object;
  readonly CircomRunner: new (options: {
    readonly args: readonly string[];
    readonly preopens: Readonly<Record<string, string>>;
    readonly bindings: object;
  }) => {
    readonly wasi: {
      getImports(module: WebAssembly.Module): WebAssembly.Imports;
      start(instance: WebAssembly.Instance): void;
    };
  };
};

/** The package's folder. */
export const root: string = fileURLToPath(new URL('..', import.meta.url));

export interface Options {
  readonly simplification?: 'O0' | 'O1' | 'O2';
  readonly prime?: Prime;
  /** false leaves out the witness generator, for speed. */
  readonly wasm?: boolean;
}

/** A text that stands once in a file of `circom`, and what to put in its place. */
export interface Edit {
  readonly file: string;
  readonly text: string;
  readonly by: string;
}

/**
 * Compiles `source`, which may include what a file in `circom/instances` may, unless what came of it is in `build/texts`
 * from another time. What is there of other sources is removed.
 *
 * @param read Gets the folder with the compiler's output: main.r1cs, main.sym, and main_js with wasm. It only reads.
 * @throws Error with what the compiler says.
 */
export function withCompiled<T>(
  source: string,
  options: Options,
  read: (folder: string) => T,
  edits: readonly Edit[] = [],
): T {
  const { simplification = 'O2', prime = 'bn128', wasm = true } = options;
  const ofSources = join(root, 'build/texts', hashOf('bn128', [poseidonConstants(curves.bls12381)]));
  const text = JSON.stringify([source, simplification, prime, wasm, edits]);
  const folder = join(ofSources, createHash('sha256').update(text).digest('hex').slice(0, 16));
  const copy = (fresh: string, out: string): void => {
    cpSync(out, fresh, { recursive: true });
    // The program that drives a witness generator is CommonJS, and this package is not.
    writeFileSync(join(fresh, 'package.json'), '{ "type": "commonjs" }\n');
  };
  const made = keep(folder, (fresh) => compiled(source, options, (out) => copy(fresh, out), edits));
  if (made) removeOthers(ofSources);
  return read(folder);
}

/**
 * Compiles `source`, each time anew.
 *
 * @param read Gets the folder with the compiler's output, which is gone afterwards.
 * @throws Error with what the compiler says.
 */
export function compiled<T>(
  source: string,
  { simplification = 'O2', prime = 'bn128', wasm = true }: Options,
  read: (folder: string) => T,
  edits: readonly Edit[] = [],
): T {
  return withSources(prime, (src, folder) => {
    for (const edit of edits) apply(edit, src);
    writeFileSync(join(src, 'instances/main.circom'), source);
    mkdirSync(join(folder, 'out'));
    const outputs = ['--r1cs', '--sym', ...(wasm ? ['--wasm'] : []), '-o', 'out'];
    run(['src/instances/main.circom', ...outputs, `--${simplification}`, '-p', prime], folder);
    return read(join(folder, 'out'));
  });
}

/**
 * A copy of `circom`, complete with Poseidon's constants, in a temporary folder.
 *
 * @param use Gets the copy, in `src`, and the folder that it is in, which is all that the compiler, a WASI program, sees.
 *   Both are gone afterwards.
 */
export function withSources<T>(prime: Prime, use: (src: string, folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'fedzk-circom-'));
  try {
    const src = join(folder, 'src');
    cpSync(join(root, 'circom'), src, { recursive: true });
    writeFileSync(join(src, 'poseidon_constants.circom'), poseidonConstants(curves[prime]));
    return use(src, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The compiler's version. */
export function circomVersion(): string {
  const { version } = JSON.parse(readFileSync(join(circom, 'package.json'), 'utf8')) as { version: string };
  return version;
}

function apply({ file, text, by }: Edit, src: string): void {
  const path = join(src, file);
  const parts = readFileSync(path, 'utf8').split(text);
  if (parts.length !== 2) throw new Error(`"${text}" stands ${parts.length - 1} times in ${file}`);
  writeFileSync(path, parts.join(by));
}

/** The compiler, itself compiled once: its second run takes a third of the time of the first. */
let compiler: WebAssembly.Module | undefined;

function run(args: readonly string[], folder: string): void {
  compiler ??= new WebAssembly.Module(readFileSync(join(circom, 'circom.wasm')));
  let said = '';
  const writeSync = (fd: number, bytes: Uint8Array, ...rest: unknown[]): number => {
    if (fd > 2) return Reflect.apply(fs.writeSync, fs, [fd, bytes, ...rest]) as number;
    said += Buffer.from(bytes).toString();
    return bytes.length;
  };
  const { wasi } = new CircomRunner({
    args,
    preopens: { '.': folder },
    bindings: { ...bindings, fs: { ...fs, writeSync } },
  });
  try {
    wasi.start(new WebAssembly.Instance(compiler, wasi.getImports(compiler)));
  } catch (cause) {
    // It ends by an exit, whatever came of it.
    if ((cause as { code?: unknown }).code !== 0) throw new Error(`circom: ${said}`, { cause });
  }
}
