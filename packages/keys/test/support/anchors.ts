import type { Anchor, AnchorValue } from '@fedzk/keys';

/** An anchor in memory, whose values a test looks into. */
export interface MemoryAnchor extends Anchor {
  readonly saved: AnchorValue[];
  readonly values: Map<string, AnchorValue>;
}

export function memoryAnchor(): MemoryAnchor {
  const values = new Map<string, AnchorValue>();
  const saved: AnchorValue[] = [];
  return {
    saved,
    values,
    load: async (storeId) => values.get(storeId),
    save: async (storeId, value) => {
      saved.push(value);
      if (value.generation >= (values.get(storeId)?.generation ?? 0)) values.set(storeId, value);
    },
  };
}
