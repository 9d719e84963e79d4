/**
 * Makes packages/vectors/agg/reports.json: reports of the aggregation protocol with all inputs and intermediate values,
 * by `client.mjs`. The same bytes on every run. `node make-vectors.mjs` writes, `--check` compares with what is there;
 * both first check the primitives on published values, and each report by taking it apart as its receivers would.
 */
import { ok, deepEqual as same } from 'node:assert/strict';
import { createDecipheriv, createHash, createPublicKey, verify } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as client from './client.mjs';

const FILE = fileURLToPath(new URL('../../../vectors/agg/reports.json', import.meta.url));
const SEED = 'fedzk agg reports';
/** Their order as UTF-8, as UTF-16 and by length first differs; é composed and decomposed; a byte order mark. */
const IDS = ['\u{1f33b}', '\uff5e', 'b', 'ab', 'a', '\u00e9', 'e\u0301', 'Klinik Süd, Graz – 3', '\ufeffa'];

const lowest = ({ b }) => -(2 ** (b - 1));
const highest = ({ b }) => 2 ** (b - 1) - 1;
const inTurn = (task, i) => (i % 2 ? highest : lowest)(task);

const small = { n: 31, b: 8, h: 10, T: 1 };
const large = { n: 650, b: 8, h: 10, T: 1 };
const two = { n: 5, b: 4, h: 3, T: 2 };
const three = { n: 20, b: 16, h: 16, T: 3 };
const zero = Buffer.alloc(48);

/** Unless said: task open, round drawn below 1000, n·T random values, s and k (48 bytes each) drawn. */
const cases = [
  { name: 'one proof, open', shape: small },
  { name: 'one proof, closed, all lowest, round 0', shape: small, closed: true, value: lowest, round: 0n },
  {
    name: 'one proof, closed, all highest, round 2^40',
    shape: small,
    closed: true,
    value: highest,
    round: 2n ** 40n,
  },
  { name: 'ids of 64 bytes beyond ASCII, no values: all padding', shape: small, id: 'é'.repeat(32), count: 0 },
  { name: 'ids of one byte, s = 0, k = 0, one value missing', shape: small, id: 'x', count: 30, s: zero, k: zero },
  { name: 'chain of four blocks, open, last round', shape: large, round: 2n ** 64n - 1n },
  { name: 'chain of four blocks, closed, extremes in turn', shape: large, closed: true, value: inTurn },
  { name: 'chain of exactly one block, no slot unused', shape: { ...small, n: 182 }, closed: true },
  { name: 'last block of one, last element of one value', shape: { ...small, n: 183 } },
  { name: 'two proofs, closed, extremes in turn', shape: two, closed: true, value: inTurn },
  { name: 'two proofs, open, the second partly padding', shape: two, count: 7, value: highest },
  { name: 'two proofs, open, the second all padding', shape: two, count: 3, value: lowest },
  {
    name: 'two proofs, s drawn 2^384 - 1, k drawn r',
    shape: two,
    s: Buffer.alloc(48, 255),
    k: client.uint(client.R[1], 48),
  },
  { name: 'two proofs, id that begins with a byte order mark', shape: two, closed: true, who: IDS.indexOf('\ufeffa') },
  { name: 'three proofs, closed', shape: three, closed: true },
  { name: 'three proofs, open, one value in the third', shape: three, count: 41, value: inTurn },
  ...[
    { name: 'one proof, open', shape: small },
    { name: 'one proof, closed, all lowest, round 0', shape: small, closed: true, value: lowest, round: 0n },
    { name: 'one proof, open, all highest', shape: small, value: highest },
    { name: 'one proof, no values: all padding, s = 0, k = 0', shape: small, count: 0, s: zero, k: zero },
    { name: 'chain of four blocks, closed, extremes in turn', shape: large, closed: true, value: inTurn },
    { name: 'chain of exactly one block, no slot unused', shape: { ...small, n: 182 }, closed: true },
    { name: 'last block of one, last element of one value', shape: { ...small, n: 183 } },
    { name: 'more values than a key of BN254 has room for', shape: { ...large, n: 1000 }, closed: true },
    { name: 'two proofs', shape: two, closed: true },
    {
      name: 'two proofs, s drawn 2^384 - 1, k drawn r',
      shape: two,
      s: Buffer.alloc(48, 255),
      k: client.uint(client.R[2], 48),
    },
    { name: 'three proofs, open, one value in the third', shape: three, count: 41, value: inTurn },
    { name: 'three proofs, closed', shape: three, closed: true },
  ].map((each) => ({ ...each, name: `BLS12-381: ${each.name}`, shape: { ...each.shape, curve: 2 } })),
];

const hex = (bytes) => Buffer.from(bytes).toString('hex');
const bytes = (digits) => Buffer.from(digits, 'hex');
const strings = (list) => list.map(String);
const each = (object, f) => Object.fromEntries(Object.entries(object).map(([key, value]) => [key, f(value, key)]));

/** `length` bytes for a purpose: SHA-256 of the seed, the purpose and a counter, so no case depends on another. */
function draw(purpose, length) {
  const block = (_, i) => createHash('sha256').update(`${SEED}/${purpose}/${i}`).digest();
  return Buffer.concat(Array.from({ length: Math.ceil(length / 32) }, block)).subarray(0, length);
}

function make({ name, shape, closed = false, id, who: index, round, value, count = shape.n * shape.T, s, k }) {
  const my = (purpose, length) => draw(`${name}/${purpose}`, length);
  const who = index ?? my('client', 1)[0] % IDS.length;
  const perProof = (f) => Array.from({ length: shape.T }, (_, t) => f(t));
  const { curve = 1, n, b, h, T } = shape;
  const r = client.R[curve];

  const secret = { leader: my('leader key', 32), helper: my('helper key', 32) };
  const seeds = IDS.map((_, i) => my(`client ${i}`, 32));
  const clients = closed ? IDS.map((id, i) => ({ id, key: client.publicOf('ed25519', seeds[i]) })) : undefined;
  const task = {
    curve,
    id: id ?? `Aufgabe Ω/${n}`,
    n,
    b,
    h,
    T,
    maxNormSq: BigInt(n) * 4n ** BigInt(b - 1) - (value ? 0n : 1n),
    minBatch: closed ? 3 : 2 ** h,
    vkeyId: my('vkey id', 32),
    ...each(secret, (key) => client.publicOf('x25519', key)),
    clients,
  };
  const drawn = my('values', 2 * count);
  const random = (_, i) => (drawn.readUInt16BE(2 * i) % 2 ** b) + lowest(task);
  const ikmE = { leader: my('leader ephemeral', 32), helper: my('helper ephemeral', 32) };
  const draws = {
    seed: my('seed', 32),
    blind: my('blind', 32),
    s: perProof((t) => s ?? my(`s ${t}`, 48)),
    k: perProof((t) => k ?? my(`k ${t}`, 48)),
  };
  const input = {
    task,
    round: round ?? BigInt(my('round', 2).readUInt16BE() % 1000),
    clientId: closed ? IDS[who] : (id ?? IDS[who]),
    values: Array.from({ length: count }, (_, i) => (value ?? random)(task, i)),
    seed: draws.seed,
    blind: draws.blind,
    s: draws.s.map((e) => client.field(e, r)),
    k: draws.k.map((e) => client.field(e, r)),
    proofs: perProof((t) => my(`proof ${t}`, 192)),
    ephemeral: each(ikmE, client.privateFromIkm),
    signingKey: closed ? seeds[who] : undefined,
  };
  const out = client.report(input);
  const { tA, tB } = checkReport(input, out, secret);
  return {
    name,
    task: {
      ...each(task, (entry) => (entry instanceof Uint8Array ? hex(entry) : entry)),
      maxNormSq: String(task.maxNormSq),
      clients: clients?.map(({ id, key }, i) => ({ id, key: hex(key), seed: hex(seeds[i]) })) ?? null,
      secret: each(secret, hex),
    },
    client: { id: input.clientId, signingSeed: closed ? hex(seeds[who]) : null },
    round: String(input.round),
    values: strings(input.values),
    draws: { seed: hex(draws.seed), blind: hex(draws.blind), s: draws.s.map(hex), k: draws.k.map(hex) },
    ephemeral: { ikmE: each(ikmE, hex), skE: each(input.ephemeral, hex) },
    proofs: input.proofs.map(hex),

    layout: client.layout(task),
    clientsHash: hex(client.clientsHash(clients)),
    taskBytes: hex(client.taskBytes(task)),
    taskHash: hex(client.taskHash(task)),
    ctx: hex(client.ctx(client.taskHash(task), input.round, input.clientId)),
    p: out.p.map(strings),
    s: strings(input.s),
    k: strings(input.k),
    B: strings(out.B),
    A: strings(out.A),
    commitments: strings(out.commitments),
    H_B: hex(out.H_B),
    H_A: hex(out.H_A),
    M: hex(out.M),
    reportId: hex(out.reportId),
    rho: String(out.rho),
    tags: strings(out.tags),
    tA: strings(tA),
    tB: strings(tB),
    hpke: each({ leader: out.leaderPart, helper: out.helperPart }, (sealed, role) => {
      const keys = client.schedule({ sk: input.ephemeral[role], recipient: task[role], info: client.INFO[role] });
      return { info: hex(client.INFO[role]), ...each(keys, hex), sealed: hex(sealed) };
    }),
    headLength: out.head.length,
    signed: hex(out.signed),
    signature: hex(out.signature),
    report: hex(out.report),
  };
}

/** Takes the report apart by length alone, opens both shares with the receivers' keys and holds them together. */
function checkReport({ task, round, clientId, values, seed, blind, s, signingKey }, out, secret) {
  const { T, n, b, curve } = task;
  const r = client.R[curve];
  const { slot, m, L } = client.layout(task);
  const id = Buffer.from(clientId);
  let at = 0;
  const next = (length) => {
    at += length;
    return out.report.subarray(at - length, at);
  };
  const part = (list, t) => list.slice(t * (L + 1), (t + 1) * (L + 1));
  const elements = (data) =>
    Array.from({ length: data.length / 32 }, (_, i) => int(data.subarray(32 * i, 32 * i + 32)));

  same(hex(next(1)), '01');
  const M = next(32 + 8 + 2 + id.length + 32 * T + 64);
  same([hex(M.subarray(0, 32)), M.readBigUInt64BE(32)], [hex(client.taskHash(task)), round]);
  same(M.subarray(42, 42 + id.length), id);
  const tags = elements(next(32 * T));
  next(192 * T);
  const [helperPart, signature, leaderPart] = [next(32 + 48), next(64), next(32 + 32 + 32 * T * (L + 1) + 16)];
  same(at, out.report.length);

  const leader = open(secret.leader, 'fedzk-agg/1 leader', M, leaderPart);
  same(open(secret.helper, 'fedzk-agg/1 helper', M, helperPart), seed);
  same(leader.subarray(0, 32), blind);
  const A = elements(leader.subarray(32));
  const B = client.expand(seed, M.subarray(0, 42 + id.length), A.length, r);
  const V = A.map((a, i) => (a + B[i]) % r);
  // Unpacks with shifts, takes tags without Horner: not the way `client.mjs` went.
  const tagOf = (v) => [...v.slice(0, L), 0n].reduce((sum, e, j) => sum + e * out.rho ** BigInt(j + 1), v[L]) % r;
  const tagsOf = (list) => Array.from({ length: T }, (_, t) => tagOf(part(list, t)));
  const [tA, tB] = [tagsOf(A), tagsOf(B)];
  for (let t = 0; t < T; t++) {
    const slots = part(V, t)
      .slice(0, L)
      .flatMap((e) => Array.from({ length: m }, (_, i) => (e >> BigInt(slot * i)) % 2n ** BigInt(slot)));
    const x = slots.slice(0, n).map((u) => Number(u) - 2 ** (b - 1));
    same(x, [...values, ...Array(n * T).fill(0)].slice(n * t, n * (t + 1)));
    ok(slots.slice(n).every((u) => u === 0n) && x.reduce((sum, e) => sum + BigInt(e * e), 0n) <= task.maxNormSq);
    same([part(V, t)[L], tags[t]], [s[t], (tA[t] + tB[t]) % r]);
  }

  if (!signingKey) same(signature, Buffer.alloc(64));
  else {
    const x = task.clients.find(({ id }) => id === clientId).key.toString('base64url');
    ok(verify(null, out.signed, createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' }), signature));
  }
  return { tA, tB };
}

const int = (data) => BigInt(`0x${hex(data)}`);

function open(sk, info, aad, sealed) {
  const enc = sealed.subarray(0, 32);
  const recipient = client.publicOf('x25519', sk);
  const { key, nonce } = client.schedule({ sk, recipient, enc, peer: enc, info: Buffer.from(info) });
  const decipher = createDecipheriv('aes-256-gcm', key, nonce).setAAD(aad).setAuthTag(sealed.subarray(-16));
  return Buffer.concat([decipher.update(sealed.subarray(32, -16)), decipher.final()]);
}

/** Poseidon: the authors' test_vectors.txt. HPKE: test-vectors.json of RFC 9180's authors at 5f503c5, base, 32-1-2. */
function checkPrimitives() {
  const lane = (t, curve) =>
    client.permute(
      Array.from({ length: t }, (_, i) => BigInt(i)),
      client.poseidonParameters(t, curve),
    )[0];
  same(lane(3, 1), 0x115cc0f5e7d690413df64c6b9662e9cf2a3617f2743245519e19607a4417189an);
  same(lane(3, 2), 0x28ce19420fc246a05553ad1e8c98f5c9d67166be2c18e9e4cb4b4e317dd2a78an);
  same(lane(5, 2), 0x2a918b9c9f9bd7bb509331c81e297b5707f6fc7393dcee1b13901a0b22202e18n);

  const ephemeral = client.privateFromIkm(bytes('2cd7c601cefb3d42a62b04b7a9041494c06c7843818e0ce28a8f704ae7ab20f9'));
  same(hex(ephemeral), '179d4b53b6365c45b600c4163b61d95cbc2f4d9e36f1695558dce265ab8bab11');
  const recipient = bytes('430f4b9859665145a6b1ba274024487bd66f03a2dd577d7753c68d7d7d00c00c');
  const [info, aad] = ['Ode on a Grecian Urn', 'Count-0'].map((text) => Buffer.from(text));
  const plaintext = Buffer.from('Beauty is truth, truth beauty');
  same(
    hex(client.seal({ ephemeral, recipient, info, aad, plaintext })),
    '6c93e09869df3402d7bf231bf540fadd35cd56be14f97178f0954db94b7fc256' +
      'e5d84cd531cfb583096e7cfa9641bd3079cf3a91cda813c52deb5f512be9931980a41de125a925cdad859d5b7a',
  );
}

checkPrimitives();
const text = `${JSON.stringify(
  {
    origin: {
      what: 'Reports of the aggregation protocol, all inputs and intermediate values; dummy proofs',
      from: 'packages/agg/test/independent/make-vectors.mjs, an implementation from the specification alone',
      licence: 'Apache-2.0 OR MIT',
      seed: `SHA-256 over "${SEED}/<case>/<purpose>/<counter>"`,
      form: 'field elements, round, values: decimal; bytes: hex; p one list a proof, A and B flat; clients unsorted',
    },
    cases: cases.map(make),
  },
  null,
  1,
)}\n`;
if (process.argv.includes('--check')) {
  if (readFileSync(FILE, 'utf8') !== text) throw new Error('agg/reports.json is not what its maker makes');
} else {
  mkdirSync(dirname(FILE), { recursive: true });
  writeFileSync(FILE, text);
}
console.log(`agg/reports.json: ${text.length} characters`);
