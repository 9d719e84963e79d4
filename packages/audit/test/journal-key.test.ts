/** The journal's key and the statements, by node:crypto: what they are made of, and which signers are enough. */
import { createHmac, createPrivateKey, hkdfSync, sign as nodeSign } from 'node:crypto';
import { AuditLog, createSigner, memoryStorage, type Signer } from '@fedzk/audit';
import { describe, expect, it } from 'vitest';
import { readVerifierKey } from '../src/note/keys.js';
import { JournalKey } from '../src/writer/journal-key.js';
import { readStatement, signStatement } from '../src/writer/statement.js';

const NAME = 'example.com/key';
const secret = new Uint8Array(32).fill(4);
const own = await createSigner(NAME, secret);
const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), secret]);
const privateKey = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
const signed = (text: string): Buffer => nodeSign(null, Buffer.from(text), privateKey);
const open = (signer: Signer): Promise<AuditLog> => AuditLog.open(memoryStorage(), { origin: NAME, signer });

describe('the journal’s key', () => {
  it('is HKDF of the signature of a fixed text, and a tag is an HMAC over the one before and a checksum', async () => {
    const signature = signed(`\0fedzk.dev/audit-journal-key/v1\n${NAME}\n`);
    const key = Buffer.from(hkdfSync('sha256', signature, Buffer.alloc(32), 'fedzk.dev/audit-journal/v1', 32));
    const journalKey = await JournalKey.of(own);
    for (let i = 0; i < 3; i++) {
      const [previous, checksum] = [Buffer.alloc(32, i), Buffer.alloc(32, 100 + i)];
      const wanted = createHmac('sha256', key).update(previous).update(checksum).digest();
      expect(Buffer.from(journalKey.tag(previous, checksum)).equals(wanted)).toBe(true);
    }
    journalKey.dispose();
    expect(() => journalKey.tag(Buffer.alloc(32), Buffer.alloc(32))).toThrow();
  });

  it('takes a signer of any class, which signs and no more', async () => {
    class Remote implements Signer {
      readonly name = NAME;
      readonly verifierKey = own.verifierKey;
      readonly #key = privateKey;
      readonly sign = async (message: Uint8Array): Promise<Uint8Array> =>
        new Uint8Array(nodeSign(null, message, this.#key));
    }
    await (await open(new Remote())).close();
  });

  it('is refused of a signer whose signatures are another key’s, or differ', async () => {
    const other = await createSigner(NAME, new Uint8Array(32).fill(5));
    const wrong: Signer = { ...own, sign: other.sign };
    await expect(open(wrong)).rejects.toMatchObject({ code: 'invalid-argument' });
    await expect(open(wrong)).rejects.toThrow('"signer.sign" expected a signature of the key');
    let count = 0;
    const varied: Signer = {
      ...own,
      sign: async (message) => {
        const signature = await own.sign(message);
        if (count++ > 0) signature[0] = (signature[0] ?? 0) ^ 1;
        return signature;
      },
    };
    await expect(open(varied)).rejects.toThrow('the same signature of the same bytes each time');
    const zeros: Signer = { ...own, sign: async () => new Uint8Array(64) };
    await expect(open(zeros)).rejects.toMatchObject({ code: 'invalid-argument' });
  });
});

describe('a statement', () => {
  const key = readVerifierKey(own.verifierKey);

  it('is lines and the signature of a zero byte and these, which is never a note’s', async () => {
    const bytes = await signStatement('minimum', '512\n', own);
    const text = `fedzk.dev/audit-minimum/v1\n${NAME}\n512\n`;
    expect(Buffer.from(bytes).toString()).toBe(`${text}signature ${signed(`\0${text}`).toString('hex')}\n`);
    expect(readStatement('minimum', bytes, 'file', key)).toEqual({ origin: NAME, says: '512\n' });
  });

  it('is refused with any other byte, and as one of another kind', async () => {
    const bytes = await signStatement('minimum', '512\n', own);
    for (let at = 0; at < bytes.length; at++) {
      const changed = bytes.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => readStatement('minimum', changed, 'file', key), `${at}`).toThrow();
    }
    for (const changed of [bytes.slice(1), bytes.slice(0, -1), new Uint8Array(0), Buffer.concat([bytes, bytes])]) {
      expect(() => readStatement('minimum', changed, 'file', key)).toThrow();
    }
    expect(() => readStatement('segments', bytes, 'file', key)).toThrow('is damaged');
    // As a note, of whose text it would be the signature.
    const text = `fedzk.dev/audit-minimum/v1\n${NAME}\n512\n`;
    const note = new TextEncoder().encode(`${text}signature ${signed(text).toString('hex')}\n`);
    expect(() => readStatement('minimum', note, 'file', key)).toThrow('was not signed');
  });
});
