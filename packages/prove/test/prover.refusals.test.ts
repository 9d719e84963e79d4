/** Keys, witnesses and arguments that are refused, each with its code and what was expected. */

import { createProver, FedzkError, type Prover, type ProverOptions } from '@fedzk/prove';
import { outcomeOf } from '@fedzk/testkit/errors';
import { createVerifier } from '@fedzk/verify';
import { beforeAll, describe, expect, it } from 'vitest';
import { squares } from './support/circuits.js';
import { type Keyed, keyed, PRODUCT } from './support/keyed.js';
import { changed, integerAt, join, put, type Section, split } from './support/sections.js';
import { type Prime, snarkjsWitness } from './support/snarkjs.js';

const minute = 60_000;
const slow = process.env.SLOW === '1';
/** Secret, so that it may be in no message. */
const SECRET = 31_337;

interface Curve {
  readonly prime: Prime;
  readonly q: bigint;
  readonly r: bigint;
  /** Bytes of a coordinate. */
  readonly bytes: number;
}

const CURVES: readonly Curve[] = [
  {
    prime: 'bn128',
    q: 0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47n,
    r: 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001n,
    bytes: 32,
  },
  {
    prime: 'bls12381',
    q: 0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaabn,
    r: 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n,
    bytes: 48,
  },
];

/** Opens a prover, makes a proof, and closes it. */
async function outcome(options: ProverOptions, wtns: Uint8Array): Promise<string> {
  return outcomeOf(
    (async () => {
      await using prover = await createProver(options);
      const { proof, publicSignals } = await prover.proveWitness(wtns);
      using verifier = createVerifier(prover.verificationKey, { format: 'fedzk', curve: prover.curve });
      expect(verifier.explain(proof, publicSignals)).toBe('ok');
    })(),
  );
}

describe.each(CURVES)('on $prime', ({ prime, q, r, bytes }) => {
  let circuit: Keyed;
  let wtns: Uint8Array;

  beforeAll(async () => {
    circuit = await keyed(squares(3), prime);
    wtns = await snarkjsWitness(circuit.wasm, { x: [SECRET, 1, -SECRET] });
    expect(await outcome({ zkey: circuit.zkey }, wtns)).toBe('done');
  }, minute);

  const of = async (zkey: Uint8Array): Promise<string> => {
    const said = await outcome({ zkey }, wtns);
    expect(said).not.toContain(String(SECRET));
    return said;
  };
  const edit = (type: number, change: (content: Uint8Array) => Uint8Array): Promise<string> =>
    of(changed(circuit.zkey, type, change));
  const sections = (change: (all: Section[]) => Section[]): Promise<string> => {
    const { head, sections: all } = split(circuit.zkey);
    return of(join(head, change(all)));
  };

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9])('section %i missing, twice, cut, lengthened', async (type) => {
    expect(await sections((all) => all.filter((each) => each.type !== type))).toBe(
      `invalid-proving-key: "zkey" expected a proving key of snarkjs for Groth16: it has no section ${type}.`,
    );
    const twice = await sections((all) => [...all, ...all.filter((each) => each.type === type)]);
    expect(twice).toMatch(new RegExp(`^invalid-proving-key: .* got two sections ${type}\\.$`));
    const code = type === 1 ? 'unsupported: "zkey" expected a key for Groth16' : 'invalid-proving-key: "zkey" expected';
    for (const cut of [1, 4, bytes, 1_000_000]) {
      expect(await edit(type, (content) => content.slice(0, Math.max(0, content.length - cut)))).toContain(code);
    }
    for (const more of [1, 44, 4 * bytes]) {
      expect(await edit(type, (content) => new Uint8Array([...content, ...new Uint8Array(more)]))).toContain(code);
    }
  });

  it('invalid files, and truncated files', async () => {
    const { zkey } = circuit;
    const ends = [0, 1, 11, 12, 23, 24, 28, 100, zkey.length >> 1, zkey.length - 1];
    for (const end of ends) expect(await of(zkey.slice(0, end))).toMatch(/^invalid-proving-key: .* got a file /);
    expect(await of(wtns)).toContain('a file that doesn\'t begin with "zkey"');
    for (const [at, what] of [
      [4, 'version 0, not 1'],
      [8, 'two sections|sections|ends early|no section'],
    ] as const) {
      expect(await of(put(zkey.slice(), at, at === 4 ? 0n : 1_000n, 4))).toMatch(
        new RegExp(`^invalid-proving-key: .*(${what})`),
      );
    }
    expect(await of(put(zkey.slice(), 16, 1n << 63n, 8))).toContain('a file that ends early');
  });

  it('another protocol', async () => {
    for (const protocol of [0n, 2n, 10n]) {
      expect(await edit(1, (content) => put(content, 0, protocol, 4))).toMatch(/^unsupported: .*Groth16/);
    }
  });

  it('numbers of the header', async () => {
    const at = { q: 4, rBytes: 4 + bytes, r: 8 + bytes, wires: 40 + bytes, nPublic: 44 + bytes, domain: 48 + bytes };
    const header = (where: number, value: bigint, length: number): Promise<string> =>
      edit(2, (content) => put(content, where, value, length));
    for (const value of [0n, 31n, 1n << 31n]) expect(await header(0, value, 4)).toContain('section 2');
    for (const value of [0n, q - 2n, r]) expect(await header(at.q, value, bytes)).toContain('a prime of neither');
    expect(await header(at.rBytes, 48n, 4)).toContain("another scalar field than its curve's");
    for (const value of [0n, r - 2n]) expect(await header(at.r, value, 32)).toContain('another scalar field');
    for (const value of [0n, 1n]) expect(await header(at.wires, value, 4)).toContain('more public signals than wires');
    for (const value of [2n, 6n, 8n, 0xffff_ffffn]) expect(await header(at.wires, value, 4)).toContain('section');
    for (const value of [0n, 2n, 7n, 0xffff_ffffn]) expect(await header(at.nPublic, value, 4)).toContain('section');
    for (const value of [0n, 1n, 7n, 9n, 0xffff_ffffn]) {
      expect(await header(at.domain, value, 4)).toContain('section 2 has a domain');
    }
    for (const value of [4n, 16n]) expect(await header(at.domain, value, 4)).toContain('section 9');
    // The field of BLS12-381 has roots for it.
    expect(await header(at.domain, 1n << 31n, 4)).toContain(prime === 'bn128' ? 'section 2' : 'section 9');
  });

  it('points of the verification key', async () => {
    const points = 52 + bytes;
    const starts = [0, 2, 4, 8, 12, 14].map((i) => points + i * bytes);
    const wide = [false, false, true, true, false, true];
    for (const [i, start] of starts.entries()) {
      const size = (wide[i] ? 4 : 2) * bytes;
      expect(await edit(2, (content) => content.fill(0, start, start + size))).toContain('point at infinity');
      expect(await edit(2, (content) => put(content, start, 5n, bytes))).toContain('a point that is not of its group');
      for (let at = start; at < start + size; at += bytes) {
        const over = await edit(2, (content) => put(content, at, integerAt(content, at, bytes) + q, bytes));
        expect(over).toContain('section 2 has a coordinate that is not below the prime');
      }
    }
    for (const at of [0, bytes, 2 * bytes]) {
      expect(await edit(3, (content) => put(content, at, 5n, bytes))).toContain('section 3 has a point that is not');
      const over = await edit(3, (content) => put(content, at, integerAt(content, at, bytes) + q, bytes));
      expect(over).toContain('section 3 has a coordinate that is not below the prime');
    }
    expect(await edit(3, (content) => content.fill(0, 0, 2 * bytes))).toContain('section 3 has the point at infinity');
  });

  it.each([5, 6, 7, 8, 9])('points of section %i', async (type) => {
    const { sections: all } = split(circuit.zkey);
    const content = all.find((each) => each.type === type)?.content ?? new Uint8Array();
    // One that isn't infinity, which zeros are.
    const size = (type === 7 ? 4 : 2) * bytes;
    let at = 0;
    while (content.subarray(at, at + size).every((byte) => byte === 0)) at += size;
    for (const place of [at, at + bytes]) {
      expect(await edit(type, (own) => put(own, place, 5n, bytes))).toMatch(/^(invalid-proving-key|unsatisfied): /);
    }
  });

  it('coordinates of q more, of points that are used', async () => {
    for (const type of [5, 7, 8, 9]) {
      const said = await edit(type, (content) => {
        for (let at = 0; at < content.length; at += bytes) {
          const value = integerAt(content, at, bytes);
          if (value !== 0n) put(content, at, value + q, bytes);
        }
        return content;
      });
      expect(said).toMatch(/^invalid-proving-key: .* a coordinate that is not below the prime\.$/);
    }
  });

  it('coefficients', async () => {
    const first = (at: number, value: bigint, length: number): Promise<string> =>
      edit(4, (content) => put(content, 4 + at, value, length));
    const refused = 'section 4 has a coefficient of a row or a wire that is not there';
    for (const matrix of [2n, 3n, 0xffff_ffffn]) expect(await first(0, matrix, 4)).toContain(refused);
    for (const row of [8n, 0xffff_ffffn]) expect(await first(4, row, 4)).toContain(refused);
    for (const wire of [7n, 0xffff_ffffn]) expect(await first(8, wire, 4)).toContain(refused);
    for (const value of [r, (1n << 256n) - 1n]) expect(await first(12, value, 32)).toContain(refused);
    for (const value of [0n, 1n, r - 1n]) expect(await first(12, value, 32)).toContain('unsatisfied: ');
    for (const count of [0n, 1n, 0xffff_ffffn]) {
      expect(await edit(4, (content) => put(content, 0, count, 4))).toContain('the length of section 4');
    }
  });

  it('any byte changed: an error, or a right proof', { timeout: slow ? 10 * minute : minute }, async () => {
    let seed = 7;
    const next = (below: number): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fff_ffff;
      return (seed >> 8) % below;
    };
    const codes = /^(done$|invalid-proving-key: |unsupported: |unsatisfied: |invalid-argument: )/;
    for (const { type } of split(circuit.zkey).sections) {
      for (let i = 0; i < (slow ? 200 : 6); i++) {
        const said = await edit(type, (content) => {
          const at = next(content.length);
          content[at] = (content[at] ?? 0) ^ (1 << next(8));
          return content;
        });
        expect(said, `section ${type}`).toMatch(codes);
        if (type === 10) expect(said).toBe('done');
      }
    }
  });

  describe('witnesses', () => {
    const refused = async (bad: Uint8Array): Promise<string> => {
      const said = await outcome({ zkey: circuit.zkey }, bad);
      expect(said).toMatch(/^invalid-argument: "witness" expected the contents of a \.wtns file/);
      expect(said).not.toContain(String(SECRET));
      return said;
    };

    it('of another field, or another number of wires', async () => {
      const other = prime === 'bn128' ? CURVES[1] : CURVES[0];
      for (const order of [0n, r - 2n, other?.r ?? 0n]) {
        expect(await refused(put(wtns.slice(), 28, order, 32))).toContain('the witness is of another field');
      }
      for (const count of [0n, 6n, 8n, 0xffff_ffffn]) {
        expect(await refused(put(wtns.slice(), 60, count, 4))).toContain(`the key has 7 wires, the witness ${count}`);
      }
      expect(await refused(put(wtns.slice(), 24, 31n, 4))).toContain('its elements are not of 32 bytes');
    });

    it('whose values are out of range', async () => {
      for (const first of [0n, 2n, r - 1n]) {
        expect(await refused(put(wtns.slice(), 76, first, 32))).toContain('its first value is not 1');
      }
      for (let wire = 1; wire < 7; wire++) {
        for (const value of [r, r + 1n, (1n << 256n) - 1n]) {
          const said = await refused(put(wtns.slice(), 76 + 32 * wire, value, 32));
          expect(said).toContain(`the value of wire ${wire} is not below the field's order`);
        }
      }
      expect(await outcome({ zkey: circuit.zkey }, put(wtns.slice(), 108, r - 1n, 32))).toContain('unsatisfied: ');
    });

    it('that end anywhere', async () => {
      await using prover = await createProver({ zkey: circuit.zkey });
      for (let end = 0; end < wtns.length; end++) {
        expect(await outcomeOf(prover.proveWitness(wtns.slice(0, end)))).toMatch(
          /^invalid-argument: "witness" expected/,
        );
      }
    });

    it('that are another file', async () => {
      await refused(circuit.zkey);
      await refused(put(wtns.slice(), 4, 1n, 4));
      await refused(changed(wtns, 2, (content) => content.slice(32)));
      await refused(changed(wtns, 2, (content) => new Uint8Array([...content, ...new Uint8Array(32)])));
      const { head, sections: all } = split(wtns);
      for (const left of [all.slice(0, 1), all.slice(1), [], [...all, ...all]]) await refused(join(head, left));
    });
  });
});

describe('arguments', () => {
  let circuit: Keyed;
  let other: Keyed;
  let prover: Prover;

  beforeAll(async () => {
    circuit = await keyed(PRODUCT);
    other = await keyed(squares(3), 'bls12381');
    prover = await createProver({ zkey: circuit.zkey, circuitWasm: circuit.wasm });
  }, minute);

  const opening = (options: unknown): Promise<string> => outcomeOf(createProver(options as ProverOptions));

  it('invalid options', async () => {
    for (const none of [undefined, null, 7, 'x']) {
      expect(await opening(none)).toMatch(/^invalid-argument: "options" expected an object/);
    }
    const { zkey } = circuit;
    for (const bad of [undefined, null, 'key', 7, {}, { size: 7 }, { size: -0.5, read: () => zkey }, [1, 2]]) {
      expect(await opening({ zkey: bad })).toMatch(/^invalid-argument: "zkey" expected a Uint8Array, a Blob/);
    }
    expect(await opening({ zkey, threads: 2 })).toBe(
      'invalid-argument: "options" has "threads", but this prover has none: import createProver from "@fedzk/prove/threads".',
    );
    expect(await opening(new AbortController().signal)).toMatch(/"options" expected a plain object, .*AbortSignal\]/);
    expect(await opening({ zkey, circuitWsam: circuit.wasm })).toMatch(
      /^invalid-argument: "options" has no "circuitWsam"; it takes zkey, circuitWasm, /,
    );
    for (const check of [0, 1, null, 'yes']) {
      expect(await opening({ zkey, check })).toMatch(/^invalid-argument: "check" expected a boolean/);
    }
    for (const audit of [0, null, 'yes', {}]) {
      expect(await opening({ zkey, audit })).toMatch(/^invalid-argument: "audit" expected an audit log/);
    }
    for (const circuitWasm of [null, 7, 'x', new Uint8Array(8)]) {
      expect(await opening({ zkey, circuitWasm })).toMatch(/^invalid-argument: "circuitWasm" expected/);
    }
  });

  it("another circuit's module", async () => {
    expect(await opening({ zkey: circuit.zkey, circuitWasm: other.wasm })).toBe(
      "invalid-argument: The key and the circuit don't belong together: the key has 4 wires on bn254, the circuit 7 on bls12-381.",
    );
  });

  it('of a proof', async () => {
    const prove = (inputs: unknown, options?: unknown): Promise<string> =>
      outcomeOf(prover.prove(inputs as never, options as never));
    const inputs = { a: SECRET, b: 2 };
    for (const options of [null, 7, 'x']) {
      expect(await prove(inputs, options)).toMatch(/^invalid-argument: "options" expected an object/);
    }
    const { signal: bare } = new AbortController();
    expect(await prove(inputs, bare)).toMatch(/^invalid-argument: "options" expected a plain object/);
    for (const signal of [null, 7, {}]) {
      expect(await prove(inputs, { signal })).toMatch(/^invalid-argument: "signal" expected an AbortSignal/);
    }
    for (const onProgress of [null, 7, {}]) {
      expect(await prove(inputs, { onProgress })).toMatch(/^invalid-argument: "onProgress" expected a function/);
    }
    for (const bad of [undefined, null, 7, {}, { a: 1 }, { ...inputs, c: 1 }, { a: 'x', b: 1 }]) {
      expect(await prove(bad)).toMatch(/^invalid-argument: /);
    }
    for (const wtns of [undefined, null, 'x', [1], new ArrayBuffer(8)]) {
      expect(await outcomeOf(prover.proveWitness(wtns as never))).toMatch(/^invalid-argument: "wtns" expected/);
    }
    await using withoutCircuit = await createProver({ zkey: circuit.zkey });
    expect(await outcomeOf(withoutCircuit.prove(inputs))).toContain('call proveWitness() with a witness');
    await expect(prover.switchOff(7 as never)).rejects.toThrow(FedzkError);
    expect(prover).toMatchObject({ active: 0, on: true });
    expect((await prover.prove(inputs)).publicSignals).toEqual([String(2 * SECRET)]);
  });
});
