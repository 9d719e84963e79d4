// The declarations, as a user's compiler resolves and reads them.
import { readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, inject, it } from 'vitest';
import { entries, tested } from '../src/packages.js';
import { must } from '../src/run.js';

/** The program of programs/, and those that packages bring. */
const programs = readdirSync(inject('installed')).filter((name) => /^consumer(-[\w-]+)?\.ts$/.test(name));

/** Of a project that asks for no more than it must; our declarations are checked too. */
const STRANGER: ts.CompilerOptions = {
  noEmit: true,
  strict: true,
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
  types: [],
};

const RESOLUTIONS: Readonly<Record<string, ts.CompilerOptions>> = {
  nodenext: { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext },
  bundler: { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
};

const HOST: ts.FormatDiagnosticsHost = {
  getCanonicalFileName: String,
  getCurrentDirectory: () => inject('installed'),
  getNewLine: () => '\n',
};

function compile(resolution: ts.CompilerOptions): ts.Program {
  const paths = programs.map((name) => join(inject('installed'), name));
  return ts.createProgram(paths, { ...STRANGER, ...resolution });
}

/** The programs' import declarations. */
function importsOf(program: ts.Program): ts.ImportDeclaration[] {
  const sources = programs.flatMap((name) => program.getSourceFile(join(inject('installed'), name)) ?? []);
  return sources.flatMap(({ statements }) => statements.filter(ts.isImportDeclaration));
}

/** Every name that they bring in, by entry; of a namespace `*`. */
function imported(program: ts.Program): Map<string, string[]> {
  return new Map(
    importsOf(program).flatMap(({ importClause, moduleSpecifier }) => {
      const { text } = moduleSpecifier as ts.StringLiteral;
      if (text.startsWith('node:')) return [];
      const bindings = importClause?.namedBindings;
      const named = bindings && ts.isNamedImports(bindings) ? bindings.elements : [];
      const names = named.map(({ name, propertyName }) => (propertyName ?? name).text);
      if (bindings && ts.isNamespaceImport(bindings)) names.push('*');
      if (importClause?.name) names.push('default');
      return [[text, names.sort()] as const];
    }),
  );
}

/** Every name that an entry of the packages exports to this program, and whether it is there at run time. */
function exported(program: ts.Program, entry: string): { name: string; value: boolean }[] {
  const checker = program.getTypeChecker();
  const declaration = importsOf(program).find(
    ({ moduleSpecifier }) => (moduleSpecifier as ts.StringLiteral).text === entry,
  );
  const symbol = declaration && checker.getSymbolAtLocation(declaration.moduleSpecifier);
  return (symbol ? checker.getExportsOfModule(symbol) : []).map((each) => {
    const { flags } = each.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(each) : each;
    // A class that is exported by `export type` is none that a program could call.
    const typeOnly = each.declarations?.some(ts.isTypeOnlyImportOrExportDeclaration) ?? false;
    return { name: each.name, value: !typeOnly && (flags & ts.SymbolFlags.Value) !== 0 };
  });
}

describe.each(Object.entries(RESOLUTIONS))('moduleResolution %s', (_, resolution) => {
  it('compiles a program with every name', () => {
    expect(ts.formatDiagnostics(ts.getPreEmitDiagnostics(compile(resolution)), HOST)).toBe('');
  });
});

describe('require', () => {
  // module node16 refuses `require` of ES modules, as TypeScript does before 5.8.
  const options = { ...STRANGER, module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16 };

  it('compiles a program in CommonJS with every entry', async () => {
    const all = tested.flatMap(({ manifest: { name, exports = {} } }) =>
      Object.keys(exports).flatMap((key) => (key.endsWith('.json') ? [] : [name + key.slice(1)])),
    );
    // A worker's program exports nothing.
    const lines = all.map((entry, i) =>
      entries.includes(entry) || entry.endsWith('.wasm')
        ? `import entry${i} = require('${entry}');\nvoid entry${i};\n`
        : `import '${entry}';\n`,
    );
    // A type is the same by both ways.
    lines.push("import type { FedzkError as Imported } from '@fedzk/core' with { 'resolution-mode': 'import' };\n");
    lines.push(
      "import { FedzkError } from '@fedzk/core';\nexport const error: Imported = new FedzkError('wasm', '');\n",
    );
    const path = join(inject('installed'), 'consumer.cts');
    await writeFile(path, lines.join(''));
    expect(all.length).toBeGreaterThan(20);
    const program = ts.createProgram([path], options);
    expect(ts.formatDiagnostics(ts.getPreEmitDiagnostics(program), HOST)).toBe('');
  });
});

describe('names', () => {
  const program = compile(RESOLUTIONS.nodenext ?? {});
  const imports = imported(program);
  const namesOf = (entry: string): string[] => exported(program, entry).map(({ name }) => name);

  it.each([...imports].filter(([, names]) => !names.includes('*')))(
    '%s exports what the program imports',
    (entry, names) => {
      expect(namesOf(entry).sort()).toEqual(names);
    },
  );

  it('of every entry are in a program', () => {
    expect(entries.filter((entry) => !imports.has(entry))).toEqual([]);
  });

  it('slim has all of the others', () => {
    const others = [
      ...namesOf('@fedzk/verify'),
      ...namesOf('@fedzk/verify/quant'),
      'init',
      'initSync',
      'fusesMultiplyAdd',
    ];
    expect(namesOf('@fedzk/verify/slim').sort()).toEqual([...new Set(others)].sort());
    const ofKeys = [
      ...namesOf('@fedzk/keys'),
      ...namesOf('@fedzk/keys/primitives'),
      'init',
      'initSync',
      'swizzlesRelaxed',
    ];
    expect(namesOf('@fedzk/keys/slim').sort()).toEqual([...new Set(ofKeys)].sort());
  });

  it('are at run time what they are to the compiler', async () => {
    const entries = [...imports.keys()].filter((entry) => !entry.endsWith('.wasm'));
    const values = entries.map((entry) => exported(program, entry).filter(({ value }) => value));
    const output = await must(process.execPath, ['names.mjs', ...entries], inject('installed'));
    expect(JSON.parse(output)).toEqual(values.map((each) => each.map(({ name }) => name).sort()));
  });
});
