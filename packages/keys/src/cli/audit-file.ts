// Events as lines of JSON at the end of a file.

import { open } from 'node:fs/promises';
import type { AuditSink } from '@fedzk/core';

/** Resolves when a line is durable. A file that is made has mode 0600. */
export function auditFile(path: string): AuditSink {
  return {
    append: async (event) => {
      const file = await open(path, 'a', 0o600);
      try {
        await file.writeFile(`${JSON.stringify({ time: new Date().toISOString(), ...event })}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
    },
  };
}
