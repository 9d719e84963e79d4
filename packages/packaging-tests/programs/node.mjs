import { readFile } from 'node:fs/promises';
import * as verify from '@fedzk/verify';
import * as quant from '@fedzk/verify/quant';
import { body } from './body.js';

const input = JSON.parse(await readFile('input.json', 'utf8'));
console.log(JSON.stringify(body(verify, quant, input)));
