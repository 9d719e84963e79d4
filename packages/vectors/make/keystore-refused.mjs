/**
 * The stores to be refused, for keystore.mjs: each has a base and a change. Hashes, seals and the MAC are computed anew after the change,
 * so that the reason is the only defect. If the attacker can't compute them, the change is in `mac` or `objects`.
 */
import { metadataOf } from './keystore-specs.mjs';
import { bucketName, encode, hmac, sha256, TIME, u, utf8, zeros } from './keystore-writer.mjs';

export function refusals(stores) {
  const store = (name) => stores.find((each) => each.name === name);
  const bucketOf = (name, at = 0) => Object.keys(store(name).objects).filter((each) => each.startsWith('b/'))[at];
  const all = [
    ...headShapes(),
    ...slots(),
    ...limits(),
    ...unlocking(store),
    ...masterKeys(),
    ...anchors(store),
    ...buckets(store, bucketOf),
    ...entries(),
    ...metadata(),
  ];
  return all;
}

const flip = (bytes, at = 0, mask = 1) => Buffer.from(bytes.map((byte, i) => (i === at ? byte ^ mask : byte)));
const from = (base, reason) => (name, change, more) => ({ name, reason, base, change, ...more });
const head = (name, reason, change, more) => from('raw key', reason)(`head: ${name}`, { head: change }, more);
/** Changes a field of the head. */
const field = (name, reason, key, value) => head(name, reason, (fields) => Object.assign(fields, { [key]: value }));
const afterwards = (name, reason, change, base = 'raw key') =>
  from(base, reason)(name, { objects: (objects, head) => change(objects, head, bucketsIn(objects)) });
const bucketsIn = (objects) => Object.keys(objects).filter((name) => name.startsWith('b/'));

function headShapes() {
  const hashes = (count) => Array.from({ length: count }, () => zeros(32));
  const k = (value, count) =>
    head(`k = ${value}`, 'head: k', (fields) =>
      Object.assign(fields, { k: u(1, value), hashes: hashes(count), count: u(4, 0) }),
    );
  return [
    field('magic of another version', 'head: magic', 'magic', utf8('FEDZKKH2')),
    field('magic of a bucket', 'head: magic', 'magic', utf8('FEDZKKB1')),
    field('suite 0', 'head: suite', 'suite', u(1, 0)),
    field('suite 2', 'head: suite', 'suite', u(1, 2)),
    field('bit 1 of the flags', 'head: flags', 'flags', u(1, 2)),
    field('bit 7 of the flags', 'head: flags', 'flags', u(1, 128)),
    ...[1, 2, 3, 5].map((value) => k(value, 2 ** value)),
    k(9, 0),
    k(255, 0),
    field('byte 11 is not zero', 'head: not zero', 'zero', u(1, 1)),
    field('byte 114 is not zero', 'head: not zero', 'zero2', u(2, 256)),
    field('byte 115 is not zero', 'head: not zero', 'zero2', u(2, 1)),
    field('another generation than its name says', 'head: generation', 'generation', u(8, 1)),
    afterwards('head: under another name than its generation', 'head: generation', (objects, name) => {
      objects['h/0000000000000001'] = objects[name];
    }),
    field('generation 0 with a previous hash', 'head: previous hash', 'previous', u(32, 1)),
    field('one entry too many', 'head: number of entries', 'count', u(4, 3)),
    field('one entry too few', 'head: number of entries', 'count', u(4, 1)),
    head('no slot', 'head: number of slots', (fields) => Object.assign(fields, { n: u(1, 0), slots: [] })),
    head('17 slots', 'head: number of slots', (fields) =>
      Object.assign(fields, { n: u(1, 17), slots: Array(17).fill(fields.slots[0]) }),
    ),
    head('no master key', 'head: number of master keys', (fields) =>
      Object.assign(fields, { m: u(1, 0), masters: [] }),
    ),
    head('65 master keys', 'head: number of master keys', (fields) => {
      const [primary] = fields.masters;
      const destroyed = { ...primary, status: u(1, 3), wrapped: zeros(112) };
      const more = Array.from({ length: 64 }, (_, i) => ({ ...destroyed, id: u(4, i + 2) }));
      Object.assign(fields, { m: u(1, 65), masters: [primary, ...more] });
    }),
    head('one slot more than n', 'master key: status', (fields) => fields.slots.push({ ...fields.slots[0] })),
    head('one slot fewer than n', 'head: not zero', (fields) => Object.assign(fields, { n: u(1, 2) })),
    head('a bucket hash more than 2^k', 'head: bytes left over', (fields) => fields.hashes.push(zeros(32))),
    head('a bucket hash fewer than 2^k', 'head: too short', (fields) => fields.hashes.pop()),
    from('raw key', 'head: bytes left over')('head: a byte after the MAC', {
      mac: (fields) => Object.assign(fields, { after: zeros(1) }),
    }),
    from('raw key', 'head: too short')('head: the last byte is missing', {
      mac: (fields) => Object.assign(fields, { mac: fields.mac.subarray(0, 31) }),
    }),
    from('raw key', 'head: too long')('head: 65,537 bytes', {
      mac: (fields) => Object.assign(fields, { after: zeros(65_537 - fields.before.length - 32) }),
    }),
    afterwards('head: empty', 'head: too short', (objects, name) => Object.assign(objects, { [name]: zeros(0) })),
    afterwards('head: none', 'head: missing', (objects, name) => delete objects[name]),
    afterwards('head: a higher generation that is no head', 'head: too short', (objects) =>
      Object.assign(objects, { 'h/00000000000000ff': zeros(1) }),
    ),
    field('another root commitment', 'root commitment', 'rootCommitment', u(32, 1)),
    head('K(wrap) as the root commitment', 'root commitment', (fields, { derived }) =>
      Object.assign(fields, { rootCommitment: derived.wrap }),
    ),
    field('another store id', 'no slot opens', 'storeId', u(16, 1)),
    from('raw key', 'head: MAC')('head: a bit of the MAC', {
      mac: (fields) => Object.assign(fields, { mac: flip(fields.mac, 31, 128) }),
    }),
    from('raw key', 'head: MAC')('head: a MAC of zeros', {
      mac: (fields) => Object.assign(fields, { mac: zeros(32) }),
    }),
    head('a MAC by K(wrap)', 'head: MAC', (_, { derived }) => {
      derived['head-mac'] = derived.wrap;
    }),
    from('raw key', 'head: MAC')('head: the time, under the old MAC', {
      mac: (fields) => Object.assign(fields, { before: flip(fields.before, 43) }),
    }),
    from('raw key', 'head: MAC')('head: the flag for an anchor, under the old MAC', {
      mac: (fields) => Object.assign(fields, { before: flip(fields.before, 9) }),
    }),
    head('NK sealed for a master key', 'cseal: commitment', (fields, { context, cseal, derived }) =>
      Object.assign(fields, { nameKey: cseal(derived.wrap, context('master', u(4, 1), u(8, TIME + 1)), zeros(32)) }),
    ),
    head('NK sealed by RK itself', 'cseal: commitment', (fields, { context, cseal, rootKey }) =>
      Object.assign(fields, { nameKey: cseal(rootKey, context('name'), zeros(32)) }),
    ),
    head('NK, a bit of the tag', 'cseal: tag', (fields) =>
      Object.assign(fields, { nameKey: flip(fields.nameKey, 111) }),
    ),
    head('another NK', 'entry: the tag is of another name', (fields, { context, cseal, derived }) =>
      Object.assign(fields, { nameKey: cseal(derived.wrap, context('name'), zeros(32)) }),
    ),
  ];
}

/** Adds a second slot to the one that opens. A reader must check it all the same. */
const second = (name, reason, slot, change = {}) =>
  head(`slot: ${name}`, reason, (fields) => {
    const parameters = slot.parameters ?? zeros(0);
    const wrapped = zeros(slot.wrapped ?? 112);
    const own = {
      id: u(16, 2),
      type: u(1, slot.type),
      zero: zeros(1),
      parameterLength: u(2, parameters.length),
      wrappedLength: u(2, wrapped.length),
      parameters,
      wrapped,
    };
    fields.slots.push({ ...own, ...change });
    fields.n = u(1, fields.slots.length);
  });
const pbkdf2 = (iterations) => ({ type: 1, parameters: Buffer.concat([zeros(32), u(4, iterations)]) });
const argon2 = (memory, passes, lanes) => ({
  type: 2,
  parameters: Buffer.concat([zeros(32), u(4, memory), u(4, passes), u(1, lanes)]),
});

function slots() {
  const least = { 1: pbkdf2(100_000).parameters, 2: argon2(8, 1, 1).parameters };
  const longer = (type) => Buffer.concat([least[type], zeros(1)]);
  const provider = (parameters, wrapped = 32) => ({ type: 4, parameters, wrapped });
  const wrongParameters = 'slot: parameters';
  return [
    second('type 0', 'slot: type', { type: 0 }),
    second('type 5', 'slot: type', { type: 5 }),
    second('its zero byte is not', 'head: not zero', { type: 3 }, { zero: u(1, 1) }),
    second('PBKDF2, a byte too few', wrongParameters, { type: 1, parameters: least[1].subarray(0, 35) }),
    second('PBKDF2, a byte too many', wrongParameters, { type: 1, parameters: longer(1) }),
    second('Argon2id, a byte too few', wrongParameters, { type: 2, parameters: least[2].subarray(0, 40) }),
    second('Argon2id, a byte too many', wrongParameters, { type: 2, parameters: longer(2) }),
    second('raw key with parameters', wrongParameters, { type: 3, parameters: zeros(1) }),
    second('provider without a name', wrongParameters, provider(zeros(0))),
    second('provider with a name of 256 bytes', wrongParameters, provider(utf8('n'.repeat(256)))),
    second('provider, its name not UTF-8', 'slot: UTF-8', provider(Buffer.from('c328', 'hex'))),
    second('provider, its name overlong UTF-8', 'slot: UTF-8', provider(Buffer.from('c0af', 'hex'))),
    second('provider, 1,025 wrapped bytes', 'slot: wrapped key', provider(utf8('p'), 1025)),
    ...[1, 2, 3].flatMap((type) =>
      [111, 113].map((wrapped) =>
        second(`type ${type}, ${wrapped} wrapped bytes`, 'slot: wrapped key', {
          type,
          parameters: least[type],
          wrapped,
        }),
      ),
    ),
    second('longer than the head', 'head: too short', { type: 3 }, { wrappedLength: u(2, 65_535) }),
  ];
}

function limits() {
  const alone = (name, reason, slot) => second(`limits: ${name}`, `limits: ${reason}`, slot);
  const pair = (name, reason, a, b) => {
    const [one, other] = [second('', '', a), second('', '', b)];
    return head(`slot: limits: ${name}`, `limits: ${reason}`, (fields) => {
      for (const each of [one, other]) each.change.head(fields);
    });
  };
  return [
    from('PBKDF2', 'limits: iterations')('slot: limits: 99,999 iterations, in the slot that opens', undefined, {
      spec: { slots: [{ type: 1, iterations: 99_999, passphrase: 'Pa\u00df\u00e4\u00c5' }] },
    }),
    alone('no iterations', 'iterations', pbkdf2(0)),
    alone('99,999 iterations', 'iterations', pbkdf2(99_999)),
    alone('10,000,001 iterations', 'iterations', pbkdf2(10_000_001)),
    alone('2^32 - 1 iterations', 'iterations', pbkdf2(2 ** 32 - 1)),
    alone('no lanes', 'lanes', argon2(64, 1, 0)),
    alone('17 lanes', 'lanes', argon2(1024, 1, 17)),
    alone('no passes', 'passes', argon2(64, 0, 1)),
    alone('17 passes', 'passes', argon2(64, 17, 1)),
    alone('7 KiB for a lane', 'memory', argon2(7, 1, 1)),
    alone('127 KiB for 16 lanes', 'memory', argon2(127, 1, 16)),
    alone('1,048,577 KiB', 'memory', argon2(1_048_577, 1, 1)),
    alone('2^32 - 1 KiB and passes', 'passes', argon2(2 ** 32 - 1, 2 ** 32 - 1, 1)),
    alone('2^32 - 1 KiB', 'memory', argon2(2 ** 32 - 1, 1, 1)),
    alone('838,861 KiB, 5 passes', 'memory times passes', argon2(838_861, 5, 1)),
    pair('10,000,001 iterations in two slots', 'sum of iterations', pbkdf2(5_000_000), pbkdf2(5_000_001)),
    pair(
      '4,194,312 KiB times passes in two slots',
      'sum of memory times passes',
      argon2(1_048_576, 4, 1),
      argon2(8, 1, 1),
    ),
  ];
}

function unlocking(store) {
  const opened = (name, reason, change, more, base = 'raw key') =>
    from(base, reason)(`unlocking: ${name}`, { head: (fields, tools) => change(fields.slots[0], tools) }, more);
  const nothing = (name, base, unlock) => from(base, 'no slot opens')(`unlocking: ${name}`, {}, { unlock });
  const seal = (slot, { context, cseal }, rootKey, type = slot.type) =>
    cseal(
      Buffer.from(store('raw key').unlocks[0].key, 'hex'),
      context('slot', slot.id, type, slot.parameters),
      rootKey,
    );
  return [
    nothing('another key', 'raw key', { key: flip(Buffer.from(store('raw key').unlocks[0].key, 'hex'), 31) }),
    nothing('another passphrase, by PBKDF2', 'PBKDF2', { passphrase: utf8('Passaa') }),
    nothing('the passphrase in NFD', 'PBKDF2', { passphrase: utf8('Pa\u00df\u00e4\u00c5'.normalize('NFD')) }),
    nothing('another passphrase, by Argon2id', 'Argon2id', { passphrase: utf8('correct horse battery stapl') }),
    nothing('a passphrase where there is a raw key alone', 'raw key', { passphrase: utf8('a') }),
    nothing('a raw key where there is a passphrase alone', 'PBKDF2', { key: store('raw key').unlocks[0].key }),
    opened('another slot id', 'no slot opens', (slot) => Object.assign(slot, { id: flip(slot.id) })),
    opened('a bit of the salt of cseal', 'no slot opens', (slot) =>
      Object.assign(slot, { wrapped: flip(slot.wrapped, 0) }),
    ),
    opened('a bit of the commitment', 'no slot opens', (slot) =>
      Object.assign(slot, { wrapped: flip(slot.wrapped, 32) }),
    ),
    opened('a bit of the ciphertext', 'no slot opens', (slot) =>
      Object.assign(slot, { wrapped: flip(slot.wrapped, 64) }),
    ),
    opened('a bit of the tag', 'no slot opens', (slot) => Object.assign(slot, { wrapped: flip(slot.wrapped, 111) })),
    opened('sealed as a slot of another type', 'no slot opens', (slot, tools) =>
      Object.assign(slot, { wrapped: seal(slot, tools, tools.rootKey, u(1, 1)) }),
    ),
    opened('31 bytes as RK', 'slot: wrapped key', (slot, tools) => {
      const wrapped = seal(slot, tools, tools.rootKey.subarray(1));
      Object.assign(slot, { wrapped, wrappedLength: u(2, wrapped.length) });
    }),
    opened('the slot of another store', 'no slot opens', (slot) => {
      const other = Object.values(store('empty').objects)[0];
      Object.assign(slot, { id: other.subarray(228, 244), wrapped: other.subarray(250, 362) });
    }),
    opened('a slot that holds another RK', 'root commitment', (slot, tools) =>
      Object.assign(slot, { wrapped: seal(slot, tools, zeros(32)) }),
    ),
    opened('PBKDF2, another salt', 'no slot opens', changeParameters(0), undefined, 'PBKDF2'),
    opened('PBKDF2, one iteration more', 'no slot opens', changeParameters(35), undefined, 'PBKDF2'),
    opened('Argon2id, another salt', 'no slot opens', changeParameters(0), undefined, 'Argon2id'),
    opened('Argon2id, 65 KiB', 'no slot opens', changeParameters(35), undefined, 'Argon2id'),
    opened('Argon2id, 2 passes', 'no slot opens', changeParameters(39), undefined, 'Argon2id'),
    opened('Argon2id, 5 lanes', 'no slot opens', changeParameters(40), undefined, 'Argon2id'),
  ];
}

function changeParameters(at) {
  return (slot) => Object.assign(slot, { parameters: flip(slot.parameters, at) });
}

function masterKeys() {
  const base = 'all kinds under two of three master keys';
  const change = (name, reason, edit, more) =>
    from(base, reason)(`master key: ${name}`, { head: (fields, tools) => edit(fields.masters, fields, tools) }, more);
  const set = (name, reason, at, key, value) =>
    change(name, reason, (masters) => Object.assign(masters[at], { [key]: value }));
  return [
    change('in descending order', 'head: order of master keys', (masters) => masters.reverse()),
    change('two of one id', 'head: order of master keys', (masters, fields) => {
      masters.push({ ...masters[2], status: u(1, 3), wrapped: zeros(112) });
      fields.m = u(1, 4);
    }),
    change('the primary is not the last', 'head: one primary', (masters, fields) => {
      masters.push({ ...masters[1], id: u(4, 9), status: u(1, 3), wrapped: zeros(112) });
      Object.assign(fields, { m: u(1, masters.length) });
    }),
    set('status 0', 'master key: status', 1, 'status', u(1, 0)),
    set('status 4', 'master key: status', 1, 'status', u(1, 4)),
    set('its zero bytes are not', 'head: not zero', 1, 'zero', u(3, 1)),
    set('two primaries', 'head: one primary', 1, 'status', u(1, 1)),
    set('no primary', 'head: one primary', 2, 'status', u(1, 2)),
    change('destroyed, and there', 'master key: destroyed, but there', ([destroyed, other]) =>
      Object.assign(destroyed, { wrapped: other.wrapped }),
    ),
    set('destroyed, a single bit there', 'master key: destroyed, but there', 0, 'wrapped', u(112, 1)),
    set('there, and not', 'cseal: commitment', 1, 'wrapped', zeros(112)),
    change('two exchanged', 'cseal: commitment', ([, a, b]) => {
      [a.wrapped, b.wrapped] = [b.wrapped, a.wrapped];
    }),
    set('another id', 'cseal: commitment', 1, 'id', u(4, 3)),
    set('another time', 'cseal: commitment', 1, 'created', u(8, TIME)),
    change('a bit of the tag', 'cseal: tag', ([, key]) => Object.assign(key, { wrapped: flip(key.wrapped, 111) })),
    change('sealed by RK itself', 'cseal: commitment', ([, key], _, { context, cseal, rootKey, masters }) =>
      Object.assign(key, { wrapped: cseal(rootKey, context('master', key.id, key.created), masters[1].key) }),
    ),
    change('another key', 'cseal: commitment', ([, key], _, { context, cseal, derived }) =>
      Object.assign(key, { wrapped: cseal(derived.wrap, context('master', key.id, key.created), zeros(32)) }),
    ),
    change('destroyed under its entries', 'entry: no such master key', ([, key]) =>
      Object.assign(key, { status: u(1, 3), wrapped: zeros(112) }),
    ),
    change('left out under its entries', 'entry: no such master key', (masters, fields) => {
      masters.splice(1, 1);
      fields.m = u(1, 2);
    }),
  ];
}

function anchors(store) {
  const base = 'three generations';
  const { anchors: heads } = store(base);
  const refuse = (name, reason, generation, hash, on = base) =>
    from(on, reason)(`anchor: ${name}`, {}, { anchor: { generation, hash } });
  const needed = from('needs an anchor', 'anchor: needed')(
    'anchor: none where one is needed',
    {},
    { unlock: store(base).unlocks[0] },
  );
  return [
    needed,
    refuse('a higher generation', 'anchor: rollback', 3, zeros(32)),
    refuse('the same generation, another hash', 'anchor: another head', 2, flip(heads[2].hash)),
    refuse('the generation before, another hash', 'anchor: another previous head', 1, flip(heads[1].hash)),
    {
      ...afterwards(
        'anchor: the head removed, as in an older state',
        'anchor: rollback',
        (objects, name) => delete objects[name],
        base,
      ),
      anchor: heads[2],
    },
  ];
}

function buckets(store, bucketOf) {
  const change = (name, reason, edit, base = 'raw key') =>
    from(base, reason)(`bucket: ${name}`, { bucket: (fields, number) => edit(fields, number) });
  const set = (name, reason, key, value) => change(name, reason, (fields) => Object.assign(fields, { [key]: value }));
  const object = (name, reason, edit, base) => afterwards(`bucket: ${name}`, reason, edit, base);
  const stale = 'three generations';
  const numbers = bucketsIn(store('k = 4').objects).map((name) => Number.parseInt(name.slice(2, 4), 16));
  const [first] = numbers;
  const empty = Array.from({ length: 16 }, (_, i) => i).find((i) => !numbers.includes(i));
  return [
    set('magic of a head', 'bucket: magic', 'magic', utf8('FEDZKKH1')),
    set('store id', 'bucket: store id', 'storeId', u(16, 1)),
    set('a number of 2^k', 'bucket: number', 'number', u(1, 1)),
    set('another k', 'bucket: k', 'k', u(1, 4)),
    set('byte 42 is not zero', 'bucket: not zero', 'zero', u(2, 256)),
    set('byte 43 is not zero', 'bucket: not zero', 'zero', u(2, 1)),
    from('empty', 'bucket: number of rows')('bucket: no rows', {
      head: (fields, { objects }) => {
        const bytes = Buffer.concat([utf8('FEDZKKB1'), fields.storeId, u(16, 1), zeros(8)]);
        fields.hashes[0] = sha256(bytes);
        objects[bucketName(0, fields.hashes[0])] = bytes;
      },
    }),
    change('a row more than there is', 'bucket: too short', (fields) => Object.assign(fields, { count: u(4, 100) })),
    change('2^32 - 1 rows', 'bucket: too short', (fields) => Object.assign(fields, { count: u(4, 2 ** 32 - 1) })),
    change('rows in descending order', 'bucket: order of rows', (fields) => {
      fields.rows.reverse();
      fields.entries.reverse();
    }),
    from('raw key', 'bucket: order of rows')('bucket: a row twice', {
      bucket: (fields) => {
        fields.count = u(4, 3);
        fields.rows.push(fields.rows[1]);
        fields.entries.push(fields.entries[1]);
      },
      head: (fields) => Object.assign(fields, { count: u(4, 3) }),
    }),
    change(
      'a tag of another bucket',
      'bucket: a tag of another bucket',
      (fields) => Object.assign(fields.rows[0], { tag: flip(fields.rows[0].tag, 0, 16) }),
      'k = 4',
    ),
    change('a row with the tag of another name', 'entry: the tag is of another name', (fields) =>
      Object.assign(fields.rows[0], { tag: flip(fields.rows[0].tag, 15) }),
    ),
    change('entries not in the order of their rows', 'entry: hash', (fields) => fields.entries.reverse()),
    change(
      'entries exchanged, with their lengths and hashes',
      'entry: the tag is of another name',
      ({ rows, entries }) => {
        const [a, b] = rows;
        [rows[0], rows[1]] = [
          { ...b, tag: a.tag },
          { ...a, tag: b.tag },
        ];
        entries.reverse();
      },
    ),
    change('a length of an entry, one more', 'entry: hash', ({ rows, entries }) => {
      Object.assign(rows[0], { length: u(4, entries[0].length + 1) });
    }),
    change('a length of an entry, 2^32 - 1', 'entry: too long', ({ rows }) =>
      Object.assign(rows[0], { length: u(4, 2 ** 32 - 1) }),
    ),
    change('a hash of an entry', 'entry: hash', ({ rows }) => Object.assign(rows[1], { hash: flip(rows[1].hash) })),
    change('a byte of an entry', 'entry: hash', ({ entries }) => Object.assign(entries, { 0: flip(entries[0], 200) })),
    change('a byte after the entries', 'bucket: bytes left over', ({ entries }) => entries.push(zeros(1))),
    change('an entry that no row names', 'bucket: bytes left over', ({ entries }) => entries.push(entries[0])),
    change('the last byte is missing', 'bucket: too short', ({ entries }) =>
      Object.assign(entries, { 1: entries[1].subarray(0, -1) }),
    ),
    object('missing', 'bucket: missing', (objects, _, [name]) => delete objects[name]),
    object('empty', 'bucket: too short', (objects, _, [name]) => Object.assign(objects, { [name]: zeros(0) })),
    object('a bit of a row, under the old hash', 'bucket: hash', (objects, _, [name]) =>
      Object.assign(objects, { [name]: flip(objects[name], 48) }),
    ),
    object('its random bytes, under the old hash', 'bucket: hash', (objects, _, [name]) =>
      Object.assign(objects, { [name]: flip(objects[name], 24) }),
    ),
    object(
      'two exchanged',
      'bucket: hash',
      (objects, _, [a, b]) => Object.assign(objects, { [a]: objects[b], [b]: objects[a] }),
      'k = 4',
    ),
    object(
      'of an older generation in its place',
      'bucket: hash',
      (objects) => Object.assign(objects, { [bucketOf(stale, 1)]: store(stale).objects[bucketOf(stale, 0)] }),
      stale,
    ),
    from('raw key', 'head: number of entries')('bucket: no longer named, its entries still counted', {
      head: (fields) => Object.assign(fields, { hashes: [zeros(32)] }),
    }),
    from('raw key', 'bucket: missing')('bucket: the head has another hash', {
      head: (fields) => Object.assign(fields, { hashes: [flip(fields.hashes[0])] }),
    }),
    from('raw key', 'bucket: hash')('bucket: the head has another hash with the same first half', {
      head: (fields) => Object.assign(fields, { hashes: [flip(fields.hashes[0], 31)] }),
    }),
    from('k = 4', 'bucket: missing')('bucket: two hashes of the head exchanged', {
      head: ({ hashes }) => {
        const [a, b] = hashes.flatMap((hash, i) => (hash.equals(zeros(32)) ? [] : [i]));
        [hashes[a], hashes[b]] = [hashes[b], hashes[a]];
      },
    }),
    from('k = 4', 'bucket: a tag of another bucket')('bucket: at an empty place, and it says so', {
      bucket: (fields) => {
        if (fields.number[0] === first) fields.number = u(1, empty);
      },
      head: ({ hashes }, { objects }) => {
        objects[bucketName(empty, hashes[first])] = objects[bucketName(first, hashes[first])];
        delete objects[bucketName(first, hashes[first])];
        [hashes[first], hashes[empty]] = [hashes[empty], hashes[first]];
      },
    }),
    from('k = 4', 'bucket: number')('bucket: two hashes exchanged, the names too', {
      head: ({ hashes }, { objects }) => {
        const [a, b] = hashes.flatMap((hash, i) => (hash.equals(zeros(32)) ? [] : [i]));
        objects[bucketName(a, hashes[b])] = objects[bucketName(b, hashes[b])];
        objects[bucketName(b, hashes[a])] = objects[bucketName(a, hashes[a])];
        [hashes[a], hashes[b]] = [hashes[b], hashes[a]];
      },
    }),
  ];
}

/** Changes the first entry, `a` of kind aes-256, before it is sealed. */
const entry = (name, reason, edit, more) =>
  from('raw key', reason)(`entry: ${name}`, { entry: (made) => (made.at === 0 ? edit(made) : undefined) }, more);

function entries() {
  const before = (name, reason, key, value) =>
    entry(name, reason, ({ fields }) => Object.assign(fields, { [key]: value }));
  /** Changes it after it was sealed and before it is hashed, as somebody with RK could do, or a writer with a defect. */
  const after = (name, reason, edit) =>
    from('raw key', reason)(`entry: ${name}`, { sealed: ({ outside, at }) => (at === 0 ? edit(outside) : undefined) });
  const start = (name, at, mask) =>
    after(`${name}, after it was sealed`, 'cseal: commitment', (outside) =>
      Object.assign(outside, { start: flip(outside.start, at, mask) }),
    );
  const bit = (name, reason, key, at) =>
    after(name, reason, (outside) => Object.assign(outside, { [key]: flip(outside[key], at) }));
  const exchanged = (key) => {
    const seen = [];
    return from('raw key', 'cseal: commitment')(`entry: ${key === 'dek' ? 'two DEKs' : 'two payloads'} exchanged`, {
      sealed: ({ outside }) => seen.push(outside),
      bucket: (fields) => {
        [seen[0][key], seen[1][key]] = [seen[1][key], seen[0][key]];
        const remade = new Map(seen.map((outside) => [outside.start.toString('hex'), encode(outside)]));
        fields.entries = fields.entries.map((bytes) => remade.get(bytes.toString('hex', 0, 36)));
        fields.rows = fields.rows.map(({ tag }, i) => ({
          tag,
          length: u(4, fields.entries[i].length),
          hash: sha256(fields.entries[i]),
        }));
      },
    });
  };
  const secret = (name, kind, length) =>
    entry(`${name} of ${length} bytes`, 'secret: length', ({ fields, inside }) => {
      Object.assign(fields, { kind: u(1, kind) });
      Object.assign(inside, { secret: zeros(length) });
    });
  return [
    before('magic', 'entry: magic', 'magic', utf8('FKE2')),
    before('suite 0', 'entry: suite', 'suite', u(1, 0)),
    before('suite 2', 'entry: suite', 'suite', u(1, 2)),
    before('kind 0', 'entry: kind', 'kind', u(1, 0)),
    before('kind 5', 'entry: kind', 'kind', u(1, 5)),
    before('bit 1 of the flags', 'entry: flags', 'flags', u(2, 2)),
    before('bit 15 of the flags', 'entry: flags', 'flags', u(2, 0x8000)),
    before('version 0', 'entry: version', 'version', u(8, 0)),
    before('a master key that is not there', 'entry: no such master key', 'master', u(4, 2)),
    start('kind', 5, 3),
    start('exportable', 7, 1),
    start('id', 8, 1),
    start('version', 31, 2),
    from('all kinds under two of three master keys', 'cseal: commitment')(
      'entry: under another master key than it says',
      {
        entry: ({ at, wrapper, masters }) => (at === 0 ? Object.assign(wrapper, { key: masters[2].key }) : undefined),
      },
    ),
    from('all kinds under two of three master keys', 'cseal: commitment')('entry: the id of another master key', {
      sealed: ({ outside, at }) =>
        at === 0 ? Object.assign(outside, { start: flip(outside.start, 35, 5) }) : undefined,
    }),
    bit('DEK, a bit of the salt', 'cseal: commitment', 'dek', 0),
    bit('DEK, a bit of the commitment', 'cseal: commitment', 'dek', 32),
    bit('DEK, a bit of the tag', 'cseal: tag', 'dek', 111),
    bit('payload, a bit of the salt', 'cseal: commitment', 'payload', 0),
    bit('payload, a bit of the commitment', 'cseal: commitment', 'payload', 63),
    bit('payload, a bit of the ciphertext', 'cseal: tag', 'payload', 64),
    exchanged('dek'),
    exchanged('payload'),
    after('empty', 'entry: too short', (outside) =>
      Object.assign(outside, { start: zeros(0), dek: zeros(0), payload: zeros(0) }),
    ),
    after('ends within the DEK', 'entry: too short', (outside) =>
      Object.assign(outside, { dek: outside.dek.subarray(1), payload: zeros(0) }),
    ),
    after('without a payload', 'cseal: length', (outside) => Object.assign(outside, { payload: zeros(0) })),
    after('payload of 79 bytes', 'cseal: length', (outside) =>
      Object.assign(outside, { payload: outside.payload.subarray(0, 79) }),
    ),
    after('a byte after the payload', 'cseal: tag', (outside) =>
      Object.assign(outside, { payload: Buffer.concat([outside.payload, zeros(1)]) }),
    ),
    entry('a payload of three bytes', 'payload: too short', ({ inside }) =>
      Object.assign(inside, { length: zeros(3), metadata: zeros(0), secret: zeros(0) }),
    ),
    entry('a payload that ends within the metadata', 'payload: too short', ({ inside }) =>
      Object.assign(inside, { length: u(4, inside.metadata.length + 33) }),
    ),
    secret('aes-256', 1, 31),
    secret('aes-256', 1, 33),
    secret('aes-256', 1, 0),
    secret('hmac-sha256', 2, 31),
    secret('hmac-sha256', 2, 64),
    secret('opaque', 3, 0),
    secret('opaque', 3, 65_537),
  ];
}

function metadata() {
  const bytes = (name, reason, value, more) =>
    entry(
      `metadata: ${name}`,
      reason,
      ({ inside }) => Object.assign(inside, { metadata: value, length: u(4, value.length) }),
      more,
    );
  const json = (name, reason, value, more) => bytes(name, reason, utf8(value), more);
  const members = (name, reason, more) => json(name, reason, JSON.stringify({ name: 'a', created: TIME, ...more }));
  /** The tag is of the name as a reader would read it that does not check it. */
  const named = (name, value, tagOf) => {
    const { change, ...rest } = json(name, 'metadata: name', value);
    const tags = {
      bucket: (fields) => {
        const at = fields.rows.findIndex(({ tag }) => tag.equals(hmac(tags.nameKey, utf8('a')).subarray(0, 16)));
        Object.assign(fields.rows[at], { tag: hmac(tags.nameKey, utf8(tagOf)).subarray(0, 16) });
        const order = fields.rows
          .map((_, i) => i)
          .sort((i, j) => Buffer.compare(fields.rows[i].tag, fields.rows[j].tag));
        fields.rows = order.map((i) => fields.rows[i]);
        fields.entries = order.map((i) => fields.entries[i]);
      },
    };
    const takeNameKey = (made) => {
      tags.nameKey = made.nameKey;
      change.entry(made);
    };
    return { ...rest, change: { entry: takeNameKey, bucket: tags.bucket } };
  };
  const withName = (name) => JSON.stringify({ name, created: TIME });
  return [
    bytes('65,537 bytes', 'metadata: too long', utf8(metadataOf(65_537, 'a'))),
    bytes(
      'not UTF-8',
      'metadata: UTF-8',
      Buffer.concat([utf8('{"name":"a","created":0,"owner":"'), u(1, 0xff), utf8('"}')]),
    ),
    bytes(
      'a surrogate in UTF-8',
      'metadata: UTF-8',
      Buffer.concat([utf8('{"name":"a","created":0,"owner":"'), u(3, 0xeda080), utf8('"}')]),
    ),
    json('a byte order mark', 'metadata: JSON', `\uFEFF${withName('a')}`),
    json('white space', 'metadata: another text', `{ "name":"a","created":${TIME}}`),
    json('an escape that is not needed', 'metadata: another text', `{"name":"\\u0061","created":${TIME}}`),
    json('a number in another way', 'metadata: another text', '{"name":"a","created":1.7e12}'),
    json('a member twice', 'metadata: another text', `{"name":"a","created":0,"created":${TIME}}`),
    json('none', 'metadata: JSON', ''),
    json('not JSON', 'metadata: JSON', `${withName('a')}}`),
    json('a list', 'metadata: an object', '["a"]'),
    json('null', 'metadata: an object', 'null'),
    json('without a name', 'metadata: name', JSON.stringify({ created: TIME })),
    json('name is a number', 'metadata: name', withName(1)),
    named('name is empty', withName(''), ''),
    named('name of 256 bytes', withName('\u00e9'.repeat(128)), '\u00e9'.repeat(128)),
    named('name in NFD', withName('e\u0301'), '\u00e9'),
    named('name with half a surrogate pair', '{"name":"\\ud800","created":0}', '\ufffd'),
    json('another name than the tag is of', 'entry: the tag is of another name', withName('c')),
    json('without the time', 'metadata: a time', JSON.stringify({ name: 'a' })),
    members('the time is a string', 'metadata: a time', { created: String(TIME) }),
    members('a negative time', 'metadata: a time', { created: -1 }),
    members('half a millisecond', 'metadata: a time', { created: 0.5 }),
    members('expires is a string', 'metadata: a time', { expires: '2030' }),
    members('expires is null', 'metadata: a time', { expires: null }),
    members('purpose is a number', 'metadata: a string', { purpose: 1 }),
    members('owner is null', 'metadata: a string', { owner: null }),
    members('hold is false', 'metadata: hold or metadata', { hold: false }),
    members('hold is 1', 'metadata: hold or metadata', { hold: 1 }),
    members('metadata is a list', 'metadata: hold or metadata', { metadata: [] }),
    members('metadata is null', 'metadata: hold or metadata', { metadata: null }),
    members('a member that the page does not name', 'metadata: another member', { x: 1 }),
  ];
}
