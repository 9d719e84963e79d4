// The API keys of clients.

import { FedzkError, quoted } from '@fedzk/core';
import { ApiKeys } from '@fedzk/keys/api-keys';
import { directoryStorage } from '@fedzk/keys/node';
import type { Mode } from '../config.js';
import { envOf, NAMES } from './identity.js';
import type { Layout } from './layout.js';
import type { Secrets } from './secrets.js';

/** Opens the API keys, by the pepper of the key store. @throws {FedzkError} `damaged`; `storage` */
export async function openApiKeys({ apiKeys }: Layout, secrets: Secrets, mode: Mode): Promise<ApiKeys> {
  const pepper = await secrets.needed(NAMES.pepper);
  try {
    return await ApiKeys.open(directoryStorage(apiKeys), { pepper, env: envOf(mode), create: false });
  } catch (error) {
    if (!(error instanceof FedzkError) || error.code === 'storage') throw error;
    const why = error.message.replace(/\.$/, '');
    throw new FedzkError(
      'damaged',
      `The API keys in ${quoted(apiKeys)} can't be opened (${why}). Restore the whole folder of data from a backup.`,
      { cause: error },
    );
  } finally {
    pepper.fill(0);
  }
}
