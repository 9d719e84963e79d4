// Notes the results of @fedzk/keys in a runtime, in hexadecimal. The expected published values are in test/keys.test.ts.
import { backend, KeyStore, memoryStorage } from '@fedzk/keys';
import * as primitives from '@fedzk/keys/primitives';

const fill = (/** @type {number} */ length, /** @type {number} */ byte) => new Uint8Array(length).fill(byte);
const text = (/** @type {string} */ string) => new TextEncoder().encode(string);
const hex = (/** @type {Uint8Array} */ bytes) =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

export async function keysBody() {
  const { xaes256Gcm, aesGcm, aesGcmSiv, aesKw, committing, hkdf, pbkdf2, argon2id } = primitives;
  const aead = xaes256Gcm(fill(32, 3));
  const nonce = text('ABCDEFGHIJKLMNOPQRSTUVWX');
  const sealed = aead.seal(nonce, text('XAES-256-GCM'), text('c2sp.org/XAES-256-GCM'));
  let refusal = '';
  try {
    aead.open(nonce, sealed);
  } catch (error) {
    refusal = error instanceof primitives.FedzkError ? error.code : String(error);
  }
  aead.dispose();
  const key = committing.open(fill(32, 1), committing.seal(fill(32, 1), fill(32, 9), text('key')), text('key'));
  return {
    backend: backend(),
    xaes: hex(sealed),
    refusal,
    gcm: hex(aesGcm(fill(32, 0)).seal(fill(12, 0), fill(16, 0))),
    siv: hex(aesGcmSiv(fill(32, 0)).seal(fill(12, 0), fill(0, 0))).length,
    committing: hex(key) === hex(fill(32, 9)),
    kw: hex(aesKw.unwrap(fill(32, 1), aesKw.wrap(fill(32, 1), fill(16, 2)))),
    hkdf: hex(hkdf(fill(22, 0x0b), { length: 42 })),
    pbkdf2: hex(pbkdf2(text('passwd'), { salt: text('salt'), iterations: 1, length: 64 })),
    argon2id: hex(argon2id(text('password'), { salt: text('somesalt'), memoryKiB: 256, passes: 2, parallelism: 2 })),
    store: await storeBody(memoryStorage()),
  };
}

/**
 * Makes a key store, rotates a key, locks the store and opens it again.
 * @param {import('@fedzk/keys').KeyStorage} objects
 */
export async function storeBody(objects) {
  const kdf = /** @type {const} */ ({ name: 'argon2id', memoryKiB: 19_456, passes: 2 });
  const unlock = { passphrase: 'correct horse battery staple', kdf };
  const store = await KeyStore.create(objects, unlock);
  await store.generate('aes-256', { id: 'round' });
  await store.put(fill(32, 5), { id: 'other', exportable: true });
  const sealed = (await store.get('round')).seal(text('hello'), text('letter'));
  await store.rotateMaster();
  let destroyed = '';
  for await (const step of store.rewrap()) destroyed = step.destroyed.join();
  store.lock();

  const again = await KeyStore.open(objects, unlock);
  const opened = (await again.get('round')).open(sealed, text('letter'));
  const exported = (await again.get('other')).exportRaw();
  const { reach } = await again.erase('other');
  const { ok, entries } = await again.verify();
  again.lock();
  const refusal = await KeyStore.open(objects, { passphrase: 'another' }).catch(({ code }) => code);
  return { destroyed, opened: hex(opened), exported: hex(exported), reach, ok, entries, refusal };
}
