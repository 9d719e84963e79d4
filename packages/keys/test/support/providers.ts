import type { KeyProvider } from '@fedzk/keys';
import { aesKw } from '../../src/primitives/wrap.js';

/** A provider whose key lies here: AES-KW, as an HSM would do it. */
export function providerOf(name: string, key: Uint8Array): KeyProvider & { readonly destroyed: () => boolean } {
  let kept: Uint8Array | undefined = key.slice();
  const use = (): Uint8Array => {
    if (kept === undefined) throw new Error(`${name}: the key was destroyed`);
    return kept;
  };
  return {
    name,
    wrap: async (bytes) => aesKw.wrap(use(), bytes),
    unwrap: async (wrapped) => aesKw.unwrap(use(), wrapped),
    destroy: async () => {
      kept?.fill(0);
      kept = undefined;
    },
    destroyed: () => kept === undefined,
  };
}
