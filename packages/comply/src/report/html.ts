// HTML whose every value is escaped: a template's own text is markup, what is put into it is text.

import { escaped } from '@fedzk/core';

/** Markup that {@link html} made. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Value = string | number | Html | readonly Html[];

/** Makes markup of a template. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Html(parts.map((part, i) => part + written(values[i] ?? '')).join(''));
}

function written(value: Value): string {
  if (value instanceof Html) return value.text;
  if (typeof value !== 'object') return textOf(String(value));
  return value.map(({ text }) => text).join('');
}

const NAMED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escapes markup, and what steers a reader's eyes: control characters and those of direction. */
function textOf(text: string): string {
  return escaped(text).replace(/[&<>"']/g, (found) => NAMED[found] ?? '');
}
