import type { Ended } from '@fedzk/testkit/processes';

/** Takes the lines of progress out of what a command said. They come after ten seconds, which a busy machine may take. */
export function withoutProgress(ended: Ended): Ended {
  return { ...ended, stderr: ended.stderr.replace(/^fedzk-prove: \d+ % done\n/gm, '') };
}
