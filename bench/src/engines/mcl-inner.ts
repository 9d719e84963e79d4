import mcl from 'mcl-wasm';

// Functions of mcl's module that its types leave out. Their arguments are addresses in its memory.

export type Call = (...places: number[]) => void;

/** The words of an element. They lie in the module's memory during a call. */
interface Words {
  readonly a_: Uint32Array;
}

/** Returns the module of the curve for which mcl was last started. */
function inner(): Readonly<Record<string, Call>> & { _malloc(bytes: number): number } {
  return (mcl as unknown as { mod: ReturnType<typeof inner> }).mod;
}

/** Returns the module's function of this name. */
export function innerCall(name: string): Call {
  const call = inner()[name];
  if (call === undefined) throw new Error(`mcl-wasm has no ${name}`);
  return call;
}

/** Copies an element into the memory. Returns its address, which the caller frees. */
export function put(element: object): number {
  return putAll([element]);
}

/**
 * Copies elements of one kind into the memory, one after the other. Returns the first address,
 * which the caller frees.
 */
export function putAll(elements: readonly object[]): number {
  const all = elements.map((element) => (element as Words).a_);
  const length = all[0]?.length ?? 0;
  const place = inner()._malloc(4 * length * all.length);
  for (const [i, words] of all.entries()) at(place, i * length, length).set(words);
  return place;
}

/** Copies the element at an address into an object of its kind. */
export function get<T extends object>(place: number, element: T): T {
  const { a_ } = element as T & Words;
  a_.set(at(place, 0, a_.length));
  return element;
}

function at(place: number, offset: number, length: number): Uint32Array {
  return new Uint32Array(mcl.getMemory().buffer, place + 4 * offset, length);
}
