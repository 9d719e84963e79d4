// Notes the results of @fedzk/keys in a runtime, in hexadecimal. The expected published values are in test/keys.test.ts.
import { backend, KeyStore, memoryStorage } from '@fedzk/keys';
import { API_KEY_PATTERN, ApiKeys, apiKeysReader } from '@fedzk/keys/api-keys';
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
    apiKeys: await apiKeysBody(memoryStorage()),
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

/**
 * The life of an API key: issued, checked, read at the edge, rotated, revoked.
 * @param {import('@fedzk/keys').KeyStorage} objects
 */
async function apiKeysBody(objects) {
  const pepper = fill(32, 7);
  const keys = await ApiKeys.open(objects, { pepper });
  const { id, key } = await keys.issue({ owner: 'client_001', role: 'client', scopes: ['me'] });
  const valid = await keys.validate(key);
  const edge = await apiKeysReader(await keys.snapshot(), { pepper, maxStaleSeconds: 3600 });
  const read = edge.validate(key);
  edge.dispose();
  const next = await keys.rotate(id, { overlapSeconds: 60 });
  await keys.revoke(next.id);
  const refused = await Promise.all([next.key, `${key.slice(0, -1)}_`].map((one) => keys.validate(one)));
  const statuses = (await keys.list()).map(({ status }) => status);
  await keys.close();
  const refusal = await ApiKeys.open(objects, { pepper: fill(32, 8) }).catch(({ code }) => code);
  return {
    valid: valid.valid && [valid.id === id, valid.owner, valid.role, valid.scopes],
    read: read.valid && read.id === id,
    pattern: API_KEY_PATTERN.test(`a line with ${key}`),
    refused: refused.map((answer) => (answer.valid ? 'valid' : answer.reason)),
    statuses: statuses.sort(),
    refusal,
  };
}
