#!/usr/bin/env node
/** `fedzk-demo`: the demo with the circuits of `@fedzk/circuits`. Exits with 1 when a check fails. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { command } from './command.js';

const code = await command(process.argv.slice(2), {
  demo: fileURLToPath(import.meta.url),
  fedzk() {
    const manifest = import.meta.resolve('@fedzk/server/package.json');
    const { bin } = JSON.parse(readFileSync(new URL(manifest), 'utf8')) as { readonly bin: { 'fedzk-server': string } };
    return fileURLToPath(new URL(bin['fedzk-server'], manifest));
  },
});
if (code !== 0) process.exitCode = code;
