/**
 * Makes groth16/{arkworks,gnark}{,-bls12-381}.json: statements by an independent prover over either curve, and their bytes.
 * `node make/groth16.mjs arkworks` builds make/ark with cargo, `… gnark` builds make/gnark with go. Both download their
 * dependencies the first time. `--check` compares.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { output } from './output.mjs';

const folder = (path) => fileURLToPath(new URL(path, import.meta.url));
const CHANGED =
  'of the first case, by form: `put` in the place of the bytes from `at` on, and what the library says: valid, invalid, ' +
  'or why it does not read it';

const MAKERS = {
  arkworks: {
    // The build goes elsewhere, since this folder holds data.
    command: ['cargo', 'run', '--quiet', '--locked', '--target-dir', folder('../../../rust/target/makers'), '--'],
    cwd: folder('ark'),
    from: 'crates ark-groth16 0.5.0, ark-bn254 0.5.0, ark-bls12-381 0.5.0 by make/ark',
    licence: 'MIT OR Apache-2.0 (the libraries)',
    forms: 'arkworks: serialize_compressed, arkworks-uncompressed: serialize_uncompressed',
  },
  gnark: {
    command: ['go', 'run', './groth16'],
    cwd: folder('gnark'),
    from: 'Go module github.com/consensys/gnark v0.14.0 by make/gnark/groth16',
    licence: 'Apache-2.0 (the library)',
    forms: 'gnark: WriteTo, gnark-raw: WriteRawTo, evm: MarshalSolidity',
    unusedLeftOut: 'the key with infinity for [β]₁ and [δ]₁, with which the library verifies too',
    committing: 'a key and a proof with a commitment, which is an extension of the library',
  },
};

const NAME = process.argv[2];
if (!Object.hasOwn(MAKERS, NAME)) throw new Error(`expected ${Object.keys(MAKERS).join(' or ')}, got ${NAME}`);
const { command, cwd, ...origin } = MAKERS[NAME];

for (const [curve, title, suffix] of [
  ['bn128', 'BN254', ''],
  ['bls12381', 'BLS12-381', '-bls12-381'],
]) {
  const [program, ...args] = command;
  const made = JSON.parse(execFileSync(program, [...args, curve], { cwd, maxBuffer: 1e8, encoding: 'utf8' }));
  output(
    `groth16/${NAME}${suffix}.json`,
    {
      origin: {
        what: `Groth16 over ${title} by ${NAME}: keys, proofs and public signals of a small circuit, as numbers and as bytes; every proof verifies`,
        ...origin,
        form: 'snarkjs JSON without vk_alphabeta_12; bytes in hex',
        changed: CHANGED,
      },
      ...made,
    },
    3,
  );
}
