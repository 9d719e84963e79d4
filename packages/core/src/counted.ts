/** Gives a number with what is counted, `1 key` or `2 keys`. */
export function counted(count: number, what: string, plural = `${what}s`): string {
  return `${count} ${count === 1 ? what : plural}`;
}
