const { readFileSync } = require('node:fs');
const agg = require('@fedzk/agg');
const prove = require('@fedzk/prove');
const verify = require('@fedzk/verify');
const quant = require('@fedzk/verify/quant');

const input = JSON.parse(readFileSync(0, 'utf8'));
// Deno asks for permission to read a file that is required, but not for one that is imported.
Promise.all([import('./body.js'), import('./exercised.cjs')])
  .then(([{ body }, { default: exercised }]) => body({ agg, prove, verify, quant, ...exercised }, input))
  .then((results) => console.log(JSON.stringify(results)));
