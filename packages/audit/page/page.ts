// The page: three fields, and the answer about them.

import 'fedzk:load/core#inline';
import { answerTo, isPolicy } from './answer.js';

type Field = 'key' | 'entry' | 'proof';

const FIELDS: readonly Field[] = ['key', 'entry', 'proof'];
/** A limit of bytes above every entry and proof. */
const MOST_BYTES = 1 << 20;

const form = find('form', HTMLFormElement);
const result = find('result', HTMLElement);
const encoder = new TextEncoder();
/** The bytes of a file, as long as the text that shows them is unchanged. */
const exact = new Map<Field, Uint8Array>();

for (const field of FIELDS) {
  area(field).addEventListener('input', () => {
    exact.delete(field);
    show();
  });
  const chooser = find(`${field}-file`, HTMLInputElement);
  chooser.addEventListener('change', async () => {
    for (const file of chooser.files ?? []) await take(file, field);
    chooser.value = '';
    show();
  });
}
form.addEventListener('submit', (event) => event.preventDefault());
form.addEventListener('reset', () => {
  exact.clear();
  setTimeout(show);
});
addEventListener('dragover', (event) => {
  event.preventDefault();
  document.body.classList.add('dropping');
});
addEventListener('dragleave', (event) => {
  if (event.relatedTarget === null) document.body.classList.remove('dropping');
});
addEventListener('drop', (event) => {
  event.preventDefault();
  document.body.classList.remove('dropping');
  const target = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-field]') : null;
  dropped(event.dataTransfer, target?.dataset['field'] as Field | undefined);
});
show();

async function dropped(data: DataTransfer | null, field: Field | undefined): Promise<void> {
  const files = [...(data?.files ?? [])];
  const text = data?.getData('text/plain') ?? '';
  for (const file of files) await take(file, files.length === 1 ? field : undefined);
  if (files.length === 0 && text !== '') put(field ?? kindOf(text), text);
  show();
}

async function take(file: File, field: Field | undefined): Promise<void> {
  const bytes = new Uint8Array(await file.slice(0, MOST_BYTES).arrayBuffer());
  const text = new TextDecoder().decode(bytes);
  const chosen = field ?? kindOf(text);
  put(chosen, text);
  exact.set(chosen, bytes);
}

function put(field: Field, text: string): void {
  exact.delete(field);
  area(field).value = text;
}

/** Tells which field a dropped text belongs to. */
function kindOf(text: string): Field {
  if (text.startsWith('c2sp.org/tlog-proof@')) return 'proof';
  return isPolicy(text) || /^[^\s+{]+\+[0-9a-f]{8}\+\S+\s*$/.test(text) ? 'key' : 'entry';
}

function show(): void {
  const [key, proof] = [area('key').value, area('proof').value];
  const entry = exact.get('entry') ?? encoder.encode(area('entry').value);
  const { verdict, title, text, facts } = answerTo({ key, proof, entry });
  result.dataset['verdict'] = verdict;
  result.replaceChildren(element('h2', title), element('p', text));
  if (facts.length === 0) return;
  const list = document.createElement('dl');
  for (const [name, value] of facts) list.append(element('dt', name), element('dd', value));
  result.append(list);
}

function element(tag: 'h2' | 'p' | 'dt' | 'dd', text: string): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

function area(field: Field): HTMLTextAreaElement {
  return find(field, HTMLTextAreaElement);
}

function find<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (found instanceof type) return found;
  throw new Error(`The page has no ${id}.`);
}
