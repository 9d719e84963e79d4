/**
 * Writes key stores by packages/keys/FORMAT.md alone, for keystore.mjs. It shares no code with `@fedzk/keys`. Random bytes come from
 * SHA-256 over a seed, so they are the same on every run.
 */
import { createCipheriv, createHash, createHmac, hkdfSync, pbkdf2Sync } from 'node:crypto';
import { argon2id } from '@noble/hashes/argon2.js';

export const utf8 = (text) => Buffer.from(text, 'utf8');
export const sha256 = (bytes) => createHash('sha256').update(bytes).digest();
export const hmac = (key, ...parts) => createHmac('sha256', key).update(Buffer.concat(parts)).digest();
export const zeros = (length) => Buffer.alloc(length);

export function u(bytes, value) {
  return Buffer.from(
    BigInt(value)
      .toString(16)
      .padStart(2 * bytes, '0'),
    'hex',
  );
}

/** Draws bytes by SHA-256 in counter mode over `fedzk keystore/<seed>/<counter>`. */
export function generator(seed) {
  let counter = 0;
  return (length) => {
    const blocks = Array.from({ length: Math.ceil(length / 32) }, () =>
      sha256(utf8(`fedzk keystore/${seed}/${counter++}`)),
    );
    return Buffer.concat(blocks).subarray(0, length);
  };
}

function hkdf(key, salt, info, length) {
  return Buffer.from(hkdfSync('sha256', key, salt, info, length));
}

/** Returns the salt that a writer should take: HMAC-SHA256(K, "fedzk/keys/v1/salt" ‖ 00 ‖ drawn ‖ SHA-256(context) ‖ SHA-256(P)). */
export function hedgedSalt(key, context, plain, drawn) {
  return hmac(key, utf8('fedzk/keys/v1/salt\0'), drawn, sha256(context), sha256(plain));
}

/** Computes the committing seal, cseal, with the given salt. */
export function seal(key, context, plain, salt) {
  const okm = hkdf(key, salt, Buffer.concat([utf8('fedzk/keys/v1/cseal\0'), sha256(context)]), 64);
  const cipher = createCipheriv('aes-256-gcm', okm.subarray(0, 32), zeros(12)).setAAD(context);
  return Buffer.concat([salt, okm.subarray(32), cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/**
 * Makes a store from `spec`: its slots, its master keys as [id, status], and the entries of each generation. `change` may hold functions
 * that change fields of the last generation: `entry` before it is sealed, `sealed` before it is hashed, `bucket` before it is hashed,
 * `head` before the MAC, `mac` after it, `objects` at the end. Values that are computed later fit the changed fields.
 */
export function makeStore(spec, change = {}) {
  const draw = generator(spec.seed ?? spec.name);
  const k = spec.k ?? 0;
  const storeId = draw(16);
  const rootKey = draw(32);
  const nameKey = draw(32);
  const context = (label, ...fields) =>
    Buffer.concat([utf8('fedzk/keys/v1'), u(1, 1), storeId, utf8(`${label}\0`), ...fields]);
  const cseal = (key, where, plain) => seal(key, where, plain, hedgedSalt(key, where, plain, draw(32)));
  const derived = Object.fromEntries(
    ['root-commit', 'wrap', 'head-mac'].map((label) => [
      label,
      hkdf(rootKey, storeId, utf8(`fedzk/keys/v1/${label}`), 32),
    ]),
  );

  const slots = spec.slots.map((slot) => makeSlot(slot, { draw, context, cseal, rootKey }));
  const masters = spec.masters.map(([id, status]) => ({ id, status, created: TIME + id, key: draw(32) }));
  const nameSeal = cseal(derived.wrap, context('name'), nameKey);
  const masterFields = masters.map(({ id, status, created, key }) => {
    const wrapped = cseal(derived.wrap, context('master', u(4, id), u(8, created)), key);
    return {
      id: u(4, id),
      status: u(1, status),
      zero: zeros(3),
      created: u(8, created),
      wrapped: status === 3 ? zeros(112) : wrapped,
    };
  });

  const objects = {};
  const made = new Map();
  const last = spec.generations.length - 1;
  let previous = zeros(32);
  for (const [generation, entries] of spec.generations.entries()) {
    const changeHere = generation === last ? change : {};
    const buckets = new Map();
    for (const [at, entry] of entries.entries()) {
      if (!made.has(entry))
        made.set(entry, makeEntry(entry, { draw, context, cseal, masters, nameKey, change: changeHere, at }));
      const row = made.get(entry);
      const number = row.tag[0] >> (8 - k);
      buckets.set(number, [...(buckets.get(number) ?? []), row]);
    }
    const hashes = Array.from({ length: 2 ** k }, () => zeros(32));
    for (const [number, rows] of [...buckets].sort(([a], [b]) => a - b)) {
      rows.sort((a, b) => Buffer.compare(a.tag, b.tag));
      const fields = {
        magic: utf8('FEDZKKB1'),
        storeId,
        random: draw(16),
        number: u(1, number),
        k: u(1, k),
        zero: zeros(2),
        count: u(4, rows.length),
        rows: rows.map(({ tag, bytes }) => ({ tag, length: u(4, bytes.length), hash: sha256(bytes) })),
        entries: rows.map(({ bytes }) => bytes),
      };
      changeHere.bucket?.(fields, number);
      const { entries: behind, ...before } = fields;
      hashes[number] = sha256(encode(before));
      objects[bucketName(number, hashes[number])] = encode([before, behind]);
    }
    const head = {
      magic: utf8('FEDZKKH1'),
      suite: u(1, 1),
      flags: u(1, spec.flags ?? 0),
      k: u(1, k),
      zero: zeros(1),
      storeId,
      generation: u(8, generation),
      time: u(8, TIME + 1000 * generation),
      previous,
      rootCommitment: derived['root-commit'],
      count: u(4, entries.length),
      n: u(1, slots.length),
      m: u(1, masters.length),
      zero2: zeros(2),
      nameKey: nameSeal,
      slots: slots.map(({ fields }) => structuredCopy(fields)),
      masters: masterFields.map(structuredCopy),
      hashes,
    };
    changeHere.head?.(head, { context, cseal, derived, rootKey, masters, objects });
    const before = encode(head);
    const fields = { before, mac: hmac(derived['head-mac'], before), after: zeros(0) };
    changeHere.mac?.(fields);
    objects[headName(generation)] = encode(fields);
    previous = sha256(objects[headName(generation)]);
  }
  change.objects?.(objects, headName(last));

  return {
    objects,
    values: {
      storeId,
      rootKey,
      ...Object.fromEntries(Object.entries(derived).map(([label, key]) => [`K(${label})`, key])),
      nameKey,
      masterKeys: masters.map(({ id, status, key }) => ({ id, status, ...(status === 3 ? {} : { key }) })),
      slots: slots.map(({ fields, ...slot }) => slot),
      nameContext: context('name'),
      masterContexts: masters.map(({ id, created }) => context('master', u(4, id), u(8, created))),
      headHash: previous,
    },
    entries: spec.generations[last].map((entry) => made.get(entry)).map(({ bytes, ...rest }) => rest),
  };
}

function makeSlot(
  { type, iterations, memory, passes, lanes, passphrase, key, provider, parameters, fake, wrappedLength = 32 },
  { draw, context, cseal, rootKey },
) {
  const id = draw(16);
  const salt = draw(32);
  const own = {
    1: () => Buffer.concat([salt, u(4, iterations)]),
    2: () => Buffer.concat([salt, u(4, memory), u(4, passes), u(1, lanes)]),
    3: () => zeros(0),
    4: () => utf8(provider),
  };
  const bytes = parameters ?? own[type]();
  // A fake slot has the right shape, but nothing opens it. It tests limits that forbid the KDF.
  const keks = {
    1: () => pbkdf2Sync(utf8(passphrase), salt, iterations, 32, 'sha256'),
    2: () => Buffer.from(argon2id(utf8(passphrase), salt, { m: memory, t: passes, p: lanes, dkLen: 32 })),
    3: () => utf8Key(key),
    4: () => draw(32),
  };
  const kek = fake ? draw(32) : keks[type]();
  const where = context('slot', id, u(1, type), bytes);
  // The provider of the tests wraps by XOR, which authenticates nothing.
  const byProvider = () =>
    Buffer.concat([Buffer.from(rootKey.map((byte, i) => byte ^ kek[i])), zeros(wrappedLength - 32)]);
  const wrapped = type === 4 ? byProvider() : cseal(kek, where, rootKey);
  const fields = {
    id,
    type: u(1, type),
    zero: zeros(1),
    parameterLength: u(2, bytes.length),
    wrappedLength: u(2, wrapped.length),
    parameters: bytes,
    wrapped,
  };
  return { type, kek, fields, ...(type === 4 ? {} : { context: where }) };
}

function makeEntry(entry, { draw, context, cseal, masters, nameKey, change, at }) {
  const { kind, exportable = false, version = 1, master, metadata, secretLength = 32 } = entry;
  const secret = draw(secretLength);
  const dataKey = draw(32);
  const fields = {
    magic: utf8('FKE1'),
    suite: u(1, 1),
    kind: u(1, KINDS.indexOf(kind) + 1),
    flags: u(2, exportable ? 1 : 0),
    id: draw(16),
    version: u(8, version),
    master: u(4, master),
  };
  const inside = { length: u(4, utf8(metadata).length), metadata: utf8(metadata), secret };
  const wrapper = { key: masters.find(({ id }) => id === master).key };
  change.entry?.({ fields, inside, wrapper, at, masters, nameKey });
  const start = encode(fields);
  const dekContext = context('dek', start);
  const entryContext = context('entry', start.subarray(0, 32));
  const outside = {
    start,
    dek: cseal(wrapper.key, dekContext, dataKey),
    payload: cseal(dataKey, entryContext, encode(inside)),
  };
  change.sealed?.({ outside, at });
  const bytes = encode(outside);
  const { name } = JSON.parse(metadata);
  const tag = hmac(nameKey, utf8(entry.tagOf ?? name)).subarray(0, 16);
  return {
    name,
    kind,
    version,
    exportable,
    masterKey: master,
    metadata: JSON.parse(metadata),
    secret,
    tag,
    dataKey,
    dekContext,
    entryContext,
    bytes,
  };
}

export const KINDS = ['aes-256', 'hmac-sha256', 'opaque', 'ed25519'];
export const TIME = 1_700_000_000_000;
const utf8Key = (key) => Buffer.from(key, 'hex');
export const headName = (generation) => `h/${u(8, generation).toString('hex')}`;
export const bucketName = (number, hash) => `b/${u(1, number).toString('hex')}-${hash.toString('hex', 0, 16)}`;
const structuredCopy = (fields) => ({ ...fields });

/** Joins the bytes of fields in order; nested lists and records count as fields of their own. */
export function encode(value) {
  return Buffer.isBuffer(value) ? value : Buffer.concat(Object.values(value).map(encode));
}
