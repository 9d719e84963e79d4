// The part of a client of Redis that is used, as structural types, so that this package depends on no client.

import { methodsOf, toHex } from '@fedzk/core';

/** A `Redis` or `Cluster` of the package `ioredis`. */
export interface IoredisClient {
  evalsha(sha1: string, keyCount: number, ...keysAndArguments: string[]): Promise<unknown>;
  eval(script: string, keyCount: number, ...keysAndArguments: string[]): Promise<unknown>;
}

/** The keys and the arguments of a script. */
export interface ScriptCall {
  readonly keys: string[];
  readonly arguments: string[];
}

/** A client, pool, cluster or sentinel of the package `redis`, or of `@redis/client`. */
export interface NodeRedisClient {
  evalSha(sha1: string, call: ScriptCall): Promise<unknown>;
  eval(script: string, call: ScriptCall): Promise<unknown>;
}

export type RedisClient = IoredisClient | NodeRedisClient;

/** Runs a script with one key. */
export type RunScript = (script: string, key: string, given: readonly (string | number)[]) => Promise<unknown>;

/**
 * Makes a function that runs scripts by their SHA-1, and sends a script's text only where the server doesn't have it.
 *
 * @throws {FedzkError} `invalid-argument`
 */
export function scriptRunner(client: RedisClient): RunScript {
  const { byHash, byText } = callsOf(client);
  return async (script, key, given) => {
    const texts = given.map(String);
    try {
      return await byHash(await sha1Of(script), key, texts);
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
      return byText(script, key, texts);
    }
  };
}

type Call = (script: string, key: string, given: string[]) => Promise<unknown>;

function callsOf(client: RedisClient): { readonly byHash: Call; readonly byText: Call } {
  if (isNodeRedis(client)) {
    return {
      byHash: (sha1, key, given) => client.evalSha(sha1, { keys: [key], arguments: given }),
      byText: (script, key, given) => client.eval(script, { keys: [key], arguments: given }),
    };
  }
  methodsOf(client, ['evalsha', 'eval'], 'client', 'a client of ioredis or of redis');
  return {
    byHash: (sha1, key, given) => client.evalsha(sha1, 1, key, ...given),
    byText: (script, key, given) => client.eval(script, 1, key, ...given),
  };
}

function isNodeRedis(client: RedisClient): client is NodeRedisClient {
  try {
    return typeof (client as NodeRedisClient).evalSha === 'function';
  } catch {
    return false; // the methods of the other client are asked for next, and refuse it
  }
}

const hashes = new Map<string, Promise<string>>();

function sha1Of(script: string): Promise<string> {
  const known = hashes.get(script) ?? crypto.subtle.digest('SHA-1', new TextEncoder().encode(script)).then(hex);
  hashes.set(script, known);
  return known;
}

function hex(digest: ArrayBuffer): string {
  return toHex(new Uint8Array(digest));
}
