// @ts-check
import { definePackage } from '@fedzk/kit';

export default definePackage({
  entries: {
    '.': { source: 'src/index.ts', wasm: ['core', 'argon2'] },
    './primitives': { source: 'src/primitives/index.ts', wasm: ['core', 'argon2'] },
    './api-keys': { source: 'src/api-keys/index.ts', wasm: ['core'] },
    './node': { source: 'src/node.ts', runtimes: ['node'] },
    './pkcs11': { source: 'src/pkcs11/index.ts', runtimes: ['node'] },
    './slim': { source: 'src/slim.ts' },
  },
  cli: 'src/cli.ts',
  wasm: {
    core: {
      builds: { strict: 'fedzk_keys', relaxed: 'fedzk_keys_relaxed' },
      choose: { relaxed: 'swizzlesRelaxed' },
      give: { to: 'instantiate', in: 'src/instance.ts' },
    },
    argon2: { builds: { strict: 'fedzk_argon2' }, give: { to: 'provideArgon2', in: 'src/argon2.ts' } },
  },
  publish: ['FORMAT.md', 'NOTICE'],
  budgets: {
    // Ed25519 is 13,000 of it, in the module.
    '. edge-light': 84_900,
    './primitives edge-light': 57_700,
    './primitives inline': 62_800,
    './api-keys edge-light': 76_500,
    './api-keys edge-light { apiKeysReader }': 52_300,
    './node': 9_500,
    './pkcs11': 12_400,
    './slim': 35_100,
  },
});
