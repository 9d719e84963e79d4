/**
 * Makes circomlib.json: Poseidon over BN254 by circomlibjs, and permutations that its authors published. It was run once:
 * circomlibjs is GPL-3.0 and isn't a dependency here. To make the file anew (the same bytes), copy this file and ../make/json.mjs
 * to an empty folder, put npm `circomlibjs` 0.1.7 there, and run `node make.mjs circomlib.json`.
 */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { buildPoseidonReference } from 'circomlibjs';
import { stringify } from './json.mjs';

const ARITIES = 16;
const ORDER = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;
const BLS12_381_ORDER = 52435875175126190479447740508185965837690552500527637822603658699938581184513n;

const poseidon = await buildPoseidonReference();

const hashes = [];
for (let arity = 1; arity <= ARITIES; arity++) {
  const inputs = (value) => Array.from({ length: arity }, (_, i) => value(i));
  for (const [name, list] of Object.entries({
    zeros: inputs(() => 0n),
    'counting up': inputs((i) => BigInt(i + 1)),
    'all r - 1': inputs(() => ORDER - 1n),
    'random 1': inputs((i) => random(arity, 1, i)),
    'random 2': inputs((i) => random(arity, 2, i)),
  })) {
    hashes.push({ name, inputs: list.map(String), hash: poseidon.F.toObject(poseidon(list)).toString() });
  }
}

/** The authors' test_vectors.txt: poseidonperm_x5_254_3, poseidonperm_x5_255_3, poseidonperm_x5_255_5. Lane i starts as i. */
const permutations = [
  published('poseidonperm_x5_254_3', 57, ORDER, [
    '0x115cc0f5e7d690413df64c6b9662e9cf2a3617f2743245519e19607a4417189a',
    '0x0fca49b798923ab0239de1c9e7a4a9a2210312b6a2f616d18b5a87f9b628ae29',
    '0x0e7ae82e40091e63cbd4f16a6d16310b3729d4b6e138fcf54110e2867045a30c',
  ]),
  published('poseidonperm_x5_255_3', 57, BLS12_381_ORDER, [
    '0x28ce19420fc246a05553ad1e8c98f5c9d67166be2c18e9e4cb4b4e317dd2a78a',
    '0x51f3e312c95343a896cfd8945ea82ba956c1118ce9b9859b6ea56637b4b1ddc4',
    '0x3b2b69139b235626a0bfb56c9527ae66a7bf486ad8c11c14d1da0c69bbe0f79a',
  ]),
  published('poseidonperm_x5_255_5', 60, BLS12_381_ORDER, [
    '0x2a918b9c9f9bd7bb509331c81e297b5707f6fc7393dcee1b13901a0b22202e18',
    '0x65ebf8671739eeb11fb217f2d5c5bf4a0c3f210e3f3cd3b08b5db75675d797f7',
    '0x2cc176fc26bc70737a696a9dfd1b636ce360ee76926d182390cdb7459cf585ce',
    '0x4dc4e29d283afd2a491fe6aef122b9a968e74eff05341f3cc23fda1781dcb566',
    '0x03ff622da276830b9451b88b85e6184fd6ae15c8ab3ee25a5667be8592cce3b1',
  ]),
];

const origin = {
  what: 'Poseidon with x^5 and 8 full rounds: hashes over the scalar field of BN254, permutations over those of BN254 and BLS12-381',
  hashes:
    'npm circomlibjs 0.1.7, buildPoseidonReference, by poseidon/make.mjs; inputs and hashes are elements, decimal',
  random: 'SHA-512("fedzk poseidon " + arity + " " + list + " " + index), as a big-endian integer mod r',
  permutations: "the Poseidon authors' test_vectors.txt (hadeshash); lane i starts as i",
  licence: 'none needed, the values are facts; circomlibjs itself is GPL-3.0',
};
writeFileSync(process.argv[2], `${stringify({ origin, hashes, permutations }, 3)}\n`);
process.exit(); // circomlibjs keeps ffjavascript's workers alive

function published(name, partialRounds, prime, lanes) {
  return {
    name,
    prime: prime.toString(),
    fullRounds: 8,
    partialRounds,
    lanes: lanes.map((lane) => BigInt(lane).toString()),
  };
}

function random(...seed) {
  const digest = createHash('sha512')
    .update(`fedzk poseidon ${seed.join(' ')}`)
    .digest('hex');
  return BigInt(`0x${digest}`) % ORDER;
}
