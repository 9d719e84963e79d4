// Numbers of PKCS#11 (OASIS, PKCS #11 Cryptographic Token Interface Current Mechanisms and Base Specification
// Version 3.0; pkcs11t.h), as far as they are used.

/** Attributes of objects. */
export const CKA = {
  class: 0x0,
  token: 0x1,
  private: 0x2,
  label: 0x3,
  value: 0x11,
  keyType: 0x100,
  id: 0x102,
  sensitive: 0x103,
  encrypt: 0x104,
  decrypt: 0x105,
  wrap: 0x106,
  unwrap: 0x107,
  sign: 0x108,
  signRecover: 0x109,
  verify: 0x10a,
  verifyRecover: 0x10b,
  derive: 0x10c,
  valueLength: 0x161,
  extractable: 0x162,
  modifiable: 0x170,
  ecParams: 0x180,
  ecPoint: 0x181,
} as const;

/** Classes of objects. */
export const CKO = { data: 0, publicKey: 2, privateKey: 3, secretKey: 4 } as const;

/** Types of keys. */
export const CKK = { genericSecret: 0x10, aes: 0x1f, ecEdwards: 0x40 } as const;

/** Mechanisms. */
export const CKM = {
  edwardsKeyPairGen: 0x1055,
  eddsa: 0x1057,
  aesKeyGen: 0x1080,
  /** RFC 3394. */
  aesKeyWrap: 0x2109,
} as const;

/** Flags of C_Initialize and C_OpenSession. */
export const FLAG = { osLocking: 0x2, readWrite: 0x2, serial: 0x4 } as const;

/** Flags of a token. */
export const TOKEN_FLAG = {
  userPinInitialized: 0x8,
  tokenInitialized: 0x400,
  userPinCountLow: 0x1_0000,
  userPinFinalTry: 0x2_0000,
  userPinLocked: 0x4_0000,
} as const;

/** The user who may use keys; the other one is the security officer. */
export const USER = 1;

/** States of a session in which the user is logged in: read-only and read-write. */
export const USER_STATES: readonly number[] = [1, 3];
