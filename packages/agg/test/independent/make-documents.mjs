/**
 * Makes packages/vectors/agg/documents.json: what is signed beside reports, by `documents.mjs`; and documents to be refused.
 * The same bytes on every run. `node make-documents.mjs` writes, `--check` compares with what is there.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as client from './client.mjs';
import * as documents from './documents.mjs';

const FILE = fileURLToPath(new URL('../../../vectors/agg/documents.json', import.meta.url));
const SEED = 'fedzk agg documents';
const { hex } = documents;

const draw = (purpose) => createHash('sha256').update(`${SEED}/${purpose}`).digest();
const ed25519 = (purpose) => client.publicOf('ed25519', draw(purpose));

const signingSeeds = { leader: draw('leader signing'), helper: draw('helper signing') };
const shape = { n: 5, b: 8, h: 3, T: 2 };
const IDS = ['hospital-1', 'Klinik Süd, Graz – 3', '\u{1f33b}', '\uff5e', 'e\u0301'];
const model = { id: 'mlp-1', sha256: hex(draw('model')) };
const schedule = { first: '2027-01-04T00:00:00Z', every: 86_400, uploads: 82_800, settle: 600 };

/** A task and its file. */
function make(name, { open = false, ...facts }) {
  const task = {
    ...shape,
    curve: facts.level === 'maximum' ? 2 : 1,
    id: `Aufgabe ${name} Ω`,
    maxNormSq: 20_000n,
    minBatch: 4,
    vkeyId: draw('vkey'),
    leader: client.publicOf('x25519', draw('leader sealing')),
    helper: client.publicOf('x25519', draw('helper sealing')),
    clients: open ? undefined : IDS.map((id, i) => ({ id, key: ed25519(`client ${i}`) })),
  };
  const file = documents.taskFile(task, {
    level: 'standard',
    urls: { leader: 'https://leader.example', helper: 'https://helper.example:8443/agg' },
    signingKeys: { leader: ed25519('leader signing'), helper: ed25519('helper signing') },
    quantization: null,
    model: null,
    maxColluding: 2,
    minHonest: 2,
    omit: 10,
    readers: 'public',
    schedule: null,
    supersedes: null,
    ...facts,
  });
  return { name, task, file, hash: documents.taskHash(task, file) };
}

const made = [
  make('whole', {
    quantization: { clip: '0.5', scale: '0.003937007874015748' },
    model,
    omit: 3,
    readers: [ed25519('reader').toString('base64url')],
    schedule,
    supersedes: hex(draw('before')),
  }),
  make('bare', { omit: null, quantization: { clip: '250', scale: '0.00000002' } }),
  make('open', { open: true, maxColluding: 0 }),
  make('maximum', { level: 'maximum' }),
];

const signatures = (kind, document) =>
  Object.fromEntries(
    Object.entries(signingSeeds).map(([role, seed]) => [role, hex(documents.signature(kind, seed, document))]),
  );
const document = (kind, value) => ({ text: documents.canonical(value), signatures: signatures(kind, value) });
const reportIds = Array.from({ length: 5 }, (_, i) => draw(`report ${i}`));

function cases({ name, task, file, hash }) {
  const times = file.schedule ? documents.times(file.schedule, 7) : { opens: 1_800_000_000, uploadsEnd: null };
  const round = 7n;
  const ids = reportIds.slice(0, 4);
  const sums = Array.from({ length: task.n * task.T }, (_, i) => (i % 2 ? 1 : -1) * i * 40);
  const isAnnounced = file.omit !== null;
  const lists = { ids, announced: isAnnounced ? reportIds : null, omitted: isAnnounced ? reportIds.slice(4) : null };
  const record = documents.record(hash, { round, opens: times.opens, closes: times.uploadsEnd, model: file.model });
  const result = documents.result(hash, { round, sums, ...lists });
  return {
    name,
    taskHash: hex(hash),
    file: document('task-file', file),
    record: { round: String(round), ...document('record', record) },
    result: {
      round: String(round),
      sums: sums.map(String),
      ids: ids.map(hex),
      announced: lists.announced?.map(hex) ?? null,
      omitted: lists.omitted?.map(hex) ?? null,
      ...document('result', result),
    },
    receipt: {
      round: String(round),
      reportId: hex(reportIds[4]),
      message: hex(documents.receiptMessage(hash, round, reportIds[4])),
      bytes: hex(documents.receipt(signingSeeds.helper, hash, round, reportIds[4])),
    },
  };
}

/** Texts to be refused: what was changed in the one of the task `whole`. */
function negative() {
  const [{ hash, file }, { hash: otherHash }] = made;
  const { opens, uploadsEnd } = documents.times(file.schedule, 7);
  const round = 7n;
  const record = documents.record(hash, { round, opens, closes: uploadsEnd, model });
  const lists = { ids: reportIds.slice(0, 4), announced: reportIds, omitted: reportIds.slice(4) };
  const result = documents.result(hash, { round, sums: [0], ...lists });
  const one = { count: 1, hash: hex(draw('a set')) };
  const own = { file, record, result };
  const changes = [
    ...whole('file', file),
    ['file', 'id', { id: '' }],
    ['file', 'level', { level: 'low' }],
    ['file', 'n', { n: 0 }],
    ['file', 'n', { n: '5' }],
    ['file', 'bits', { bits: 5 }],
    ['file', 'headroom', { headroom: 17 }],
    ['file', 'parts', { parts: 65 }],
    ['file', 'maxNormSq', { maxNormSq: 20_000 }],
    ['file', 'maxNormSq', { maxNormSq: '020000' }],
    ['file', 'maxNormSq', { maxNormSq: '0' }],
    ['file', 'vkeyId', { vkeyId: null }],
    ['file', 'vkeyId', { vkeyId: file.vkeyId.toUpperCase() }],
    ['file', 'quantization.clip', { quantization: { clip: 0.5, scale: '0.1' } }],
    ['file', 'quantization.clip', { quantization: { clip: '0.50', scale: '0.1' } }],
    ['file', 'quantization.clip', { quantization: { clip: '0', scale: '0.1' } }],
    ['file', 'quantization.scale', { quantization: { clip: '0.5', scale: '1e-7' } }],
    ['file', 'quantization', { quantization: { clip: '0.5' } }],
    ['file', 'model.id', { model: { ...model, id: 'x'.repeat(65) } }],
    ['file', 'model.sha256', { model: { ...model, sha256: 'ab' } }],
    ['file', 'minBatch', { minBatch: 3 }],
    ['file', 'minBatch', { minBatch: 6 }],
    ['file', 'minBatch', { maxColluding: 3 }],
    ['file', 'minBatch', { minHonest: 3 }],
    ['file', 'maxColluding', { maxColluding: -1 }],
    ['file', 'minHonest', { minHonest: 1 }],
    ['file', 'omit', { omit: 1 }],
    ['file', 'omit', { omit: '3' }],
    ['file', 'leader', { leader: { ...file.leader, name: 'x' } }],
    ['file', 'leader.url', { leader: { ...file.leader, url: 'http://leader.example' } }],
    ['file', 'leader.url', { leader: { ...file.leader, url: 'https://leader.example/' } }],
    ['file', 'leader.url', { leader: { ...file.leader, url: 'https://me@leader.example' } }],
    ['file', 'leader.url', { leader: { ...file.leader, url: 'https://leader.example?x' } }],
    ['file', 'helper.url', { helper: { ...file.helper, url: file.leader.url } }],
    ['file', 'leader.sealingKey', { leader: { ...file.leader, sealingKey: `${file.leader.sealingKey}=` } }],
    ['file', 'aggregatorKeys.leader', { leader: { ...file.leader, sealingKey: 'A'.repeat(43) } }],
    ['file', 'aggregatorKeys', { leader: { ...file.leader, sealingKey: file.helper.sealingKey } }],
    ['file', 'leader.signingKey', { leader: { ...file.leader, signingKey: `AQ${'A'.repeat(41)}` } }],
    ['file', 'helper.signingKey', { helper: { ...file.helper, signingKey: file.leader.signingKey } }],
    ['file', 'clients', { clients: file.clients.slice(0, 1) }],
    ['file', 'clients', { clients: {} }],
    ['file', 'clients[0].publicKey', { clients: [{ id: 'a', publicKey: 'AAAA' }] }],
    [
      'file',
      'clients[1].id',
      { clients: file.clients.map((each, i) => (i === 1 ? { ...each, id: file.clients[0].id } : each)) },
    ],
    ['file', 'readers', { readers: [] }],
    ['file', 'readers', { readers: 'all' }],
    ['file', 'readers[1]', { readers: [file.readers[0], file.readers[0]] }],
    ['file', 'schedule.first', { schedule: { ...schedule, first: '2027-01-04T00:00:00.000Z' } }],
    ['file', 'schedule.first', { schedule: { ...schedule, first: '2027-02-30T00:00:00Z' } }],
    ['file', 'schedule.every', { schedule: { ...schedule, every: 0 } }],
    ['file', 'schedule.uploads', { schedule: { ...schedule, uploads: 86_401 } }],
    ['file', 'schedule.settle', { schedule: { ...schedule, settle: 3601 } }],
    ['file', 'supersedes', { supersedes: 'none' }],
    ...whole('record', record),
    ['record', 'record.task', { task: hex(otherHash) }, 'wrong-task'],
    ['record', 'record.round', { round: 7 }],
    ['record', 'round', { round: String(2n ** 64n) }],
    ['record', 'round', { round: '0' }],
    ['record', 'record.opens', { opens: '2027-01-10' }],
    ['record', 'record', { round: '8' }],
    ['record', 'record', { closes: '2027-01-10T23:00:01Z' }],
    ['record', 'record', { closes: null }],
    ['record', 'record.model', { model: 'mlp-1' }],
    ...whole('result', result),
    ['result', 'result.task', { task: hex(otherHash) }, 'wrong-task'],
    ['result', 'result.count', { count: 3 }],
    ['result', 'result.count', { count: 6 }],
    ['result', 'result.set', { set: 'x' }],
    ['result', 'result.sums', { sums: null }],
    ['result', 'result.announced', { announced: null }],
    ['result', 'result.announced.count', { announced: { ...one, count: 6 } }],
    ['result', 'result.omitted', { omitted: null }],
    ['result', 'result.omitted.count', { omitted: { ...one, count: 2 } }],
    ['result', 'result.omitted.hash', { omitted: { ...one, hash: '' } }],
  ];
  return changes.map(([kind, at, change, refused = 'malformed']) => ({
    kind,
    at,
    refused,
    text: typeof change === 'string' ? change : documents.canonical({ ...own[kind], ...change }),
  }));
}

/** What is refused of any document. */
function whole(kind, value) {
  const text = documents.canonical(value);
  const { v: _, ...without } = value;
  const [first] = Object.keys(value).sort();
  return [
    [kind, kind, ''],
    [kind, kind, '[]'],
    [kind, kind, 'null'],
    [kind, kind, `\ufeff${text}`],
    [kind, kind, `${text}\n`],
    [kind, kind, ` ${text}`],
    [kind, kind, text.replace(',', ', ')],
    [kind, kind, text.replace(/^\{/, `{"${first}":${JSON.stringify(null)},`)],
    [kind, kind, JSON.stringify(value)],
    [kind, kind, documents.canonical({ ...value, type: 'fedzk-agg/other' })],
    [kind, kind, documents.canonical({ ...value, extra: 1 })],
    [kind, kind, documents.canonical({ ...value, v: 2 })],
    [kind, kind, documents.canonical(without)],
    [kind, kind, text.replace(/"v":1/, '"v":1.0')],
  ];
}

/** Announcement, prepare and job of the first case of `client.mjs`'s kind. */
function messages() {
  const [{ task, hash }] = made;
  const seeds = IDS.map((_, i) => draw(`client ${i}`));
  const values = [1, -2, 3, 0, 5, -6, 7, 0, 0, 0];
  const out = client.report({
    task,
    round: 7n,
    clientId: IDS[1],
    values,
    seed: draw('seed'),
    blind: draw('blind'),
    s: [11n, 12n],
    k: [13n, 14n],
    proofs: [Buffer.alloc(192, 1), Buffer.alloc(192, 2)],
    ephemeral: { leader: client.privateFromIkm(draw('ikm leader')), helper: client.privateFromIkm(draw('ikm helper')) },
    signingKey: seeds[1],
  });
  const prepares = [documents.prepare(out, [21n, 22n]), documents.prepare(out, [23n, 24n])];
  return {
    note: 'the report is of the version 1 hash of the same numbers; only lengths and order matter here',
    taskHash: hex(client.taskHash(task)),
    fileHash: hex(hash),
    reportId: hex(out.reportId),
    report: hex(out.report),
    announcement: hex(documents.announcement(out)),
    prepares: prepares.map(hex),
    job: hex(documents.job(prepares)),
    sent: {
      signingSeed: hex(seeds[1]),
      values: values.map(String),
      digest: hex(documents.sentDigest(seeds[1], values)),
    },
  };
}

const enrolments = IDS.map((id, i) => {
  const [seed, key] = [draw(`client ${i}`), ed25519(`client ${i}`)];
  const message = documents.enrolMessage(id, key);
  return {
    id,
    signingSeed: hex(seed),
    publicKey: hex(key),
    message: hex(message),
    proof: hex(documents.signed(seed, message)),
  };
});

const text = `${JSON.stringify(
  {
    origin: {
      what: 'Task files, round records, results, receipts, announcements, jobs, enrolments; documents to be refused',
      from: 'packages/agg/test/independent/make-documents.mjs, an implementation from the specification alone',
      licence: 'Apache-2.0 OR MIT',
      seed: `SHA-256 over "${SEED}/<purpose>"`,
      form: 'documents as text, which is UTF-8; all other bytes hex',
    },
    signingSeeds: Object.fromEntries(Object.entries(signingSeeds).map(([role, seed]) => [role, hex(seed)])),
    cases: made.map(cases),
    messages: messages(),
    enrolments,
    negative: negative(),
  },
  null,
  1,
)}\n`;
if (process.argv.includes('--check')) {
  if (readFileSync(FILE, 'utf8') !== text) throw new Error('agg/documents.json is not what its maker makes');
} else {
  writeFileSync(FILE, text);
}
console.log(`agg/documents.json: ${text.length} characters`);
