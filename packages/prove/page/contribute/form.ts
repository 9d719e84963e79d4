/** The form: what the user has given. */
import { toHex } from '@fedzk/core';
import type { Announcement } from '@fedzk/verify/ceremony';
import { privateKeyIn } from '../../src/ceremony/private-key.js';
import { element, find, visible } from '../shared/dom.js';
import { onDrop } from '../shared/drop.js';

const input = (id: string): HTMLInputElement => find(id, HTMLInputElement);
const area = (id: string): HTMLTextAreaElement => find(id, HTMLTextAreaElement);
const more = find('more', HTMLDetailsElement);

/** An announcement is shorter. */
const MOST_TEXT = 1 << 20;
/** A key file is shorter. */
const MOST_KEY = 1 << 12;

export interface Given {
  /** The file, or its address. */
  readonly from: File | string;
  readonly name: string;
  readonly typed: string;
  readonly announcement: string | undefined;
  readonly signer: { readonly name: string; readonly seed: string } | undefined;
}

/** Reads the form, and empties what is secret for once. @throws {Error} in words for the user */
export function given(): Given {
  const [file] = input('file').files ?? [];
  const from = file ?? input('url').value.trim();
  if (from === '') throw new Error('Choose the file of the contribution before yours, or give its address.');
  const announcement = area('announcement').value.trim() || undefined;
  const seed = input('key').value.trim();
  if (seed !== '' && announcement === undefined) {
    throw new Error('Your key signs the ceremony’s announcement, too: give it, or leave the key empty.');
  }
  const signer = input('signer').value.trim();
  if (seed !== '' && signer === '') {
    throw new Error('Give the name of your key, too, without spaces: it is a part of the line that you publish.');
  }
  if (seed === '' && wrongFile !== undefined) {
    throw new Error(`${wrongFile} Choose another file, or press “${UNSIGNED}” below the key.`);
  }
  const typed = area('typed').value;
  area('typed').value = '';
  return {
    from,
    name: input('name').value,
    typed,
    announcement,
    signer: seed === '' ? undefined : { name: signer, seed },
  };
}

/** Fills the form with what is chosen, dropped and made. @param save offers a file */
export function listen(save: (content: Blob, name: string) => void): void {
  area('announcement').addEventListener('input', showAnnounced);
  chosen('announcement-file', async (file) => {
    area('announcement').value = await file.slice(0, MOST_TEXT).text();
    showAnnounced();
  });
  chosen('key-file', async (file) => {
    const seed = privateKeyIn(new Uint8Array(await file.slice(0, MOST_KEY).arrayBuffer()));
    if (seed === undefined) tellWrongFile(visible(file.name));
    else tellKey('');
    input('key').value = seed === undefined ? '' : toHex(seed);
    seed?.fill(0);
  });
  find('new-key', HTMLButtonElement).addEventListener('click', () => {
    const seed = toHex(crypto.getRandomValues(new Uint8Array(32)));
    input('key').value = seed;
    const name = `${input('signer').value.trim() || 'ceremony'}.key`;
    save(new Blob([`${seed}\n`]), name);
    tellKey(
      visible(
        `Made, and saved as ${name}. Keep that file: this page forgets the key. Keep it secret: who has it can sign as you.`,
      ),
    );
  });
  onDrop((file) => void dropped(file));
}

function chosen(id: string, take: (file: File) => Promise<void>): void {
  const chooser = input(id);
  chooser.addEventListener('change', async () => {
    const [file] = chooser.files ?? [];
    if (file !== undefined) await take(file);
    chooser.value = '';
  });
}

/** Takes an announcement, or a file to contribute to. */
async function dropped(file: File): Promise<void> {
  if ((await file.slice(0, 1).text()) === '{') {
    more.open = true;
    area('announcement').value = await file.slice(0, MOST_TEXT).text();
    showAnnounced();
    return;
  }
  const list = new DataTransfer();
  list.items.add(file);
  input('file').files = list.files;
  input('file').focus();
}

/** Says so of a chosen file without a key, as long as the user hasn't decided otherwise: nothing is left unsigned by mistake. */
let wrongFile: string | undefined;
const UNSIGNED = 'Leave it unsigned';

function tellKey(text: string): void {
  wrongFile = undefined;
  find('key-told', HTMLElement).textContent = text;
}

function tellWrongFile(name: string): void {
  wrongFile = `“${name}” has no Ed25519 key: 32 bytes, their hexadecimal, or a PEM file.`;
  const leave = element('button', UNSIGNED);
  leave.type = 'button';
  leave.addEventListener('click', () => {
    tellKey('');
    input('key').focus();
  });
  find('key-told', HTMLElement).replaceChildren(`${wrongFile} `, leave);
}

/** Says what the user is about to sign. */
function showAnnounced(): void {
  const text = area('announcement').value.trim();
  find('announced', HTMLElement).textContent = text === '' ? '' : visible(words(text));
}

function words(text: string): string {
  try {
    // The worker checks it; here it is only shown.
    const { beacon, circuit, closes, level } = JSON.parse(text) as Partial<Announcement>;
    if (circuit === undefined || closes === undefined) return 'This is no announcement.';
    const end = beacon?.source === 'bitcoin' ? `Bitcoin’s block ${beacon.height}` : `drand’s round ${beacon?.round}`;
    return `You sign that you contribute to ${circuit.name}, for the level ${level}, before ${closes}, and that ${end} ends it.`;
  } catch {
    return 'This is no announcement.';
  }
}
