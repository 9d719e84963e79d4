/** The page: the fields, and the answer about them. */
import type { Level } from '@fedzk/verify/levels';
import { element, find } from '../shared/dom.js';
import { type Answer, answerTo, type Row } from './answer.js';

/** A manifest has at most 2 MiB. */
const MOST_BYTES = (1 << 21) + 1;

const area = (id: string): HTMLTextAreaElement => find(id, HTMLTextAreaElement);
const form = find('form', HTMLFormElement);
const result = find('result', HTMLElement);
const chooser = find('manifest-file', HTMLInputElement);
const level = find('level', HTMLSelectElement);

form.addEventListener('input', show);
form.addEventListener('submit', (event) => event.preventDefault());
form.addEventListener('reset', () => setTimeout(show));
chooser.addEventListener('change', async () => {
  await take(chooser.files?.[0]);
  chooser.value = '';
});
addEventListener('dragover', (event) => event.preventDefault());
addEventListener('drop', (event) => {
  event.preventDefault();
  void take(event.dataTransfer?.files[0]);
});
show();

async function take(file: File | undefined): Promise<void> {
  if (file === undefined) return;
  area('manifest').value = await file.slice(0, MOST_BYTES).text();
  show();
}

function show(): void {
  const [manifest, contributors, verifiers] = ['manifest', 'contributors', 'verifiers'].map((id) => area(id).value) as [
    string,
    string,
    string,
  ];
  draw(answerTo({ manifest, contributors, verifiers, level: level.value as Level }));
}

function draw({ verdict, title, problems, facts, rows, verifiers, ties }: Answer): void {
  result.dataset['verdict'] = verdict;
  result.replaceChildren(element('h2', title));
  if (problems.length > 0) result.append(element('ul', '', ...problems.map((text) => element('li', text))));
  if (facts.length === 0) return;
  const list = element('dl', '');
  for (const [name, value] of facts) list.append(element('dt', name), element('dd', value));
  const shown = [
    list,
    element('h2', 'Contributions'),
    table(['#', 'Name in the key', 'Signed by', 'Counts?'], rows, true),
  ];
  result.append(...shown, element('h2', 'Verifiers'), table(['#', 'Signed by', 'Counts?'], verifiers, false));
  result.append(element('h2', 'What is tied to what'), element('ul', '', ...ties.map((text) => element('li', text))));
}

function table(heads: readonly string[], rows: readonly Row[], named: boolean): HTMLElement {
  const head = element('thead', '', element('tr', '', ...heads.map((text) => column(text))));
  const body = element('tbody', '', ...rows.map((row) => line(row, named)));
  const made = element('table', '', head, body);
  const scroll = element('div', '', made);
  scroll.className = 'scroll';
  return scroll;
}

function column(text: string): HTMLElement {
  const made = element('th', text);
  made.scope = 'col';
  return made;
}

function line({ place, name, signer, counts, why }: Row, named: boolean): HTMLElement {
  const verdict = element('td', `${counts ? '✓' : '–'} ${why}`);
  verdict.className = counts ? 'yes' : '';
  const cells = [element('td', String(place)), ...(named ? [element('td', name)] : [])];
  return element('tr', '', ...cells, element('td', '', element('code', signer)), verdict);
}
