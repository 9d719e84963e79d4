const { readFileSync } = require('node:fs');
const agg = require('@fedzk/agg');
const prove = require('@fedzk/prove');
const verify = require('@fedzk/verify');
const quant = require('@fedzk/verify/quant');
const exercised = require('./exercised.cjs');

const input = JSON.parse(readFileSync(0, 'utf8'));
import('./body.js')
  .then(({ body }) => body({ agg, prove, verify, quant, ...exercised }, input))
  .then((results) => console.log(JSON.stringify(results)));
