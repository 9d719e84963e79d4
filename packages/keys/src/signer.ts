import { bytesOf, concat, FedzkError, methodsOf, type Signer, type SigningKey, toBase64, toHex } from '@fedzk/core';
import { utf8 } from './format/bytes.js';
import { Vault } from './vault.js';

const PUBLIC_KEY_BYTES = 32;
/** The type of a log's key in a verifier key: Ed25519 (C2SP signed-note). */
const ED25519 = 1;
const KEY_ID_BYTES = 4;

/**
 * Makes a signer of `@fedzk/audit`, whose private key stays in the module. Use a key for one log alone: whoever
 * may sign other texts with it can compute the secret that authenticates the log's journal.
 *
 * @param handle of an `ed25519` key; the signer signs until the handle ends or the key expires
 * @param origin the log's name, such as `example.com/audit`
 * @throws {FedzkError} `invalid-argument`; `unsupported`: a key of another kind; `disposed`
 *
 * @example
 * ```ts
 * await store.generate('ed25519', { id: 'audit' });
 * const log = await AuditLog.open(storage, { signer: signerOf(await store.get('audit'), 'example.com/audit') });
 * ```
 */
export function signerOf(handle: SigningKey, origin: string): Signer {
  methodsOf(handle, ['sign'], 'handle', 'a handle of an ed25519 key');
  const name = requireOrigin(origin);
  const publicKey = bytesOf(publicKeyOf(handle), 'handle.publicKey', PUBLIC_KEY_BYTES, PUBLIC_KEY_BYTES);
  return {
    name,
    verifierKey: verifierKeyOf(name, publicKey),
    sign: async (message) => handle.sign(message),
  };
}

function publicKeyOf(handle: SigningKey): unknown {
  try {
    return handle.publicKey;
  } catch (cause) {
    if (cause instanceof FedzkError) throw cause; // a handle that has none
    throw new FedzkError('invalid-argument', '"handle.publicKey" threw when it was read.', { cause });
  }
}

/** Checks a name that a signed note can have. */
function requireOrigin(origin: unknown): string {
  if (typeof origin === 'string' && /^[^\s+\p{Cc}\p{Cs}]+$/u.test(origin)) return origin;
  throw new FedzkError(
    'invalid-argument',
    '"origin" expected a name without spaces and pluses, such as "example.com/audit".',
  );
}

/** Writes `name+id+base64`, where the id is the start of SHA-256(name ‖ 0a ‖ type ‖ key). */
function verifierKeyOf(name: string, publicKey: Uint8Array): string {
  const typed = concat(Uint8Array.of(ED25519), publicKey);
  const id = new Vault().sha256(concat(utf8(`${name}\n`), typed)).subarray(0, KEY_ID_BYTES);
  return `${name}+${toHex(id)}+${toBase64(typed)}`;
}
