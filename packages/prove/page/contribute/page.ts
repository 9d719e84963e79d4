/** The page: a form, and the worker that does what it says. */
import type { WritableHandle } from '../../src/ceremony/handle-sink.js';
import { element, find, visible } from '../shared/dom.js';
import type { Asked, Told } from './messages.js';

/** The worker's program. */
declare const WORKER: string;

const main = document.querySelector('main') as HTMLElement;
const form = find('form', HTMLFormElement);
const start = find('start', HTMLButtonElement);
const cancel = find('cancel', HTMLButtonElement);
const bar = find('bar', HTMLProgressElement);
const result = find('result', HTMLElement);
const input = (id: string): HTMLInputElement => find(id, HTMLInputElement);
const area = (id: string): HTMLTextAreaElement => find(id, HTMLTextAreaElement);

const program = URL.createObjectURL(new Blob([WORKER], { type: 'text/javascript' }));
let worker: Worker | undefined;

form.addEventListener('submit', (event) => {
  event.preventDefault();
  void contribute();
});
cancel.addEventListener('click', () => {
  // Ends the thread with the secret in its memory.
  end();
  say('cancelled', 'waiting', 'Cancelled', 'Nothing was written. To contribute, start again: the secret is gone.');
});
find('new-key', HTMLButtonElement).addEventListener('click', () => {
  const seed = crypto.getRandomValues(new Uint8Array(32));
  input('key').value = Array.from(seed, (byte) => byte.toString(16).padStart(2, '0')).join('');
  input('key').select();
});

type State = 'ready' | 'working' | 'done' | 'failed' | 'cancelled';
type Verdict = 'waiting' | 'yes' | 'no';

function say(state: State, verdict: Verdict, title: string, text: string): void {
  main.dataset['state'] = state;
  result.dataset['verdict'] = verdict;
  find('stage', HTMLElement).textContent = title;
  find('text', HTMLElement).textContent = visible(text);
  const works = state === 'working';
  bar.hidden = !works;
  if (!works) bar.value = 0;
  start.disabled = works;
  cancel.disabled = !works;
  find('facts', HTMLElement).replaceChildren();
  find('links', HTMLElement).replaceChildren();
  if (works) cancel.focus();
}

function end(): void {
  worker?.terminate();
  worker = undefined;
}

async function contribute(): Promise<void> {
  const [file] = input('file').files ?? [];
  const address = input('url').value.trim();
  const from = file ?? address;
  if (from === '') {
    say(
      'failed',
      'no',
      'Nothing to contribute to',
      'Choose the file of the contribution before yours, or give its address.',
    );
    return;
  }
  const name = file?.name ?? address.split('/').at(-1) ?? 'ceremony';
  const handle = await chosen(nextName(name));
  if (handle === 'none') return;
  say('working', 'waiting', 'Starting…', 'Keep this tab open.');
  const announcement = area('announcement').value.trim();
  const seed = input('key').value.trim();
  const asked: Asked = {
    from,
    name: input('name').value,
    typed: area('typed').value,
    announcement: announcement === '' ? undefined : announcement,
    signer: seed === '' || announcement === '' ? undefined : { name: input('signer').value.trim(), seed },
    handle: handle === 'memory' ? undefined : handle,
  };
  area('typed').value = '';
  worker = new Worker(program);
  worker.addEventListener('message', ({ data }: MessageEvent<Told>) => told(data, nextName(name)));
  worker.addEventListener('error', () => {
    end();
    say('failed', 'no', 'It failed', 'The worker of this page could not run. Try another browser.');
  });
  worker.postMessage(asked);
}

/** Asks where to write to, if the browser can; returns 'none' if the user gave no file. */
async function chosen(suggestedName: string): Promise<WritableHandle | 'memory' | 'none'> {
  const ask = (globalThis as { showSaveFilePicker?: (options: object) => Promise<WritableHandle> }).showSaveFilePicker;
  if (ask === undefined || main.dataset['sink'] === 'memory') return 'memory';
  try {
    return await ask({ suggestedName });
  } catch (error) {
    return error instanceof DOMException && error.name === 'AbortError' ? 'none' : 'memory';
  }
}

/** Counts up the number in a name: circuit_0003.zkey, circuit_0004.zkey. */
function nextName(name: string): string {
  const [, before = '', digits, after = ''] = /^(.*?)(\d+)?(\.[a-z]+)?$/.exec(name) ?? [];
  if (digits === undefined) return `${before}_next${after}`;
  return `${before}${String(Number(digits) + 1).padStart(digits.length, '0')}${after}`;
}

function told(message: Told, name: string): void {
  if (message.kind === 'progress') {
    find('stage', HTMLElement).textContent = message.stage;
    bar.value = message.done;
    return;
  }
  end();
  if (message.kind === 'failed') {
    say('failed', 'no', 'It failed', message.text);
    return;
  }
  const { made, file, note, key } = message;
  say(
    'done',
    'yes',
    '✓ You have contributed',
    'Send the new file to the coordinator, and publish the contribution hash.',
  );
  const facts = find('facts', HTMLElement);
  const add = (name: string, value: string): void => facts.append(element('dt', name), element('dd', visible(value)));
  add('Place', `contribution ${made.index + 1}`);
  add('Contribution hash', made.hash);
  if (made.circuitHash !== undefined) add('Circuit hash', made.circuitHash);
  if (key !== undefined) add('Your key', key);
  const links = find('links', HTMLElement);
  if (file !== undefined) links.append(download(file, name, `Save ${name}`));
  if (note !== undefined) {
    const what = key === undefined ? 'Save the note, to sign it elsewhere' : 'Save the signed note, and publish it';
    links.append(' ', download(new Blob([note]), `${name}.note`, what));
  }
  links.querySelector('a')?.focus();
}

function download(content: Blob, name: string, text: string): HTMLAnchorElement {
  const link = element('a', text);
  link.href = URL.createObjectURL(content);
  link.download = name;
  return link;
}

say('ready', 'waiting', 'Not started', '');
