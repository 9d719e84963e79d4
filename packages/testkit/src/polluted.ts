// A polluted Object.prototype, as a careless merge of parsed JSON leaves it.

const added = new Set<string>();

/** Gives every object properties, until the test ends or {@link clean}. */
export function pollute(properties: Readonly<Record<string, unknown>>): void {
  for (const [key, value] of Object.entries(properties)) {
    added.add(key);
    Object.defineProperty(Object.prototype, key, { value, configurable: true, enumerable: true, writable: true });
  }
}

/** Removes them. A test calls it before `expect`, which reads objects too. */
export function clean(): void {
  for (const key of added) Reflect.deleteProperty(Object.prototype, key);
  added.clear();
}
