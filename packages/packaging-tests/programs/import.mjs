import { text } from 'node:stream/consumers';
import { body } from './body.js';
import * as packages from './packages.js';

const input = JSON.parse(await text(process.stdin));
console.log(JSON.stringify(await body(packages, input)));
