/** Notes of other texts than checkpoints. */
import { createSigner, signNote, verifyNote } from '@fedzk/audit';
import { rejection } from '@fedzk/testkit/errors';
import { describe, expect, it } from 'vitest';

const signer = await createSigner('example.com/control', new Uint8Array(32).fill(7));
const other = await createSigner('example.com/control', new Uint8Array(32).fill(8));
const TEXT = 'example.com/receipt/v1\nentry 7\n';
// biome-ignore lint/suspicious/noExplicitAny: what no honest caller passes
const any = (value: unknown): any => value;

describe('a note', () => {
  it('has a text that the key signed', async () => {
    const note = await signNote(TEXT, signer);
    expect(note.startsWith(`${TEXT}\n— example.com/control `)).toBe(true);
    expect(verifyNote(note, signer.verifierKey)).toEqual({ status: 'ok', text: TEXT });
    expect(await signNote(TEXT, signer)).toBe(note);
  });

  it('counts for nothing with another key, when it was changed, and as another text', async () => {
    const note = await signNote(TEXT, signer);
    expect(verifyNote(note, other.verifierKey)).toEqual({ status: 'signature' });
    expect(verifyNote(note.replace('entry 7', 'entry 8'), signer.verifierKey)).toEqual({ status: 'signature' });
    for (const text of ['', TEXT, `${note}x`, note.slice(0, -1), any(7), any(null)]) {
      expect(verifyNote(text, signer.verifierKey)).toEqual({ status: 'malformed-note' });
    }
    expect(() => verifyNote(note, 'x')).toThrow('"verifierKey" expected');
  });

  it('is not made of a checkpoint, of what is no text, or with a key that is not the signer’s', async () => {
    const checkpoint = 'example.com/control\n7\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n';
    const wrong = { ...signer, sign: other.sign };
    for (const refused of [
      signNote(checkpoint, signer),
      signNote('no end', signer),
      signNote('', signer),
      signNote('a\u0007\n', signer),
      signNote(any(undefined), signer),
      signNote(TEXT, any({})),
      signNote(TEXT, wrong),
    ]) {
      expect((await rejection(refused)).code).toBe('invalid-argument');
    }
  });
});
