// @peculiar/x509 needs what reflect-metadata adds to `Reflect`, and reads it while it is imported.
import 'reflect-metadata';

export * from '@peculiar/x509';
