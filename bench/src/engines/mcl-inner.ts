import mcl from 'mcl-wasm';

// What mcl's index has and its types leave out: the module's functions, which take places in its memory.

export type Call = (...places: number[]) => void;

/** The words of an element, as they lie in the memory during a call. */
interface Words {
  readonly a_: Uint32Array;
}

/** Of the curve that mcl was started for last. */
function inner(): Readonly<Record<string, Call>> & { _malloc(bytes: number): number } {
  return (mcl as unknown as { mod: ReturnType<typeof inner> }).mod;
}

/** The function of this name. */
export function innerCall(name: string): Call {
  const call = inner()[name];
  if (call === undefined) throw new Error(`mcl-wasm has no ${name}`);
  return call;
}

/** Puts an element into the memory: its place, to be freed. */
export function put(element: object): number {
  return putAll([element]);
}

/** Puts elements of one kind into the memory, one after the other: the place of the first, to be freed. */
export function putAll(elements: readonly object[]): number {
  const all = elements.map((element) => (element as Words).a_);
  const length = all[0]?.length ?? 0;
  const place = inner()._malloc(4 * length * all.length);
  for (const [i, words] of all.entries()) at(place, i * length, length).set(words);
  return place;
}

/** The element at a place, in an object of its kind. */
export function get<T extends object>(place: number, element: T): T {
  const { a_ } = element as T & Words;
  a_.set(at(place, 0, a_.length));
  return element;
}

function at(place: number, offset: number, length: number): Uint32Array {
  return new Uint32Array(mcl.getMemory().buffer, place + 4 * offset, length);
}
