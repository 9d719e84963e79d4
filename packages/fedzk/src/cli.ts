#!/usr/bin/env node
// Starts the command line of @fedzk/server: `npx fedzk` needs no longer name.
import { readFileSync } from 'node:fs';

const manifest = import.meta.resolve('@fedzk/server/package.json');
const { bin } = JSON.parse(readFileSync(new URL(manifest), 'utf8')) as {
  readonly bin: { readonly 'fedzk-server': string };
};
import(new URL(bin['fedzk-server'], manifest).href);
