/** Finds and makes elements, and shows foreign text. */

export function find<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (found instanceof type) return found;
  throw new Error(`The page has no ${id}.`);
}

export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  text: string,
  ...children: readonly HTMLElement[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  made.textContent = text;
  made.append(...children);
  return made;
}

/**
 * Characters that can't be seen, or steer what is beside them: control characters, those of direction and format, halves of
 * pairs, private and unassigned ones, all spaces but the usual one, fillers, and marks without a letter or in heaps.
 */
const ODD =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}|(?<![\p{L}\p{M}\p{N}])\p{M}|(?<=\p{M}{2})\p{M}/gu;

/** Writes foreign text so that it can't look like another, nor turn the direction of what is beside it. */
export function visible(text: string): string {
  return text.replace(ODD, (found) => `U+${(found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`);
}
