/** Fields that something put into Object.prototype are no fields of an event: neither written, nor in the way of reading. */
import { afterEach, expect, it } from 'vitest';
import { AuditLog, createSigner, memoryStorage } from '../src/entry/audit.inline.js';

const FIELDS = { actor: 'mallory', reason: 'x', sealed: 'x', severity: 'high', time: '2020-01-01T00:00:00.000Z' };

afterEach(() => {
  for (const name of [...Object.keys(FIELDS), 'vk_hash']) Reflect.deleteProperty(Object.prototype, name);
});

it('an event has its own fields only, and an entry too', async () => {
  const signer = await createSigner('example.com/own', new Uint8Array(32).fill(3));
  const log = await AuditLog.open(memoryStorage(), { origin: signer.name, signer, now: () => 1_800_000_000_000 });
  const proof = { system: 'groth16' };
  const event = { user_id: 'u', operation: 'op', resource: 'r', result: 'success', proof } as const;
  await log.append(event);
  Object.assign(Object.prototype, FIELDS, { vk_hash: '0'.repeat(64) });
  await log.append(event);
  const read = [];
  for await (const { entry, bytes } of log.entries()) read.push([Object.keys(entry), new TextDecoder().decode(bytes)]);
  await log.close();
  expect(read).toHaveLength(2);
  for (const [names, text] of read) {
    expect(names).toEqual(['id', 'operation', 'proof', 'resource', 'result', 'time', 'user_id', 'v']);
    for (const value of [...Object.values(FIELDS), 'vk_hash']) expect(text).not.toContain(`"${value}"`);
  }
});
