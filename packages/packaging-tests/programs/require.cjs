const { readFileSync } = require('node:fs');
const verify = require('@fedzk/verify');
const quant = require('@fedzk/verify/quant');
const { body } = require('./body.js');

const input = JSON.parse(readFileSync('input.json', 'utf8'));
console.log(JSON.stringify(body(verify, quant, input)));
