// Nothing is exported: a thread runs it.
export {};
