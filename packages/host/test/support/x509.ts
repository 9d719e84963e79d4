// @peculiar/x509 for tests. It needs what reflect-metadata adds to `Reflect`, and reads it while it is imported.
import 'reflect-metadata';

export * from '@peculiar/x509';
