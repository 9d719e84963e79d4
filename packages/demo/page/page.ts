// The page: a choice of models, the progress of the proof, and the result.
import { circuitOf, MODELS, type Model } from '../src/models.js';
import { type Made, makeProof } from './work.js';

type State = 'ready' | 'working' | 'done' | 'cancelled' | 'failed';

const main = find('main', HTMLElement);
const form = find('form', HTMLFormElement);
const button = find('prove', HTMLButtonElement);
const cancel = find('cancel', HTMLButtonElement);
const bar = find('bar', HTMLProgressElement);
const result = find('result', HTMLElement);
let working: AbortController | undefined;

find('models', HTMLElement).append(...MODELS.map(choice));
form.addEventListener('submit', (event) => {
  event.preventDefault();
  const chosen = MODELS.find(({ level }) => level === new FormData(form).get('level'));
  if (chosen !== undefined && working === undefined) void run(chosen);
});
cancel.addEventListener('click', () => working?.abort(new DOMException('Cancelled.', 'AbortError')));

async function run(model: Model): Promise<void> {
  working = new AbortController();
  const { signal } = working;
  enter('working');
  result.hidden = true;
  try {
    const made = await makeProof(model, show, signal);
    showResult(model, made);
    show(made.valid ? 'Proved and verified.' : 'The proof is not valid.', 1);
    enter(made.valid ? 'done' : 'failed');
  } catch (error) {
    show(signal.aborted ? 'Cancelled.' : `No proof: ${error instanceof Error ? error.message : String(error)}`, 0);
    enter(signal.aborted ? 'cancelled' : 'failed');
  } finally {
    working = undefined;
  }
}

function enter(state: State): void {
  main.dataset.state = state;
  button.disabled = state === 'working';
  cancel.disabled = state !== 'working';
}

/** Shows the progress. Without a number, the bar only shows that work is under way. */
function show(stage: string, done?: number): void {
  find('stage', HTMLElement).textContent = stage;
  if (done === undefined) bar.removeAttribute('value');
  else bar.value = done;
  find('percent', HTMLElement).textContent = done === undefined ? '' : `${Math.floor(100 * done)} %`;
}

function showResult(model: Model, { proof, publicSignals, valid, curve, milliseconds, bytes }: Made): void {
  find('verdict', HTMLElement).textContent = valid ? 'verified' : 'not valid';
  const facts = {
    Parameters: String(model.parameters),
    Constraints: String(circuitOf(model.level).constraints),
    Curve: curve,
    'Witness and proof': `${milliseconds.toFixed(0)} ms`,
    'Proof as bytes': String(bytes),
  };
  find('facts', HTMLElement).replaceChildren(
    ...Object.entries(facts).flatMap(([name, value]) => [element('dt', name), element('dd', value)]),
  );
  find('proof', HTMLTextAreaElement).value = JSON.stringify({ proof, publicSignals }, null, 1);
  result.hidden = false;
}

function choice({ name, parameters, level }: Model, i: number): HTMLElement {
  const input = document.createElement('input');
  Object.assign(input, { type: 'radio', name: 'level', value: level, checked: i === 0 });
  const label = element('label', '');
  label.append(input, `${name}: ${parameters} parameters, level ${level}`);
  return label;
}

function element(tag: 'dt' | 'dd' | 'label', text: string): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

function find<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (found instanceof type) return found;
  throw new Error(`The page has no ${id}.`);
}
