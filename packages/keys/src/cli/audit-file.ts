// Events as lines of JSON at the end of a file.

import { open } from 'node:fs/promises';
import type { AuditSink } from '@fedzk/core';
import { Trouble } from './trouble.js';

/** Resolves when a line is durable. A file that is made has mode 0600. */
export function auditFile(path: string): AuditSink {
  return {
    append: async (event) => {
      const file = await open(path, 'a', 0o600).catch((error: NodeJS.ErrnoException) => {
        throw new Trouble(
          `The audit file ${JSON.stringify(path)} cannot be written (${error.code ?? 'an unknown fault'}).`,
        );
      });
      try {
        await file.writeFile(`${JSON.stringify({ time: new Date().toISOString(), ...event })}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
    },
  };
}
