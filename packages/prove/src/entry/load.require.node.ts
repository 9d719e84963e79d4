// CommonJS, which Node alone runs: a module is read from its file when it is needed.
import { readFile } from 'node:fs/promises';
import type { Curve } from '@fedzk/verify';
import { GLUES } from '../glue/both.js';
import { provide } from '../instance.js';

const source = (curve: Curve) => async () => ({
  glue: GLUES[curve],
  module: await readFile(new URL(`../prove-${curve}.wasm`, import.meta.url)),
});

provide({ bn254: source('bn254'), 'bls12-381': source('bls12-381') });
