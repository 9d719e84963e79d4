import { aesGcm } from '@fedzk/keys/primitives';
import { gcm } from '@noble/ciphers/aes.js';
import { type Contender, requireSame, type Subject } from '../contenders.js';
import { fixedBytes } from './bytes.js';
import { type ModuleGcm, ourModule, rustCrypto } from './modules.js';
import type { NodePeers } from './peers.js';
import { webGcm } from './web.js';

type Given = Uint8Array | Promise<Uint8Array>;

/** A way to seal and open one message repeatedly. The key is expanded once if the API allows it. */
interface Way {
  readonly name: string;
  readonly seal: () => unknown;
  readonly open: () => unknown;
  /** Do the same once more and return the bytes. */
  readonly sealed: () => Promise<Uint8Array>;
  readonly opened: () => Promise<Uint8Array>;
}

/** Times AES-256-GCM of a message of so many bytes, both ways. */
export async function aeadSubjects(bytes: number, size: string, node: NodePeers | undefined): Promise<Subject[]> {
  const [key, nonce, plaintext] = [fixedBytes(32, 1), fixedBytes(12, 2), fixedBytes(bytes, 3)];
  const ours = aesGcm(key);
  const sealed = ours.seal(nonce, plaintext);
  const web = await webGcm(key);
  const peer = node?.gcm(key);
  const relaxed = ourModule('relaxed', key, bytes);
  const strict = ourModule('strict', key, bytes);
  const ways = [
    way(
      'fedzk',
      () => ours.seal(nonce, plaintext),
      () => ours.open(nonce, sealed),
    ),
    strict && inPlace('fedzk strict, in place', strict, nonce, plaintext, sealed),
    relaxed && inPlace('fedzk relaxed, in place', relaxed, nonce, plaintext, sealed),
    inPlace('rustcrypto, in place', rustCrypto(key, bytes), nonce, plaintext, sealed),
    way(
      'noble',
      () => gcm(key, nonce).encrypt(plaintext),
      () => gcm(key, nonce).decrypt(sealed),
    ),
    peer &&
      way(
        'node:crypto',
        () => peer.seal(nonce, plaintext),
        () => peer.open(nonce, sealed),
      ),
    way(
      'webcrypto',
      () => web.seal(nonce, plaintext),
      () => web.open(nonce, sealed),
    ),
  ].filter((each) => each !== undefined);

  const named = `AES-256-GCM, ${size}`;
  await requireAll(named, ways, (each) => each.sealed());
  await requireAll(named, ways, (each) => each.opened());
  const contenders = (of: (way: Way) => Contender['run']): Contender[] =>
    ways.map((each) => ({ name: each.name, run: of(each) }));
  return [
    { name: `${named}, seal`, contenders: contenders(({ seal }) => seal) },
    { name: `${named}, open`, contenders: contenders(({ open }) => open) },
  ];
}

async function requireAll(what: string, ways: readonly Way[], give: (way: Way) => Promise<Uint8Array>): Promise<void> {
  const given: Record<string, Uint8Array> = {};
  for (const each of ways) given[each.name] = await give(each);
  requireSame(what, given);
}

function way(name: string, seal: () => Given, open: () => Given): Way {
  return { name, seal, open, sealed: async () => seal(), opened: async () => open() };
}

/** Uses a module in place. Each call copies its input in, and leaves its output there. */
function inPlace(name: string, module: ModuleGcm, nonce: Uint8Array, plaintext: Uint8Array, sealed: Uint8Array): Way {
  const run = (input: Uint8Array, call: () => void) => (): void => {
    module.nonce.set(nonce);
    module.message.set(input);
    call();
  };
  const [seal, open] = [run(plaintext, module.seal), run(sealed, module.open)];
  return {
    name,
    seal,
    open,
    async sealed() {
      seal();
      return module.message.slice();
    },
    async opened() {
      open();
      return module.message.slice(0, plaintext.length);
    },
  };
}
