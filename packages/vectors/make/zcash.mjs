/**
 * Makes bls12-381/zcash.json: multiples of BLS12-381's generators as zcash writes them. They come from the crate bls12_381
 * 0.8.0 in cargo's cache (`cargo fetch` in a project that depends on it), or in the given folder. The bytes are the same on
 * every run. `node make/zcash.mjs [folder]` writes, with `--check` it compares.
 *
 * All of the crate's 1000 multiples are compared with @noble/curves. The generators and one multiple in ten are kept.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { G1, G2 } from './bls12-381.mjs';
import { output, versionOf } from './output.mjs';
import { check } from './values.mjs';

const CRATE = 'bls12_381-0.8.0';
const COUNT = 1000;
const FILES = {
  'g1_compressed_valid_test_vectors.dat': '8acaa1d512b4cf96f4740e4c9afc19ba4618d48fe251c452a19382395bcd0929',
  'g1_uncompressed_valid_test_vectors.dat': 'e25aae8e95c9cd39cdb1eec0100c8245e297510fef0091cbf80b91d49de6b685',
  'g2_compressed_valid_test_vectors.dat': 'b75bc2e41289adda41e448e56a1ea39b11009a27b02e8676c8b86defedc05deb',
  'g2_uncompressed_valid_test_vectors.dat': '80fd0516c8115b13165589324558649fa94f49e714caa3b735537d073a9cfb65',
};

const folder = process.argv.slice(2).find((argument) => !argument.startsWith('--')) ?? inCargosCache();

output(
  'bls12-381/zcash.json',
  {
    origin: {
      what: 'k times the generators of BLS12-381, compressed and uncompressed as zcash writes points, in hex',
      from: `crate bls12_381 0.8.0, src/tests, by make/zcash.mjs: k = 1 and every tenth of 0..999; all 1000 compared with npm @noble/curves ${versionOf('@noble/curves')}`,
      licence: 'MIT OR Apache-2.0 (Sean Bowe, Jack Grigg; the zkcrypto project)',
      sha256: FILES,
    },
    g1: multiples('g1', G1, 48),
    g2: multiples('g2', G2, 96),
  },
  2,
);

function multiples(group, Group, size) {
  const compressed = chunks(`${group}_compressed_valid_test_vectors.dat`, size);
  const uncompressed = chunks(`${group}_uncompressed_valid_test_vectors.dat`, 2 * size);
  let point = Group.ZERO;
  for (let k = 0; k < COUNT; k++, point = point.add(Group.BASE)) {
    check(point.toHex(true) === compressed[k] && point.toHex(false) === uncompressed[k], `${group}: multiple ${k}`);
  }
  const kept = compressed.map((_, k) => ({ k: String(k), compressed: compressed[k], uncompressed: uncompressed[k] }));
  return kept.filter((_, k) => k === 1 || k % 10 === 0);
}

/** Reads a file into hex, one entry for each point. */
function chunks(name, size) {
  const bytes = readFileSync(join(folder, 'src/tests', name));
  check(createHash('sha256').update(bytes).digest('hex') === FILES[name], `SHA-256 of ${name}`);
  check(bytes.length === COUNT * size, `length of ${name}`);
  return Array.from({ length: COUNT }, (_, k) => bytes.subarray(k * size, (k + 1) * size).toString('hex'));
}

function inCargosCache() {
  const sources = join(process.env.CARGO_HOME ?? join(homedir(), '.cargo'), 'registry/src');
  const found = readdirSync(sources).find((registry) => readdirSync(join(sources, registry)).includes(CRATE));
  if (found === undefined) throw new Error(`no ${CRATE} in ${sources}`);
  return join(sources, found, CRATE);
}
