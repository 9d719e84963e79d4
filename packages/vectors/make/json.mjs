/**
 * Writes JSON with one entry on each line: objects and arrays spread over lines down to `depth`, and are on one line below it.
 */
export function stringify(value, depth, indent = '') {
  const isContainer = typeof value === 'object' && value !== null;
  if (!isContainer || depth === 0) return oneLine(value);
  const inner = `${indent}  `;
  const isArray = Array.isArray(value);
  const lines = isArray
    ? value.map((entry) => inner + stringify(entry, depth - 1, inner))
    : Object.entries(value).map(
        ([key, entry]) => `${inner}${JSON.stringify(key)}: ${stringify(entry, depth - 1, inner)}`,
      );
  if (lines.length === 0) return isArray ? '[]' : '{}';
  return `${isArray ? '[' : '{'}\n${lines.join(',\n')}\n${indent}${isArray ? ']' : '}'}`;
}

function oneLine(value) {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, entry]) => `${JSON.stringify(key)}: ${oneLine(entry)}`);
  return `{ ${entries.join(', ')} }`;
}
