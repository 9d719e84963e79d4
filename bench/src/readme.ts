/**
 * Returns a text with the part between `<!-- name -->` and `<!-- /name -->` replaced.
 *
 * @throws if the text lacks these markers
 */
export function withPart(text: string, name: string, part: string): string {
  const [start, end] = [`<!-- ${name} -->\n`, `\n<!-- /${name} -->`];
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`no place for "${name}" between its markers`);
  return `${text.slice(0, from)}${start}${part}${text.slice(to)}`;
}
