/** The page: the fields, and the answer about them. */
import type { Level } from '@fedzk/verify/levels';
import { asked, eachPart } from '../shared/address.js';
import { element, find, visible } from '../shared/dom.js';
import { onDrop } from '../shared/drop.js';
import { type Answer, answerTo, type Row } from './answer.js';
import type { Link, State } from './ties.js';

/** A manifest has at most 2 MiB, and perhaps a line end. */
const MOST_BYTES = (1 << 21) + 1;

const area = (id: string): HTMLTextAreaElement => find(id, HTMLTextAreaElement);
const form = find('form', HTMLFormElement);
const result = find('result', HTMLElement);
const verdict = find('verdict', HTMLElement);
const details = find('details', HTMLElement);
const address = find('url', HTMLInputElement);
const told = find('url-told', HTMLElement);
const level = find('level', HTMLSelectElement);

form.addEventListener('input', ({ target }) => {
  if (target !== address) show();
});
form.addEventListener('submit', (event) => {
  event.preventDefault();
  if (address.value.trim() !== '') void fetchManifest(address.value.trim());
});
form.addEventListener('reset', () =>
  setTimeout(() => {
    told.textContent = '';
    show();
  }),
);
onChosen('manifest-file', takeManifest);
onChosen('keys-file', takeKeys);
onDrop((file) => void takeDropped(file));
show();

/** Takes what is chosen, and lets the same file be chosen again. */
function onChosen(id: string, take: (text: string) => void): void {
  const chooser = find(id, HTMLInputElement);
  chooser.addEventListener('change', async () => {
    const [file] = chooser.files ?? [];
    if (file !== undefined) take(await textOf(file));
    chooser.value = '';
  });
}

const textOf = (file: File): Promise<string> => file.slice(0, MOST_BYTES).text();

async function takeDropped(file: File): Promise<void> {
  const text = await textOf(file);
  if (keysIn(text) === undefined) takeManifest(text);
  else takeKeys(text);
}

function takeManifest(text: string): void {
  area('manifest').value = text;
  show();
}

/** Takes `{"contributors": […], "verifiers": […]}`, as `fedzk-prove ceremony show --trust` does, or lines of contributors. */
function takeKeys(text: string): void {
  const { contributors, verifiers } = keysIn(text) ?? { contributors: [text.trim()], verifiers: undefined };
  area('contributors').value = contributors.join('\n');
  if (verifiers !== undefined) area('verifiers').value = verifiers.join('\n');
  show();
}

function keysIn(text: string): { readonly contributors: string[]; readonly verifiers: string[] } | undefined {
  try {
    const { contributors, verifiers } = JSON.parse(text);
    const isKeys = (list: unknown) => Array.isArray(list) && list.every((each) => typeof each === 'string');
    return isKeys(contributors) && isKeys(verifiers) ? { contributors, verifiers } : undefined;
  } catch {
    return undefined;
  }
}

async function fetchManifest(from: string): Promise<void> {
  told.textContent = 'Fetching…';
  try {
    const parts: Uint8Array<ArrayBuffer>[] = [];
    let length = 0;
    await eachPart(await asked(from), (part) => {
      parts.push(part);
      length += part.length;
      if (length > MOST_BYTES) throw new Error('it is longer than a manifest may be');
    });
    told.textContent = 'Fetched.';
    takeManifest(await new Blob(parts).text());
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'for an unknown reason';
    told.textContent = `It can’t be fetched: ${visible(reason)}. Download it, and choose the file.`;
  }
}

function show(): void {
  const [manifest, contributors, verifiers] = ['manifest', 'contributors', 'verifiers'].map((id) => area(id).value) as [
    string,
    string,
    string,
  ];
  draw(answerTo({ manifest, contributors, verifiers, level: level.value as Level }));
}

function draw(answer: Answer): void {
  const { title, problems, facts, rows, verifiers, links, loose } = answer;
  result.dataset['verdict'] = answer.verdict;
  const list = problems.length === 0 ? [] : [element('ul', '', ...problems.map((text) => element('li', text)))];
  verdict.replaceChildren(element('h2', title), ...list);
  details.replaceChildren();
  if (facts.length === 0) return;
  const terms = element('dl', '');
  for (const [name, value] of facts) terms.append(element('dt', name), element('dd', value));
  details.append(
    ...[element('h2', 'Contributions'), note(NUMBERED), people(rows), element('h2', 'Verifiers'), people(verifiers)],
    ...[element('h2', 'What is tied to what'), chain(links), element('p', loose)],
    ...[element('h2', 'The ceremony'), terms],
  );
}

const NUMBERED = 'Numbered from 0, as in the notes that people sign. Anybody can have written the names.';

function note(text: string): HTMLElement {
  const made = element('p', text);
  made.className = 'hint';
  return made;
}

const SIGNS: Readonly<Record<Row['verdict'], string>> = { counts: '✓', neutral: '–', wrong: '✗' };

function people(rows: readonly Row[]): HTMLElement {
  if (rows.length === 0) return element('p', 'None.');
  const lines = rows.map(({ name, signer, verdict, why }) => {
    const said = element('span', `${SIGNS[verdict]} ${why}`);
    said.className = `why ${verdict}`;
    const made = element('li', '', element('bdi', name === '' ? '(no name)' : name), said);
    if (signer !== '') made.append(element('code', signer));
    return made;
  });
  const list = element('ol', '', ...lines);
  list.className = 'people';
  return list;
}

const STATES: Readonly<Record<State, string>> = {
  holds: '✓ holds',
  fails: '✗ does not hold',
  unchecked: '? not checked: something else is wrong first',
};

function chain(links: readonly Link[]): HTMLElement {
  const items = links.map(({ title, text, ties }) => {
    const box = element('div', '', element('strong', title), element('span', text));
    box.className = 'box';
    const lines = ties.map(({ text, state }) => {
      const line = element('div', '', element('span', text), element('em', STATES[state]));
      line.className = 'tie';
      line.dataset['state'] = state;
      return line;
    });
    return element('li', '', box, ...lines);
  });
  const list = element('ol', '', ...items);
  list.className = 'chain';
  return list;
}
