import { byteLength, concat, copyBytes, FedzkError, fromHex, plainView, toHex } from '@fedzk/core';
import { elsewhere } from '@fedzk/testkit/realms';
import { describe, expect, it } from 'vitest';

const all = Uint8Array.from({ length: 256 }, (_, i) => i);

function detached<T extends Uint8Array<ArrayBuffer> | Int32Array<ArrayBuffer>>(array: T): T {
  structuredClone(array.buffer, { transfer: [array.buffer] });
  return array;
}

describe('byteLength', () => {
  it('is the length of a Uint8Array of any kind', () => {
    for (const bytes of [
      new Uint8Array(3),
      Buffer.alloc(3),
      new (class extends Uint8Array {})(3),
      new Uint8Array(8).subarray(2, 5),
      new Uint8Array(new SharedArrayBuffer(3)),
      elsewhere('new Uint8Array(3)'),
      Object.setPrototypeOf(new Uint8Array(3), null),
      Object.defineProperty(new Uint8Array(3), 'length', { value: 9 }),
      Object.defineProperty(new Uint8Array(3), Symbol.toStringTag, { value: 'Int8Array' }),
    ]) {
      expect(byteLength(bytes)).toBe(3);
    }
    expect(byteLength(new Uint8Array())).toBe(0);
    expect(byteLength(detached(new Uint8Array(3)))).toBe(0);
  });

  it('is undefined for all else', () => {
    for (const value of [
      undefined,
      null,
      3,
      'abc',
      Symbol(),
      () => 3,
      {},
      [1, 2, 3],
      new ArrayBuffer(3),
      new DataView(new ArrayBuffer(3)),
      new Int8Array(3),
      new Uint8ClampedArray(3),
      new Uint16Array(3),
      Object.create(Uint8Array.prototype),
      { length: 3, byteLength: 3, [Symbol.toStringTag]: 'Uint8Array' },
      Object.setPrototypeOf(new Int8Array(3), Uint8Array.prototype),
      Object.defineProperty(new Int8Array(3), Symbol.toStringTag, { value: 'Uint8Array' }),
      new Proxy(new Uint8Array(3), {}),
    ]) {
      expect(byteLength(value)).toBeUndefined();
    }
  });
});

describe('plainView', () => {
  it('is the same memory, without what a subclass or a property says', () => {
    class Lying extends Int16Array {
      override get length(): number {
        return 1000;
      }
    }
    const lying = new Lying(new ArrayBuffer(8), 2, 3);
    const plain = plainView(lying, ['Int8Array', 'Int16Array']);
    expect([plain?.constructor, plain?.length, plain?.byteOffset, plain?.buffer]).toEqual([
      Int16Array,
      3,
      2,
      lying.buffer,
    ]);
    lying[2] = 7;
    expect(plain?.[2]).toBe(7);
  });

  it('is of this realm', () => {
    const plain = plainView(elsewhere('Float32Array.of(1, 2)'), ['Float32Array']);
    expect(plain).toBeInstanceOf(Float32Array);
    expect([...(plain ?? [])]).toEqual([1, 2]);
  });

  it('is undefined for other kinds, and where the memory is gone', () => {
    const shrinking = new ArrayBuffer(8, { maxByteLength: 8 });
    const shrunk = new Int32Array(shrinking, 4);
    shrinking.resize(2);
    const disguised = Object.setPrototypeOf(new Uint32Array(2), Int32Array.prototype);
    for (const value of [
      undefined,
      [1],
      new Int8Array(1),
      new Uint32Array(1),
      disguised,
      detached(new Int32Array(2)),
      shrunk,
    ]) {
      expect(plainView(value, ['Int32Array', 'Int16Array'])).toBeUndefined();
    }
    expect(plainView(new Int32Array(), ['Int32Array'])?.length).toBe(0);
  });
});

describe('copyBytes', () => {
  it('owns its memory', () => {
    const source = Buffer.from([1, 2, 3]);
    const copy = copyBytes(source.subarray(1));
    source.fill(0);
    expect([copy.constructor, copy.byteOffset, copy.buffer.byteLength]).toEqual([Uint8Array, 0, 2]);
    expect([...copy]).toEqual([2, 3]);
  });

  it('of shared memory is not shared', () => {
    expect(copyBytes(new Uint8Array(new SharedArrayBuffer(3))).buffer).toBeInstanceOf(ArrayBuffer);
  });
});

describe('concat', () => {
  it('puts parts one after the other', () => {
    expect([...concat()]).toEqual([]);
    expect([...concat(Uint8Array.of(1), new Uint8Array(), Buffer.from([2, 3]))]).toEqual([1, 2, 3]);
    const whole = Uint8Array.of(1, 2);
    const copy = concat(whole);
    whole.fill(0);
    expect([...copy]).toEqual([1, 2]);
  });
});

describe('toHex', () => {
  it('is the same as Node’s', () => {
    expect(toHex(all)).toBe(Buffer.from(all).toString('hex'));
    expect(toHex(new Uint8Array())).toBe('');
  });
});

describe('fromHex', () => {
  it.each([
    ['', []],
    ['00', [0]],
    ['09af', [0x09, 0xaf]],
    ['a0f9ff', [0xa0, 0xf9, 0xff]],
  ])('%s', (text, bytes) => {
    expect(fromHex(text)).toEqual(Uint8Array.from(bytes));
  });

  it('is the way back', () => {
    expect(fromHex(toHex(all))).toEqual(all);
    expect(fromHex(Buffer.from(all).toString('hex'))).toEqual(all);
  });

  it('throws for other values', () => {
    for (const text of ['0', 'fff', 'FF', '0g', ' 0', '0x', '/0', ':0', '`0', '٠٠', '00\n']) {
      expect(() => fromHex(text), text).toThrow(FedzkError);
    }
  });
});
