// The program that openChromium bundles into its page.

import { MEASUREMENTS, type Measurements } from '../measurements/all.js';

declare global {
  /** Makes a measurement. Input and result are JSON. */
  function measure(name: keyof Measurements, input: unknown): Promise<unknown>;
}

globalThis.measure = (name, input) => MEASUREMENTS[name](input as never);
