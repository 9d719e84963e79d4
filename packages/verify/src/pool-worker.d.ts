// Nothing is exported: a worker runs it.
export {};
