import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow, root } from './places.js';

/** A Markdown file of the repository, by its path. */
export function markdown(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** The code blocks of a language. */
export function blocks(text: string, language: string): string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))].map(([, code = '']) => code);
}

/** The cells of a table's rows, below a heading; the table's own first two lines are left out. */
export function tableBelow(text: string, heading: string): string[][] {
  const [, section = ''] = text.split(`## ${heading}\n`);
  const rows = (section.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** What stands between backticks. */
export function codeSpans(text: string): string[] {
  const prose = text.replace(/^```.*?^```$/gms, '');
  return [...prose.matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span);
}

/** The targets of links that lead into the repository. */
export function innerLinks(text: string): string[] {
  return [...text.matchAll(/\]\((?!https?:|#)([^)]+)\)/g)].map(([, target = '']) => target);
}

/** What a program of a README says it writes: the comment after each `console.log`. */
export function promisedOutput(code: string): string {
  const lines = code.split('\n').filter((line) => line.includes('console.log('));
  return lines.map((line) => `${/; \/\/ (.+)$/.exec(line)?.[1] ?? `no comment after: ${line}`}\n`).join('');
}

/** The sources of all packages and crates, by their paths. */
export function sources(): string[] {
  return ['packages', 'rust']
    .flatMap((room) => readdirSync(join(root, room)).map((name) => `${room}/${name}/src`))
    .filter((dir) => existsSync(join(root, dir)))
    .flatMap((dir) => filesBelow(join(root, dir)).map((file) => `${dir}/${file}`));
}
