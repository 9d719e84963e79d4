import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow, root } from './places.js';

/** Reads a Markdown file of the repository. */
export function markdown(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** Lists the cells of the table below a heading, by row, without its first two lines. */
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

/** Lists the texts between backticks. */
export function codeSpans(text: string): string[] {
  const prose = text.replace(/^```.*?^```$/gms, '');
  return [...prose.matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span);
}

/** Lists the targets of links into the repository. */
export function innerLinks(text: string): string[] {
  return [...text.matchAll(/\]\((?!https?:|#)([^)]+)\)/g)].map(([, target = '']) => target);
}

/** Lists the paths of the sources of all packages and crates. */
export function sources(): string[] {
  return ['packages', 'rust']
    .flatMap((room) => readdirSync(join(root, room)).map((name) => `${room}/${name}/src`))
    .filter((dir) => existsSync(join(root, dir)))
    .flatMap((dir) => filesBelow(join(root, dir)).map((file) => `${dir}/${file}`));
}
