// @ts-check
import { definePackage } from '@fedzk/kit';

export default definePackage({
  entries: { '.': { source: 'src/index.ts', runtimes: ['node'] } },
  cli: 'src/cli.ts',
  publish: ['ROUTES.md'],
  budgets: {
    // Passkeys and codes of apps are 93,000 of it: WebAuthn's library brings ASN.1 and X.509.
    '.': 172_000,
  },
});
