/**
 * Makes keystore/stores.json: key stores, their seal, and stores to be refused, all by packages/keys/FORMAT.md alone. The bytes are the
 * same on every run. `node make/keystore.mjs` writes, with `--check` it compares.
 */
import { refusals } from './keystore-refused.mjs';
import { specs } from './keystore-specs.mjs';
import { generator, headName, hedgedSalt, makeStore, seal, sha256, utf8 } from './keystore-writer.mjs';
import { output, versionOf } from './output.mjs';

const stores = specs.map(({ unlocks, anchorsAt = [], ...spec }) => {
  const { objects, values, entries } = makeStore(spec);
  const anchors = anchorsAt.map((generation) => ({ generation, hash: sha256(objects[headName(generation)]) }));
  return {
    name: spec.name,
    unlocks,
    ...(anchors.length > 0 ? { anchors } : {}),
    objects,
    entries: entries.map(shortened),
    values,
  };
});

const refused = refusals(stores).map(({ name, reason, base, spec, change, unlock, anchor }) => {
  const original = stores.find((store) => store.name === base);
  const { unlocks, anchorsAt, ...own } = { ...specs.find((each) => each.name === base), ...spec };
  const { objects } = makeStore(own, change);
  const names = new Set([...Object.keys(original.objects), ...Object.keys(objects)]);
  const changed = [...names].filter((each) => !(objects[each] && original.objects[each]?.equals(objects[each])));
  const only = Object.fromEntries(changed.map((each) => [each, objects[each] ?? null]));
  if (changed.length === 0 && !unlock && !anchor) throw new Error(`${name}: nothing is changed`);
  return {
    name,
    reason,
    base,
    unlock: unlock ?? unlocks[0],
    ...(anchor ? { anchor } : {}),
    objects: only,
  };
});

output(
  'keystore/stores.json',
  hexOf({
    origin: {
      what: 'Key stores of version 1 with all intermediate values, the committing seal they are made of, and stores to be refused',
      from: `make/keystore.mjs, an implementation from packages/keys/FORMAT.md alone, with node:crypto and npm @noble/hashes ${versionOf('@noble/hashes')} (Argon2id)`,
      licence: 'Apache-2.0 OR MIT',
      seed: 'SHA-256 over "fedzk keystore/<name>/<counter>"',
      form: 'bytes: hex; version, generation: numbers; `objects` of a refused store: those that differ from `base`, null where there is none; `reason`: what the reader of packages/keys/test says',
    },
    cseal: seals(),
    stores,
    refused,
  }),
  3,
);

/** Makes cseal with a given salt, and with the salt that a writer should take. */
function seals() {
  const draw = generator('cseal');
  const contexts = [utf8(''), utf8('context'), draw(200)];
  const lengths = [0, 1, 15, 16, 17, 32, 100, 1000];
  return lengths.flatMap((length, i) => {
    const [key, plain, context] = [draw(32), draw(length), contexts[i % contexts.length]];
    const [salt, drawn] = [draw(32), draw(32)];
    const hedged = hedgedSalt(key, context, plain, drawn);
    return [
      { key, context, plain, salt, sealed: seal(key, context, plain, salt) },
      { key, context, plain, drawn, salt: hedged, sealed: seal(key, context, plain, hedged) },
    ];
  });
}

/** Replaces a long secret with its hash. */
function shortened({ secret, ...entry }) {
  return { ...entry, ...(secret.length > 1000 ? { secretSha256: sha256(secret) } : { secret }) };
}

/** Writes bytes as hex, at any depth. */
function hexOf(value) {
  if (Buffer.isBuffer(value)) return value.toString('hex');
  if (Array.isArray(value)) return value.map(hexOf);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, hexOf(each)]));
}
