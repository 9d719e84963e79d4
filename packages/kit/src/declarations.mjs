// @ts-check
// Writes a declaration for each source that the declarations of entries import, for `import` and for `require`. It leaves out
// what is marked `@internal`.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import ts from 'typescript';
import { published, root, typesOf, wrong } from './declared.mjs';
import { declarationOf } from './manifest.mjs';

/** @typedef {import('./declared.mjs').Declared} Declared */

/** Declares `Disposable` for programs whose own `lib` lacks it. */
const LIB = '/// <reference lib="esnext.disposable" />\n';

const MODULE = 'declare const module: WebAssembly.Module;\nexport default module;\n';

const RELATIVE = /((?:\bfrom|\bimport)\s*\(?\s*["'])(\.[^"']+)\.js(?=["'])/g;

/** Writes the declarations of packages into their `dist`. @param {readonly Declared[]} chosen */
export function writeDeclarations(chosen) {
  const program = programOf(chosen.flatMap((pkg) => typed(pkg).map((source) => join(pkg.dir, source))));
  for (const pkg of chosen) {
    if (pkg.wasm) write(pkg, 'src/wasm-module.ts', MODULE);
    const sources = new Set(typed(pkg));
    // A loop over a set also visits what is added meanwhile.
    for (const source of sources) {
      const text = declarationIn(pkg, source, program);
      write(pkg, source, LIB + text);
      for (const [, , name = ''] of text.matchAll(RELATIVE)) {
        const path = posix.join(dirname(source), name);
        // The glue of a module has a declaration and no TypeScript source.
        const next = [`${path}.ts`, `${path}.d.ts`].find((file) => existsSync(join(pkg.dir, file)));
        sources.add(next ?? wrong(pkg, 'its declaration', `needs ${name}.js, which is no source`, source));
      }
    }
  }
}

/** Lists the sources of the entries' types. @param {Declared} pkg */
function typed(pkg) {
  return published(pkg).map(([, entry]) => typesOf(entry));
}

/** Makes one program of all packages, since most of the time goes into TypeScript's own libraries. @param {string[]} rootNames */
function programOf(rootNames) {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.types.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: rootNames }, ts.sys, root);
  // Types are checked by a suite of their own.
  const emit = { noCheck: true, noEmit: false, declaration: true, emitDeclarationOnly: true, stripInternal: true };
  return ts.createProgram(rootNames, { ...options, ...emit });
}

/** @param {Declared} pkg @param {string} source @param {ts.Program} program */
function declarationIn(pkg, source, program) {
  const file = program.getSourceFile(join(pkg.dir, source));
  let text = file?.isDeclarationFile ? file.text : '';
  const { diagnostics } = program.emit(file, (_, written) => {
    text = written;
  });
  const [first] = diagnostics;
  if (first) wrong(pkg, 'its declaration', ts.flattenDiagnosticMessageText(first.messageText, '\n'), source);
  return text;
}

/** @param {Declared} pkg @param {string} source @param {string} text */
function write(pkg, source, text) {
  for (const kind of ['', 'c']) {
    const file = join(pkg.dir, declarationOf(source, `.d.${kind}ts`));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text.replace(RELATIVE, `$1$2.${kind}js`));
  }
}
