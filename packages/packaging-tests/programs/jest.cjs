// Tests under Jest in its default configuration, in CommonJS: loads every entry by `require`. The bodies are those of the
// other runtimes, bundled. They write what they see into seen.json, which test/jest.test.ts checks.
const { readFileSync, writeFileSync } = require('node:fs');
const { afterAll, test } = require('@jest/globals');
const agg = require('@fedzk/agg');
const audit = require('@fedzk/audit');
const auditFiles = require('@fedzk/audit/node');
const auditThreads = require('@fedzk/audit/threads');
const { verifyLog } = require('@fedzk/audit/verify');
const { FedzkError } = require('@fedzk/core');
const keys = require('@fedzk/keys');
const keyFiles = require('@fedzk/keys/node');
const primitives = require('@fedzk/keys/primitives');
const keysSlim = require('@fedzk/keys/slim');
const prove = require('@fedzk/prove');
const { openKeyFile } = require('@fedzk/prove/node');
const proveThreads = require('@fedzk/prove/threads');
const statement = require('@fedzk/statement');
const poseidon = require('@fedzk/statement/poseidon');
const verify = require('@fedzk/verify');
const { SECURITY_LEVELS } = require('@fedzk/verify/levels');
const pools = require('@fedzk/verify/pool');
const quant = require('@fedzk/verify/quant');
const slim = require('@fedzk/verify/slim');
const { auditBody, body, keysBody, poolBody, storeBody, threadsBody } = require('./bodies.js');

const input = JSON.parse(readFileSync('input.json', 'utf8'));
const { verifierKey } = JSON.parse(readFileSync('log.json', 'utf8'));

/** @type {Record<string, unknown>} */
const seen = {};
afterAll(() => writeFileSync('seen.json', JSON.stringify(seen)));

/** @param {string} name @param {() => unknown} work */
function see(name, work) {
  const patience = 60_000;
  test(
    name,
    async () => {
      seen[name] = await work();
    },
    patience,
  );
}

see('proofs, quantization, aggregation', () =>
  body({ agg, prove, verify, quant, ...require('./exercised.cjs') }, input),
);
see('a pool', () => poolBody(pools, input, { workers: 2 }));
see('keys', () => keysBody());
see('keys in files', () => storeBody(keyFiles.directoryStorage('keys')));
see('a log', () => auditBody());
see('a log in a folder', () => auditBody(auditFiles.directoryStorage('audit')));
see('a log on threads', () => threadsBody(auditThreads, { directory: 'a log' }, verifierKey));

see('a proof on threads, by a key in a file', async () => {
  const zkey = await openKeyFile('circuit.zkey');
  const prover = await proveThreads.createProver({ zkey, threads: 2 });
  const { proof, publicSignals } = await prover.proveWitness(readFileSync('circuit.wtns'));
  await prover.close();
  await zkey.close();
  const verifier = verify.createVerifier(prover.verificationKey, { format: 'fedzk', curve: prover.curve });
  return verifier.verify(proof, publicSignals);
});

see('a commitment, by both entries', () => {
  const { capacity } = SECURITY_LEVELS[prove.DEFAULT_LEVEL];
  const circuit = { n: capacity, bits: 8, headroom: 10 };
  const packed = statement.pack(new Int8Array(3), circuit);
  const text = String(statement.commit({ packed, pad: 1n, blinding: 2n }, circuit, 'bn254'));
  return [text.length > 70, statement.poseidon([1n], 'bn254') === poseidon.poseidon([1n], 'bn254')];
});

see('every entry', () => Object.keys(require('./entries.cjs')));

see('one error class', () => {
  const classes = [
    agg,
    audit,
    auditThreads,
    keys,
    primitives,
    keysSlim,
    prove,
    proveThreads,
    statement,
    verify,
    pools,
    quant,
    slim,
  ];
  return [typeof verifyLog, classes.every((entry) => entry.FedzkError === FedzkError)];
});
