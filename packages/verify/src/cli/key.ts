// Reads the verification key, and explains why a file is none.

import { createVerifier, FedzkError, type Verifier } from '@fedzk/verify';
import { checkOrder } from './order.js';
import { NO_JSON, parse, quoted, read, Trouble } from './read.js';

/** The largest length of a key in bytes: a million public signals, as snarkjs writes them. */
const MOST_KEY_BYTES = 2 ** 28;

/** The proof systems of snarkjs that are not Groth16, by the name in their keys. */
const OTHER_SYSTEMS: readonly string[] = ['plonk', 'fflonk'];

/** Reads and checks a key. @throws {Trouble} */
export function readKey(file: string, allowInsecure: boolean): Verifier {
  const written = 'Pass the file that "snarkjs zkey export verificationkey" writes.';
  const key = parse(read(file, MOST_KEY_BYTES));
  if (key === NO_JSON) throw new Trouble(`${quoted(file)} is not JSON. ${written}`);
  checkOrder([{ file, place: 'a verification key', value: key }]);
  const other = OTHER_SYSTEMS.find((name) => Object(key).protocol === name);
  if (other !== undefined) {
    const what = `a verification key of ${other.toUpperCase()}; only Groth16 is verified here`;
    throw new Trouble(`${quoted(file)} is ${what}. Make a key with "snarkjs groth16 setup".`);
  }
  try {
    return createVerifier(key as Parameters<typeof createVerifier>[0], { allowInsecure });
  } catch (error) {
    if (!(error instanceof FedzkError)) throw error;
    // Without the values of the file, which the message quotes.
    const said = error.message.replace('pass { allowInsecure: true }', 'give --allow-insecure');
    const message = said.replace(/, got (?:".*|-?\d.*|true\.|false\.)$/s, '.');
    throw new Trouble(`${quoted(file)} is not a usable verification key: ${message} ${written}`);
  }
}

/** Returns the largest length of a proof file or line: far more than one can have. */
export function longest({ nPublic }: Verifier): number {
  return 65_536 + 256 * nPublic;
}
