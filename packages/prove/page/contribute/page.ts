/** The page: a form, and the workers that do what it says. */
import type { WritableHandle } from '../../src/ceremony/handle-sink.js';
import { element, find, visible } from '../shared/dom.js';
import { Crew } from './crew.js';
import { Download } from './download.js';
import { type Given, given, listen } from './form.js';
import type { Told } from './messages.js';

/** A handle that a page can remove; Safari and Firefox have none. */
type Handle = WritableHandle & { remove?(): Promise<void> };

const main = document.querySelector('main') as HTMLElement;
const start = find('start', HTMLButtonElement);
const cancel = find('cancel', HTMLButtonElement);
const bar = find('bar', HTMLProgressElement);
const result = find('result', HTMLElement);

/** What is going on. */
let crew: Crew | undefined;
let stop = new AbortController();
let handle: Handle | undefined;
/** The last download, to go on with. */
let download: Download | undefined;

find('form', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault();
  if (main.dataset['state'] !== 'working') void contribute();
});
cancel.addEventListener('click', () => {
  stop.abort();
  end();
  say('cancelled', 'waiting', 'Cancelled', 'Nothing was written. If you start again, it is with a new secret.');
  start.focus();
});
addEventListener('beforeunload', (event) => {
  if (main.dataset['state'] === 'working') event.preventDefault();
});
listen((content, name) => linkTo(content, name, '').click());
say('ready', 'waiting', 'Not started', '');

type State = 'ready' | 'working' | 'done' | 'failed' | 'cancelled';
type Verdict = 'waiting' | 'yes' | 'no';

function say(state: State, verdict: Verdict, title: string, text: string): void {
  main.dataset['state'] = state;
  result.dataset['verdict'] = verdict;
  find('stage', HTMLElement).textContent = title;
  find('text', HTMLElement).textContent = visible(text);
  const works = state === 'working';
  bar.hidden = !works;
  bar.value = 0;
  start.disabled = works;
  cancel.disabled = !works;
  for (const id of ['facts', 'links', 'left']) find(id, HTMLElement).replaceChildren();
  if (works) cancel.focus();
}

/** Shows progress. The words, which are read out, change at each tenth. */
function tellProgress(stage: string, done: number): void {
  tellStage(`${stage} ${10 * Math.floor(10 * done)} %`);
  bar.value = done;
}

function tellStage(words: string): void {
  const stage = find('stage', HTMLElement);
  if (stage.textContent !== words) stage.textContent = words;
}

/** Ends the threads with the secret in their memory, and removes the file that the browser made for the user's choice. */
function end(): void {
  crew?.end();
  crew = undefined;
  void handle?.remove?.().catch(() => {}); // an empty file stays
  handle = undefined;
}

function fail(error: unknown): void {
  end();
  say('failed', 'no', 'It failed', error instanceof Error ? error.message : 'an unknown error');
  start.focus();
}

async function contribute(): Promise<void> {
  let asked: Given;
  try {
    asked = given();
  } catch (error) {
    fail(error);
    return;
  }
  const { from, ...rest } = asked;
  const name = nextName(typeof from === 'string' ? lastPart(from) : from.name);
  const target = await chosen(name);
  if (target === 'none') return;
  handle = target;
  stop = new AbortController();
  const { signal } = stop;
  say('working', 'waiting', 'Starting…', 'Keep this tab open.');
  try {
    const file = typeof from === 'string' ? await downloaded(from, signal) : from;
    const began = performance.now();
    crew = new Crew({ ...rest, from: file, handle }, (message) => told(message, name, began));
  } catch (error) {
    if (!signal.aborted) fail(error);
  }
}

async function downloaded(address: string, signal: AbortSignal): Promise<Blob> {
  if (download?.address !== address) download = new Download(address);
  tellStage('Downloading…');
  return download.run(
    signal,
    (done) => tellProgress('Downloading…', done),
    (reason) => tellStage(`Trying again: ${reason}…`),
  );
}

/** Asks where to write to, if the browser can; returns 'none' if the user gave no file, undefined to save it later. */
async function chosen(suggestedName: string): Promise<Handle | undefined | 'none'> {
  const ask = (globalThis as { showSaveFilePicker?: (options: object) => Promise<Handle> }).showSaveFilePicker;
  if (ask === undefined || main.dataset['sink'] === 'later') return undefined;
  try {
    return await ask({ suggestedName });
  } catch (error) {
    return error instanceof DOMException && error.name === 'AbortError' ? 'none' : undefined;
  }
}

function lastPart(address: string): string {
  return /([^/?#]+)(?:[?#].*)?$/.exec(address)?.[1] ?? 'ceremony';
}

/** Counts up the number in a name: circuit_0003.zkey, circuit_0004.zkey. */
function nextName(name: string): string {
  const [, before = '', digits, after = ''] = /^(.*?)(\d+)?(\.[a-z]+)?$/.exec(name) ?? [];
  if (digits === undefined) return `${before}_next${after}`;
  return `${before}${String(Number(digits) + 1).padStart(digits.length, '0')}${after}`;
}

function told(message: Told, name: string, began: number): void {
  if (main.dataset['state'] !== 'working') return;
  if (message.kind === 'progress') {
    tellProgress('Contributing…', message.done);
    find('left', HTMLElement).textContent = left(message.done, performance.now() - began);
    return;
  }
  if (message.kind === 'failed') {
    fail(new Error(message.text));
    return;
  }
  const wasSaved = handle !== undefined;
  handle = undefined;
  end();
  const { made, file, note, key } = message;
  const next = 'Send the new file to the coordinator, and publish the contribution hash.';
  say('done', 'yes', '✓ You have contributed', wasSaved ? `The file is saved. ${next}` : `Save the file. ${next}`);
  const facts = find('facts', HTMLElement);
  const add = (name: string, value: string): void => facts.append(element('dt', name), element('dd', visible(value)));
  add('Place', `contribution ${made.index}, counted from 0, as in the manifest`);
  add('Contribution hash', made.hash);
  if (made.circuitHash !== undefined) add('Circuit hash', made.circuitHash);
  if (key !== undefined) add('Your public key', key);
  const links = find('links', HTMLElement);
  if (file !== undefined) links.append(linkTo(file, name, `Save ${visible(name)}`));
  if (note !== undefined) {
    const what = key === undefined ? 'Save the note, to sign it elsewhere' : 'Save the signed note, and publish it';
    links.append(' ', linkTo(new Blob([note]), `${name}.note`, what));
  }
  (links.querySelector('a') ?? start).focus();
}

/** Says how long the rest takes, if that can be told. */
function left(done: number, milliseconds: number): string {
  if (milliseconds < 3_000 || done < 0.02) return '';
  const seconds = Math.ceil((milliseconds * (1 - done)) / done / 1000);
  return seconds < 90 ? `About ${seconds} s left.` : `About ${Math.ceil(seconds / 60)} minutes left.`;
}

function linkTo(content: Blob, name: string, text: string): HTMLAnchorElement {
  const link = element('a', text);
  link.href = URL.createObjectURL(content);
  link.download = name;
  return link;
}
