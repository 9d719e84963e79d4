/**
 * @typedef {{ name: string, seen: unknown }} Result a note, with only the types of JSON
 *
 * @typedef {object} Notebook
 * @property {Result[]} results
 * @property {(name: string, seen: unknown) => void} say notes what was seen
 * @property {(name: string, call: () => unknown) => void} sayCode notes which code of a FedzkError a call throws
 */

/** @param {typeof import('@fedzk/core').FedzkError} FedzkError @returns {Notebook} */
export function notebook(FedzkError) {
  /** @type {Result[]} */
  const results = [];
  return {
    results,
    say: (name, seen) => void results.push({ name, seen }),
    sayCode: (name, call) => void results.push({ name, seen: codeOf(FedzkError, call) }),
  };
}

/** @param {typeof import('@fedzk/core').FedzkError} FedzkError @param {() => unknown} call */
function codeOf(FedzkError, call) {
  try {
    call();
  } catch (error) {
    return error instanceof FedzkError ? error.code : String(error);
  }
  return 'nothing thrown';
}

/** @param {string} hex */
export function fromHex(hex) {
  return Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}

/** @param {Uint8Array} bytes */
export function toHex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
