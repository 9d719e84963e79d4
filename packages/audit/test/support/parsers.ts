/** Strict readers of the formats that have no JSON, each from its specification. */

/** RFC 5424 §6, with one SD-ELEMENT. */
export function parseSyslog(line: string): {
  head: string[];
  id: string;
  parameters: [string, string][];
  message: string;
} {
  const all =
    /^<(\d{1,3})>1 (\S+) (\S+) (\S+) (\S+) (\S+) \[([^ =\]"]{1,32})((?: [^ =\]"]{1,32}="(?:[^"\\\]]|\\["\\\]])*")*)\](?: (.*))?$/su;
  const [, priority, time, host, app, process, message, id, pairs = '', text = ''] = all.exec(line) ?? [];
  if (id === undefined) throw new Error(`no message of RFC 5424: ${line}`);
  const parameters = [...pairs.matchAll(/ ([^ =\]"]+)="((?:[^"\\\]]|\\["\\\]])*)"/gsu)].map(
    ([, name = '', value = '']): [string, string] => [name, value.replace(/\\(["\\\]])/g, '$1')],
  );
  return {
    head: [priority, time, host, app, process, message].map((part) => part ?? ''),
    id,
    parameters,
    message: text,
  };
}

/** Header fields end at a bar that is not escaped; a value ends where ` key=` follows, whose = is not escaped. */
export function parseCef(line: string): { header: string[]; fields: [string, string][] } {
  const match = /^((?:(?:[^|\\]|\\[\\|])*\|){7})(.*)$/su.exec(line);
  if (match === null) throw new Error(`no CEF: ${line}`);
  const [, head = '', extension = ''] = match;
  const header = [...head.matchAll(/((?:[^|\\]|\\[\\|])*)\|/gsu)].map(([, text = '']) =>
    text.replace(/\\([\\|])/g, '$1'),
  );
  const fields: [string, string][] = [];
  const pair = /(\w+)=((?:[^\\=]|\\[\\=])*?)(?= \w+=|$)/suy;
  for (let at = 0; at < extension.length; at = pair.lastIndex + 1) {
    pair.lastIndex = at;
    const [, key, value] = pair.exec(extension) ?? [];
    if (key === undefined || value === undefined) throw new Error(`no CEF extension at ${at}: ${extension}`);
    fields.push([key, value.replace(/\\([\\=])/g, '$1')]);
  }
  return { header, fields };
}

/** As the original is read: by splitting. */
export function parseSeed(line: string): string[] {
  return line
    .split('|')
    .map((text, i) =>
      i === 6
        ? text
        : text.replace(/\\u(00[57]c)/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))),
    );
}
