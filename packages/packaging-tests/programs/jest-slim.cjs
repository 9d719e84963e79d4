// Does the same as jest.cjs for the slim entries, in a file of its own: in one program both entries share a module.
const { readFileSync, writeFileSync } = require('node:fs');
const { expect, test } = require('@jest/globals');
const { FedzkError } = require('@fedzk/core');
const keys = require('@fedzk/keys/slim');
const slim = require('@fedzk/verify/slim');

const input = JSON.parse(readFileSync('input.json', 'utf8'));

/** @param {() => unknown} call */
function attempt(call) {
  try {
    return call();
  } catch (error) {
    return error instanceof FedzkError ? error.code : String(error);
  }
}

const ofVerify = () => slim.createVerifier(input.verificationKey).backend;

test('slim, before and after', () => {
  const before = [ofVerify, keys.backend].map(attempt);
  slim.initSync(readFileSync(require.resolve('@fedzk/verify/core.wasm')));
  keys.initSync(readFileSync(require.resolve('@fedzk/keys/core.wasm')));
  const after = [ofVerify, keys.backend].map(attempt);
  writeFileSync('seen-slim.json', JSON.stringify({ before, after }));
  expect(slim.FedzkError).toBe(FedzkError);
});
