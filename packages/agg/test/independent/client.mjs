/**
 * The client's encodings of the aggregation protocol, a second time: written from the specification alone
 * (aggregation.md, "Numbers and encodings" to "Client"), to be the oracle of @fedzk/agg. It shares no code with it,
 * needs only node:crypto, is slow, is not constant-time and proves nothing. All randomness is passed in.
 *
 * Bytes are Buffers or Uint8Arrays, field elements BigInts, rounds BigInts or numbers, ids strings. A task is
 * { curve: 1 | 2, id, n, b, h, T, maxNormSq, minBatch, vkeyId, leader, helper, clients: [{ id, key }] }, with vkeyId,
 * leader, helper (X25519) and key (Ed25519) of 32 bytes, and no `clients` when open. A missing `curve` is 1, BN254.
 */
import {
  createCipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  sign,
} from 'node:crypto';

/** The scalar fields by curve number. */
export const R = {
  1: 21888242871839275222246405745257275088548364400416034343698204186575808495617n,
  2: 52435875175126190479447740508185965837690552500527637822603658699938581184513n,
};

const ascii = (text) => Buffer.from(text, 'latin1');
const toInt = (bytes) => BigInt(`0x0${Buffer.from(bytes).toString('hex')}`);
const sum = (numbers) => numbers.reduce((total, x) => total + x, 0n);

/** `value` big-endian in exactly `length` bytes. */
export function uint(value, length) {
  if (value < 0 || BigInt(value) >> BigInt(8 * length) !== 0n) throw new RangeError(`${value} in ${length} bytes`);
  const digits = BigInt(value).toString(16);
  return Buffer.from(digits.padStart(2 * length, '0'), 'hex');
}

const elements = (list) => Buffer.concat(list.map((e) => uint(e, 32)));

function exactly(length, bytes) {
  if (bytes.length !== length) throw new RangeError(`${bytes.length} bytes for ${length}`);
  return bytes;
}

/** An id's bytes: 1 to 64 of UTF-8. */
function idBytes(id) {
  const bytes = Buffer.from(id, 'utf8');
  if (!id.isWellFormed() || bytes.length < 1 || bytes.length > 64) throw new RangeError(`id ${JSON.stringify(id)}`);
  return bytes;
}

const lp = (bytes) => Buffer.concat([uint(bytes.length, 2), bytes]);

const sha256 = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest();

export const H = (label, m) => sha256(ascii(`fedzk-agg/1 ${label}`), Buffer.of(0), m);

export const field = (bytes, r = R[1]) => toInt(exactly(48, bytes)) % r;

export function clientsHash(list) {
  if (!list) return Buffer.alloc(32);
  for (const part of [({ id }) => id, ({ key }) => Buffer.from(key).toString('hex')]) {
    if (new Set(list.map(part)).size < list.length) throw new RangeError('an id or a key twice');
  }
  const sorted = list.map(({ id, key }) => [idBytes(id), exactly(32, key)]).sort(([a], [b]) => Buffer.compare(a, b));
  return H('clients', Buffer.concat(sorted.flatMap(([id, key]) => [lp(id), key])));
}

/** What `taskHash` hashes under the label "task". */
export function taskBytes(task) {
  const numbers = [uint(task.n, 4), uint(task.b, 1), uint(task.h, 1), uint(task.T, 2), uint(task.maxNormSq, 32)];
  const keys = [task.vkeyId, task.leader, task.helper, clientsHash(task.clients)].map((key) => exactly(32, key));
  const start = [uint(1, 1), uint(task.curve ?? 1, 1), lp(idBytes(task.id))];
  return Buffer.concat([...start, ...numbers, uint(task.minBatch, 4), ...keys]);
}

export const taskHash = (task) => H('task', taskBytes(task));

export const ctx = (hash, round, clientId) => Buffer.concat([exactly(32, hash), uint(round, 8), lp(idBytes(clientId))]);

/** The numbers derived from n, b, h: bits a slot, values an element, elements a proof. */
export function layout({ n, b, h }) {
  const slot = b + h;
  const m = Math.floor(253 / slot);
  return { slot, m, L: Math.ceil(n / m) };
}

/** T lists of L elements. Missing values are 0, so u = 2^(b-1); the slots past n of a proof's last element are 0. */
export function pack(values, { n, b, h, T = 1 }) {
  const { slot, m, L } = layout({ n, b, h });
  const half = 1 << (b - 1);
  if (values.length > n * T || !values.every((x) => Number.isInteger(x) && x >= -half && x < half)) {
    throw new RangeError('values');
  }
  const u = (t, index) => (index < n ? BigInt((values[t * n + index] ?? 0) + half) : 0n);
  const element = (t, j) => sum(Array.from({ length: m }, (_, i) => u(t, j * m + i) << BigInt(slot * i)));
  return Array.from({ length: T }, (_, t) => Array.from({ length: L }, (_, j) => element(t, j)));
}

/**
 * Partial rounds for widths 2 to 17, circomlib's, on both curves: what the authors' script has for 128 bits and a prime of about
 * 255 bits. The authors publish those of widths 3 and 5 for curve 2; they agree.
 */
const PARTIAL = [56, 57, 56, 60, 60, 63, 64, 63, 60, 66, 60, 65, 70, 60, 64, 68];

/** The reference generator: Grain LFSR of 80 bits, self-shrinking; round constants by rejection; a Cauchy matrix. */
export function poseidonParameters(t, curve, partial = PARTIAL[t - 2]) {
  const r = R[curve];
  const size = r.toString(2).length;
  // biome-ignore format: pairs of value and bits
  const fields = [[1, 2], [0, 4], [size, 12], [t, 12], [8, 10], [partial, 10], [2 ** 30 - 1, 30]];
  const state = [...fields.map(([value, bits]) => value.toString(2).padStart(bits, '0')).join('')].map(Number);
  let at = 0; // the oldest bit of the ring
  const clock = () => {
    const bit = [62, 51, 38, 23, 13, 0].reduce((x, tap) => x ^ state[(at + tap) % 80], 0);
    state[at] = bit;
    at = (at + 1) % 80;
    return bit;
  };
  for (let i = 0; i < 160; i++) clock();
  const bit = () => {
    while (clock() === 0) clock();
    return clock();
  };
  const draw = () => BigInt(`0b${Array.from({ length: size }, bit).join('')}`);
  const constants = Array.from({ length: (8 + partial) * t }, () => {
    for (;;) {
      const value = draw();
      if (value < r) return value;
    }
  });
  const [x, y] = [0, 1].map(() => Array.from({ length: t }, () => draw() % r));
  const matrix = x.map((a) => y.map((b) => power(a + b, r - 2n, r)));
  return { r, t, partial, constants, matrix };
}

function power(base, exponent, r) {
  let result = 1n;
  for (const bit of exponent.toString(2)) result = (result * result * (bit === '1' ? base : 1n)) % r;
  return result;
}

export function permute(state, { r, t, partial, constants, matrix }) {
  let lanes = state;
  for (let round = 0; round < 8 + partial; round++) {
    const full = round < 4 || round >= 4 + partial;
    const added = lanes.map((lane, i) => lane + constants[round * t + i]);
    const boxed = added.map((lane, i) => (full || i === 0 ? power(lane, 5n, r) : lane));
    lanes = matrix.map((row) => sum(row.map((entry, j) => entry * boxed[j])) % r);
  }
  return lanes;
}

const memo = {};

/** circomlib's Poseidon(inputs): first lane of the permutation of (0, inputs). */
export function poseidon(inputs, curve = 1) {
  const t = inputs.length + 1;
  memo[`${curve} ${t}`] ??= poseidonParameters(t, curve);
  return permute([0n, ...inputs], memo[`${curve} ${t}`])[0];
}

/** `p`: the L elements of one proof. */
export function commitment(p, s, k, { n, b, h, curve = 1 }) {
  const e = [k, ...p, s];
  let chain = (BigInt(n) << 16n) + BigInt(b * 256 + h);
  for (let i = 0; i < e.length; i += 15) chain = poseidon([chain, ...e.slice(i, i + 15)], curve);
  return chain;
}

/** `xof`: `count` field elements from a 32-byte seed. */
export function expand(seed, context, count, r = R[1]) {
  const key = H('expand', Buffer.concat([exactly(32, seed), context]));
  const stream = createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(48 * count));
  return Array.from({ length: count }, (_, i) => field(stream.subarray(48 * i, 48 * (i + 1)), r));
}

export const rhoOf = (M, r = R[1]) => field(Buffer.concat([H('rho0', M), H('rho1', M).subarray(0, 16)]), r);

/** s + Σ rho^j p_j, j from 1. */
export const tag = (p, s, rho, r = R[1]) => (p.reduceRight((acc, e) => (acc + e) * rho, 0n) + s) % r;

// HPKE, RFC 9180: base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. Private keys are 32 raw bytes.

const KEM = Buffer.from('4b454d0020', 'hex'); // suite_id "KEM" 0x0020, §4.1
const SUITE = Buffer.from('48504b45002000010002', 'hex'); // "HPKE" 0x0020 0x0001 0x0002, §5.1
const NONE = Buffer.alloc(0);

const hmac = (key, ...parts) => createHmac('sha256', key).update(Buffer.concat(parts)).digest();
const extract = (suiteId, salt, label, ikm) => hmac(salt, ascii('HPKE-v1'), suiteId, ascii(label), ikm);
/** At most 32 bytes, so one block of HKDF-Expand. */
const expandLabel = (suiteId, prk, label, info, length) =>
  hmac(prk, uint(length, 2), ascii('HPKE-v1'), suiteId, ascii(label), info, Buffer.of(1)).subarray(0, length);

const PKCS8 = { x25519: '302e020100300506032b656e04220420', ed25519: '302e020100300506032b657004220420' };
const privateKey = (type, raw) => {
  const der = raw.length === 32 ? Buffer.concat([Buffer.from(PKCS8[type], 'hex'), raw]) : Buffer.from(raw);
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
};
const x25519Public = (raw) =>
  createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x: Buffer.from(raw).toString('base64url') }, format: 'jwk' });

/** The public key of a raw private key (or Ed25519 seed). `type`: x25519 or ed25519. */
export const publicOf = (type, raw) =>
  Buffer.from(createPublicKey(privateKey(type, raw)).export({ format: 'jwk' }).x, 'base64url');

/** DeriveKeyPair's private key, §7.1.3: ikmE to skE. */
export const privateFromIkm = (ikm) => expandLabel(KEM, extract(KEM, NONE, 'dkp_prk', ikm), 'sk', NONE, 32);

/** Encap and KeySchedule, §4.1 and §5.1, of the sender (sk = skE) or the receiver (sk = skR, peer = enc). */
export function schedule({ sk, recipient, enc = publicOf('x25519', sk), peer = recipient, info }) {
  const dh = diffieHellman({ privateKey: privateKey('x25519', sk), publicKey: x25519Public(peer) });
  const prk = extract(KEM, NONE, 'eae_prk', dh);
  const shared = expandLabel(KEM, prk, 'shared_secret', Buffer.concat([enc, recipient]), 32);
  const hashes = [extract(SUITE, NONE, 'psk_id_hash', NONE), extract(SUITE, NONE, 'info_hash', info)];
  const context = Buffer.concat([Buffer.of(0), ...hashes]);
  const secret = extract(SUITE, shared, 'secret', NONE);
  const derive = (label, length) => expandLabel(SUITE, secret, label, context, length);
  return { enc, shared, key: derive('key', 32), nonce: derive('base_nonce', 12) };
}

/** enc ‖ ciphertext ‖ 16 bytes of GCM tag, for sequence number 0. */
export function seal({ ephemeral, recipient, info, aad, plaintext }) {
  const { enc, key, nonce } = schedule({ sk: ephemeral, recipient, info });
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(aad);
  return Buffer.concat([enc, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

export const INFO = { leader: ascii('fedzk-agg/1 leader'), helper: ascii('fedzk-agg/1 helper') };

/**
 * One report. s, k: T elements each; proofs: T times 192 bytes, taken as they are, or a function that makes one of the public
 * inputs; ephemeral: { leader, helper }, the private X25519 keys skE of the two encapsulations (`privateFromIkm` makes one of an
 * ikmE); signingKey: PKCS8 or the 32-byte Ed25519 seed, undefined for an open task (64 zero bytes); hash: the task's, of version
 * 1 unless given. In the result rho and each entry of p, tags, commitments, A and B is a BigInt, everything else a Buffer. Not
 * checked here: the norm, and that blind, seed, s and k are fresh.
 *
 * `bend` has functions by the name of a value on the way, which give another in its place: ctx, C, A, H_A, H_B, M, tags, proofs,
 * head, signature and sent (the head that was signed); key, info, aad, plain and part of leader and helper, such as `leader key`.
 */
export function report(input) {
  const { task, round, clientId, values, seed, blind, s, k, proofs, ephemeral, signingKey, hash, bend = {} } = input;
  const { T, curve = 1 } = task;
  const r = R[curve];
  const at = (name, right) => bend[name]?.(right) ?? right;
  if (![s, k].every((list) => list.length === T)) throw new RangeError('T entries of s, k and proofs');
  if (typeof proofs !== 'function' && proofs.length !== T) throw new RangeError('T entries of s, k and proofs');
  if (![...s, ...k].every((e) => e >= 0n && e < r)) throw new RangeError('s, k');

  const context = at('ctx', ctx(hash ?? taskHash(task), round, clientId));
  const p = pack(values, task);
  const V = p.flatMap((part, t) => [...part, s[t]]);
  const B = expand(seed, context, V.length, r);
  const A = at(
    'A',
    V.map((v, i) => (v - B[i] + r) % r),
  );

  const commitments = at(
    'C',
    p.map((part, t) => commitment(part, s[t], k[t], task)),
  );
  const fix = Buffer.concat([context, elements(commitments)]);
  const H_B = at('H_B', H('helper', Buffer.concat([fix, seed])));
  const leaderShare = Buffer.concat([exactly(32, blind), elements(A)]);
  const H_A = at('H_A', H('leader', Buffer.concat([fix, leaderShare])));
  const M = at('M', Buffer.concat([fix, H_A, H_B]));
  const rho = rhoOf(M, r);
  const tags = at(
    'tags',
    p.map((part, t) => tag(part, s[t], rho, r)),
  );
  const prove = typeof proofs === 'function' ? proofs : (_, t) => proofs[t];
  const proved = at(
    'proofs',
    commitments.map((C, t) => exactly(192, prove([C, rho, tags[t], BigInt(task.maxNormSq)], t))),
  );

  const sealFor = (who, plain) => {
    const own = {
      recipient: at(`${who} key`, task[who]),
      info: at(`${who} info`, INFO[who]),
      aad: at(`${who} aad`, M),
    };
    return at(`${who} part`, seal({ ephemeral: ephemeral[who], ...own, plaintext: at(`${who} plain`, plain) }));
  };
  const helperPart = sealFor('helper', seed);
  const leaderPart = sealFor('leader', leaderShare);
  const right = at('head', Buffer.concat([Buffer.of(1), M, elements(tags), ...proved, helperPart]));
  const signed = H('sign', Buffer.concat([right, sha256(leaderPart)]));
  const signature = at(
    'signature',
    signingKey ? sign(null, signed, privateKey('ed25519', signingKey)) : Buffer.alloc(64),
  );
  const head = at('sent', right);
  const bytes = Buffer.concat([head, signature, leaderPart]);
  const parts = { fix, head, helperPart, leaderPart, signed, signature };
  return { report: bytes, M, reportId: H('report', M), rho, tags, commitments, A, B, H_A, H_B, p, ...parts };
}
