import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import * as slim from '@fedzk/verify/slim';
import { body } from './body.js';
import { notebook } from './results.js';

const input = JSON.parse(await readFile('input.json', 'utf8'));
const early = notebook(slim.FedzkError);
early.sayCode('before initSync', () => slim.createVerifier(input.verificationKey));
const missing = await slim.init(new Response(null, { status: 404 })).catch(String);
early.say('init, of a module that is not there', missing);

slim.initSync(await readFile(fileURLToPath(import.meta.resolve('@fedzk/verify/core.wasm'))));
console.log(JSON.stringify({ early: early.results, results: body(slim, slim, input) }));
