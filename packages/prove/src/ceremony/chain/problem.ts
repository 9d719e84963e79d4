/** The first thing that is wrong with a chain, in words; undefined if nothing is. */
export type Problem = string | undefined;

/** Names a link in messages, by its place from 1. */
export function linkName(index: number, { name }: { readonly name?: string | undefined }): string {
  return name === undefined ? `contribution ${index + 1}` : `contribution ${index + 1}, ${JSON.stringify(name)}`;
}

/** Lets other tasks run, among them the one that aborts. @throws the signal's reason */
export async function pause(signal: AbortSignal | undefined): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
  signal?.throwIfAborted();
}
