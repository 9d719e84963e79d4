import imported from 'canonicalize';

/** The package's declarations are of an ES module, and it is none. */
export const canonicalize = imported as unknown as (value: unknown) => string | undefined;
