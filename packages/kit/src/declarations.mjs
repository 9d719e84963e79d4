// @ts-check
// Declarations, one a source that an entry's declaration reaches, for `import` and for `require`.
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

const OPTIONS = ts.convertCompilerOptionsFromJson(
  ts.readConfigFile(join(root, 'tsconfig.base.json'), ts.sys.readFile).config.compilerOptions,
  root,
).options;

/** Writes them into `dist`. @param {Declared} pkg */
export function writeDeclarations(pkg) {
  if (Object.keys(pkg.wasm ?? {}).length > 0) write(pkg, 'src/wasm-module.ts', MODULE);
  for (const [source, text] of declarationsOf(pkg)) write(pkg, source, LIB + text);
}

/** The declarations by their sources. @param {Declared} pkg @returns {Map<string, string>} */
function declarationsOf(pkg) {
  const texts = new Map();
  const sources = new Set(published(pkg).map(([, entry]) => typesOf(entry)));
  // A set is gone through to the end though it grows meanwhile.
  for (const source of sources) {
    const text = declarationText(pkg, source);
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

/** @param {Declared} pkg @param {string} source */
function declarationText(pkg, source) {
  const code = readFileSync(join(pkg.dir, source), 'utf8');
  if (source.endsWith('.d.ts')) return code;
  const { outputText, diagnostics = [] } = ts.transpileDeclaration(code, {
    fileName: source,
    compilerOptions: OPTIONS,
    reportDiagnostics: true,
  });
  const [first] = diagnostics;
  if (first) throw wrong(pkg, 'its declaration', ts.flattenDiagnosticMessageText(first.messageText, '\n'), source);
  return outputText;
}

/** @param {Declared} pkg @param {string} source @param {string} text */
function write(pkg, source, text) {
  for (const [end, script] of [
    ['.d.ts', '.js'],
    ['.d.cts', '.cjs'],
  ]) {
    const file = join(pkg.dir, declarationOf(source, end ?? ''));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text.replace(RELATIVE, `$1$2${script}`));
  }
}
