/** A value that JSON can hold. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

/** An object of I-JSON (RFC 7493). */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}
