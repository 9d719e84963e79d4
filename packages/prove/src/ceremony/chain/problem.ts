/** The first thing that is wrong with a chain, in words; undefined if nothing is. */
export type Problem = string | undefined;

/** Names a link in messages, by its place from 0. */
export function linkName(index: number, { name }: { readonly name?: string | undefined }): string {
  return name === undefined ? `contribution ${index}` : `contribution ${index}, ${JSON.stringify(name)}`;
}

/** Says that nobody has contributed who has a secret to forget. The secret of a beacon is known to all. */
export function peopleProblem(links: readonly { readonly beacon?: unknown }[]): Problem {
  if (links.some(({ beacon }) => beacon === undefined)) return undefined;
  return links.length === 0 ? 'nobody has contributed to it' : 'nobody has contributed to it but a beacon';
}

/** Lets other tasks run, among them the one that aborts. @throws the signal's reason */
export async function pause(signal: AbortSignal | undefined): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
  signal?.throwIfAborted();
}
