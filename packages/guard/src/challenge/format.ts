// The texts of challenges and answers.

/** A challenge, as ALTCHA's widget takes it. Texts are hexadecimal but for the salt. */
export interface Challenge {
  readonly algorithm: 'SHA-256';
  /** SHA-256 of the salt and the number in decimal digits. */
  readonly challenge: string;
  readonly salt: string;
  /** HMAC-SHA-256 of `challenge`. */
  readonly signature: string;
  /** The largest number that may be the answer. */
  readonly maxnumber: number;
}

/** An answer that is well formed. */
export interface Solution {
  readonly salt: string;
  readonly number: number;
  readonly challenge: string;
  readonly signature: string;
  /** Seconds since 1970. */
  readonly expires: number;
  readonly bound: string;
}

/** Ends with `&`, so that no digit of the number can be taken for one of the salt. */
const SALT = /^[\da-f]{24}\?expires=(\d{1,12})&for=([\da-f]{32})&$/;
const HASH = /^[\da-f]{64}$/;
/** An honest answer has some 400 characters. */
const MOST_CHARACTERS = 2000;

/** Reads an answer. Returns undefined for one that is malformed or of another algorithm. */
export function solutionOf(answer: unknown): Solution | undefined {
  if (typeof answer !== 'string' || answer.length > MOST_CHARACTERS) return undefined;
  const { algorithm, salt, number, challenge, signature } = fieldsIn(answer);
  const [, expires, bound] = typeof salt === 'string' ? (SALT.exec(salt) ?? []) : [];
  if (algorithm !== 'SHA-256' || typeof salt !== 'string' || expires === undefined || bound === undefined)
    return undefined;
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 0) return undefined;
  if (typeof challenge !== 'string' || !HASH.test(challenge)) return undefined;
  if (typeof signature !== 'string' || !HASH.test(signature)) return undefined;
  return { salt, number, challenge, signature, expires: Number(expires), bound };
}

function fieldsIn(base64: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(atob(base64));
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {}; // no base64, or no JSON
  }
}
