// The log of an aggregator.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AuditLog } from '@fedzk/audit';
import { directoryStorage } from '@fedzk/audit/node';
import { FedzkError } from '@fedzk/core';
import { readFile } from '@fedzk/core/node';
import { type signerOf, subjectKeys } from '@fedzk/keys';
import type { Mode } from '../config.js';
import type { Self } from './identity.js';
import type { Layout } from './layout.js';
import type { Secrets } from './secrets.js';

/** How the log says that it can't see whether its writer runs. */
const UNSEEN = "can't be seen from here";

/** The most bytes of a checkpoint that are read for its origin. */
const MOST_BYTES = 65_536;

/** Returns the mode that stands in the name of a log, which anyone who reads the folder can see; `undefined` where there is no log. */
export function modeIn({ log }: Layout): Mode | undefined {
  const path = join(log, 'checkpoint');
  const bytes = existsSync(path) ? readFile(path, MOST_BYTES) : undefined;
  const [origin = ''] = new TextDecoder().decode(bytes).split('\n');
  return /\/fedzk\/(development|production)\//.exec(origin)?.[1] as Mode | undefined;
}

/** Whose log it is. */
export interface LogOwner {
  readonly self: Self;
  readonly logSigner: ReturnType<typeof signerOf>;
  readonly secrets: Secrets;
}

/**
 * Opens the log. It has one writer, so this fails while another process has it open.
 *
 * @param takeOver whether a process that can't be seen from here, since it ran before a restart of the machine, in another container or
 *   on another host, has ended for sure
 */
export function openLog(
  { log }: Layout,
  { self, logSigner, secrets }: LogOwner,
  { takeOver = false }: { readonly takeOver?: boolean } = {},
): Promise<AuditLog> {
  const privacy = { keys: subjectKeys(secrets.store) };
  const options = { origin: self.origin, signer: logSigner, privacy, takeOver };
  return AuditLog.open(directoryStorage(log), options).catch((error: unknown) => {
    if (!(error instanceof FedzkError && error.message.includes(UNSEEN))) throw error;
    throw new FedzkError(
      error.code,
      'The process that had this folder ran before a restart of the machine, in another container or on another host. Whether it still ' +
        'runs cannot be seen from here. If it has ended, pass --take-over once.',
      { cause: error },
    );
  });
}
