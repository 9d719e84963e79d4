const { readFileSync } = require('node:fs');
const agg = require('@fedzk/agg');
const prove = require('@fedzk/prove');
const verify = require('@fedzk/verify');
const quant = require('@fedzk/verify/quant');

const input = JSON.parse(readFileSync(0, 'utf8'));
import('./body.js')
  .then(({ body }) => body({ agg, prove, verify, quant, ...require('./exercised.cjs') }, input))
  .then((results) => console.log(JSON.stringify(results)));
