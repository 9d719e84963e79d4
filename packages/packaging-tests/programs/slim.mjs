import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import * as slim from '@fedzk/verify/slim';
import { body } from './body.js';
import { notebook } from './results.js';

const input = JSON.parse(await text(process.stdin));
const early = notebook(slim.FedzkError);
early.sayCode('before initSync', () => slim.createVerifier(input.verificationKey));
const missing = await slim.init(new Response(null, { status: 404 })).catch(String);
early.say('init, of a module that is not there', missing);

const file = slim.fusesMultiplyAdd() ? 'core.fma.wasm' : 'core.wasm';
slim.initSync(await readFile(fileURLToPath(import.meta.resolve(`@fedzk/verify/${file}`))));
const results = await body({ verify: slim, quant: slim }, input);
console.log(JSON.stringify({ early: early.results, results }));
