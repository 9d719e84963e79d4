// @ts-check
// Declarations, one a source that an entry's declaration reaches, for `import` and for `require`. What is marked `@internal`
// is left out.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import ts from 'typescript';
import { root, wrong } from './declared.mjs';
import { declarationOf, published, typesOf } from './manifest.mjs';

/** @typedef {import('./declared.mjs').Declared} Declared */

/** What can be disposed of extends `Disposable`, for programs whose own `lib` has none. */
const LIB = '/// <reference lib="esnext.disposable" />\n';

const MODULE = 'declare const module: WebAssembly.Module;\nexport default module;\n';

const RELATIVE = /((?:\bfrom|\bimport)\s*\(?\s*["'])(\.[^"']+)\.js(?=["'])/g;

/** Writes those of packages into their `dist`. @param {readonly Declared[]} chosen */
export function writeDeclarations(chosen) {
  const program = programOf(chosen.flatMap((pkg) => sourcesOfTypes(pkg).map((source) => join(pkg.dir, source))));
  for (const pkg of chosen) {
    if (Object.keys(pkg.wasm ?? {}).length > 0) write(pkg, 'src/wasm-module.ts', MODULE);
    for (const [source, text] of declarationsOf(pkg, program)) write(pkg, source, LIB + text);
  }
}

/** Of all packages at once, since most of the time goes into TypeScript's own libraries. @param {string[]} rootNames */
function programOf(rootNames) {
  const file = join(root, 'tsconfig.types.json');
  const { config } = ts.readConfigFile(file, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: rootNames }, ts.sys, root);
  return ts.createProgram(rootNames, {
    ...options,
    // The check of types is a suite of its own.
    noCheck: true,
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    stripInternal: true,
  });
}

/** @param {Declared} pkg */
function sourcesOfTypes(pkg) {
  return published(pkg).map(([, entry]) => typesOf(entry));
}

/** The declarations by their sources. @param {Declared} pkg @param {ts.Program} program @returns {Map<string, string>} */
function declarationsOf(pkg, program) {
  const texts = new Map();
  const sources = new Set(sourcesOfTypes(pkg));
  // A set is gone through to the end though it grows meanwhile.
  for (const source of sources) {
    const text = source.endsWith('.d.ts') ? readFileSync(join(pkg.dir, source), 'utf8') : emitted(pkg, source, program);
    texts.set(source, text);
    for (const [, , name = ''] of text.matchAll(RELATIVE)) {
      const path = posix.join(dirname(source), name);
      // Of a module's glue its declaration is there.
      const next = [`${path}.ts`, `${path}.d.ts`].find((file) => existsSync(join(pkg.dir, file)));
      if (next === undefined) throw wrong(pkg, 'its declaration', `needs ${name}.js, which is no source`, source);
      sources.add(next);
    }
  }
  return texts;
}

/** @param {Declared} pkg @param {string} source @param {ts.Program} program */
function emitted(pkg, source, program) {
  let text = '';
  const { diagnostics } = program.emit(program.getSourceFile(join(pkg.dir, source)), (_, written) => {
    text = written;
  });
  const [first] = diagnostics;
  if (first) throw wrong(pkg, 'its declaration', ts.flattenDiagnosticMessageText(first.messageText, '\n'), source);
  return text;
}

/** @param {Declared} pkg @param {string} source @param {string} text */
function write(pkg, source, text) {
  for (const [end, script] of /** @type {const} */ ([
    ['.d.ts', '.js'],
    ['.d.cts', '.cjs'],
  ])) {
    const file = join(pkg.dir, declarationOf(source, end));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text.replace(RELATIVE, `$1$2${script}`));
  }
}
