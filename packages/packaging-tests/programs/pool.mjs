import { readFile } from 'node:fs/promises';
import * as pools from '@fedzk/verify/pool';
import { poolBody } from './pool.js';

const input = JSON.parse(await readFile('input.json', 'utf8'));
console.log(JSON.stringify(await poolBody(pools, input, { workers: 2 })));
