/** A key of 500 MB is contributed to in at most 300 MB of memory. SLOW=1 has it; else a key of 25 MB. */
import { closeSync, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { folderOf } from '@fedzk/testkit/folders';
import { program, runNode } from '@fedzk/testkit/processes';
import { readContributions } from '@fedzk/verify/ceremony';
import { expect, it } from 'vitest';
import { u32 } from '../../src/ceremony/format/bytes.js';
import { numbersOf } from '../../src/ceremony/format/curves.js';
import { openKeyFile } from '../../src/node.js';
import { slowEngine } from './support/slow-engine.js';

const slow = process.env['SLOW'] === '1';
const WIRES = slow ? 200_000 : 20_000;
const COEFFICIENTS = slow ? 10_000_000 : 400_000;
const DOMAIN = 2 ** 12;

/** Writes a key all of whose points are generators, and its coefficients zero: its form is that of a key. */
function writeLarge(path: string): void {
  const engine = slowEngine('bn254');
  const [g1, g2] = [engine.generator('g1'), engine.generator('g2')];
  const { q, r } = numbersOf('bn254');
  const header = Buffer.concat([
    ...[u32(32), q, u32(32), r, u32(WIRES), u32(1), u32(DOMAIN)],
    ...[g1, g1, g2, g2, g1, g2],
  ]);
  const file = openSync(path, 'wx');
  const write = (bytes: Uint8Array): void => {
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
  };
  const begin = (type: number, length: number): void => {
    const head = Buffer.alloc(12);
    head.writeUInt32LE(type);
    head.writeBigUInt64LE(BigInt(length), 4);
    write(head);
  };
  const repeated = (type: number, item: Uint8Array, count: number, before: Uint8Array = new Uint8Array()): void => {
    begin(type, before.length + count * item.length);
    write(before);
    const many = Buffer.concat(Array.from({ length: Math.min(count, 10_000) }, () => item));
    for (let left = count; left > 0; left -= 10_000) write(many.subarray(0, Math.min(left, 10_000) * item.length));
  };
  write(Buffer.concat([Buffer.from('zkey'), u32(1), u32(10)]));
  repeated(1, u32(1), 1);
  repeated(2, header, 1);
  repeated(3, g1, 2);
  repeated(4, new Uint8Array(44), COEFFICIENTS, u32(COEFFICIENTS));
  repeated(5, g1, WIRES);
  repeated(6, g1, WIRES);
  repeated(7, g2, WIRES);
  repeated(8, g1, WIRES - 2);
  repeated(9, g1, DOMAIN);
  repeated(10, Buffer.concat([new Uint8Array(64), u32(0)]), 1);
  closeSync(file);
}

it('a large key takes little memory', { timeout: 600_000 }, async () => {
  const dir = folderOf();
  const [from, to] = [join(dir, 'a.zkey'), join(dir, 'b.zkey')];
  writeLarge(from);
  if (slow) expect(statSync(from).size).toBeGreaterThan(500e6);
  const child = await program(new URL('support/large-contributor.ts', import.meta.url));
  const { code, stdout, stderr } = await runNode([child, from, to]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const { hash, megabytes } = JSON.parse(stdout);
  expect(megabytes).toBeLessThan(300);
  const written = await openKeyFile(to);
  expect((await readContributions(written)).contributions).toMatchObject([{ name: 'large', hash }]);
  expect(written.size).toBeGreaterThan(statSync(from).size);
  await written.close();
});
