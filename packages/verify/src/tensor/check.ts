// Reads a value that anybody may have sent. Lengths come first, so that nothing too large is read. Layers and rows count only as
// own data properties. Numbers are read by index, as a loop does, since asking for each property takes ten times as long; code
// of a getter or proxy may run there, and what it throws is an issue.

import { plainView, typedArrayName } from '@fedzk/core';
import { isObject } from '../argument.js';
import { ownValue } from '../codec/data.js';
import { Issues, type Path } from './issues.js';
import { checkNumbers } from './numbers.js';
import { MOST_LAYERS, product, type TensorRule, type TypedTensors } from './options.js';

const LONGEST_NAME = 256;

/** Lists what is wrong with a value. Never throws. */
export function issuesOf(value: unknown, rule: TensorRule): Issues['list'] {
  const reader = new Reader(rule);
  reader.guarded(value, [], () =>
    rule.layers === undefined ? reader.tensor(value, [], rule.shape) : reader.layers(value, rule.layers),
  );
  return reader.issues.list;
}

class Reader {
  readonly issues: Issues = new Issues();
  readonly #rule: TensorRule;
  /** How many elements may still be read. */
  #left: number;

  constructor(rule: TensorRule) {
    this.#rule = rule;
    this.#left = rule.maxLength;
  }

  /** Has an object that throws when it is read be an issue. */
  guarded(value: unknown, path: Path, read: () => void): void {
    try {
      read();
    } catch {
      this.issues.add('unreadable', path, 'what can be read', value);
    }
  }

  layers(value: unknown, layers: ReadonlyMap<string, readonly number[]> | 'any'): void {
    if (!isDictionary(value)) {
      this.issues.add('type', [], 'an object with a tensor for each layer', value);
      return;
    }
    const names = Reflect.ownKeys(value);
    if (names.length === 0) this.issues.add('empty', [], 'an object with layers', value);
    else if (names.length > MOST_LAYERS) this.issues.add('too-long', [], `at most ${MOST_LAYERS} layers`, value);
    else {
      for (const name of layers === 'any' ? [] : layers.keys()) {
        if (!Object.hasOwn(value, name)) this.issues.add('missing-layer', [name], 'a layer of this name');
      }
      for (const name of names) if (!this.issues.full) this.#layer(value, name, layers);
    }
  }

  #layer(value: object, name: string | symbol, layers: ReadonlyMap<string, readonly number[]> | 'any'): void {
    if (!isName(name)) {
      this.issues.add('layer-name', [], `a name of 1 to ${LONGEST_NAME} characters, and not __proto__`, name);
      return;
    }
    const shape = layers === 'any' ? undefined : layers.get(name);
    const tensor = ownValue(value, name);
    if (layers === 'any' || shape !== undefined) this.guarded(tensor, [name], () => this.tensor(tensor, [name], shape));
    else this.issues.add('unknown-layer', [name], 'no layer of this name', tensor);
  }

  tensor(value: unknown, path: Path, shape: readonly number[] | undefined): void {
    const { kinds } = this.#rule;
    const name = typedArrayName(value) ?? (Array.isArray(value) ? 'Array' : undefined);
    const kind = [...kinds].find((each) => each === name);
    if (kind === undefined) this.issues.add('type', path, [...kinds].join(' or '), value);
    else if (kind === 'Array') this.#nested(value as unknown[], path, shape ?? [undefined]);
    else this.#typed(value, kind, path, shape);
  }

  #typed(value: unknown, kind: keyof TypedTensors, path: Path, shape: readonly number[] | undefined): void {
    const view = plainView(value, [kind]);
    if (view === undefined || isShared(view)) {
      this.issues.add('unreadable', path, 'memory that is neither detached nor shared', value);
    } else if (this.#fits(view.length, path, shape && product(shape), value)) {
      const { numbers = kind.startsWith('Float') ? 'floats' : undefined, ...rule } = this.#rule;
      checkNumbers(view, view.length, path, { ...rule, numbers }, this.issues);
    }
  }

  /** Reads an array of a dimension, and those in it. */
  #nested(value: unknown[], path: Path, [size, ...inner]: readonly (number | undefined)[]): void {
    const length = Number(ownValue(value, 'length'));
    if (!this.#fits(length, path, size, value, inner.length === 0)) return;
    if (inner.length === 0) {
      checkNumbers(value, length, path, this.#rule, this.issues);
      return;
    }
    for (let i = 0; i < length && !this.issues.full; i++) {
      const item = ownValue(value, i);
      this.guarded(item, [...path, i], () => {
        if (Array.isArray(item)) this.#nested(item, [...path, i], inner);
        else this.issues.add('type', [...path, i], 'an array of the next dimension', item);
      });
    }
  }

  /** Looks at a length before an element is read. */
  #fits(length: number, path: Path, expected: number | undefined, value: unknown, countsAsElements = true): boolean {
    if (length === 0) this.issues.add('empty', path, 'at least one number', value);
    else if (expected !== undefined && length !== expected)
      this.issues.add('length', path, `${expected} elements`, value);
    else if (countsAsElements && length > this.#left) {
      this.issues.add('too-long', path, `at most ${this.#rule.maxLength} numbers in all`, value);
    } else {
      if (countsAsElements) this.#left -= length;
      return true;
    }
    return false;
  }
}

/** Tells whether an object is a plain one, of this realm or another. */
function isDictionary(value: unknown): value is object {
  if (!isObject(value) || Array.isArray(value) || ArrayBuffer.isView(value)) return false;
  const prototype: object | null = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function isName(name: string | symbol): name is string {
  return typeof name === 'string' && name !== '' && name.length <= LONGEST_NAME && name !== '__proto__';
}

/** Another thread can change shared memory after it was checked. */
function isShared({ buffer }: { readonly buffer: ArrayBufferLike }): boolean {
  try {
    ArrayBuffer.prototype.slice.call(buffer, 0, 0);
    return false;
  } catch {
    return true;
  }
}
