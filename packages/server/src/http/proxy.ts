// PROXY protocol, version 2: the header by which a balancer tells the sender's address, before TLS.
// https://www.haproxy.org/download/2.8/doc/proxy-protocol.txt, section 2.2.

const SIGNATURE = Buffer.from('0d0a0d0a000d0a515549540a', 'hex');
const FIXED_BYTES = 16;
/** Addresses take 36 bytes at most; the rest are TLVs, of which balancers send few. */
const MOST_BYTES = 536;

/** What a header says: whose connection it is, and how many bytes it takes. */
export type ProxyHeader =
  /** `address` is undefined for LOCAL, the balancer's own check of health. */
  | { readonly address: string | undefined; readonly length: number }
  /** More bytes are needed. */
  | 'cut'
  | 'malformed';

/** Reads the header at the beginning of a connection. */
export function readProxyHeader(bytes: Buffer): ProxyHeader {
  const known = Math.min(bytes.length, SIGNATURE.length);
  if (!bytes.subarray(0, known).equals(SIGNATURE.subarray(0, known))) return 'malformed';
  if (bytes.length < FIXED_BYTES) return 'cut';
  const [version, family] = [bytes.readUInt8(12), bytes.readUInt8(13)];
  const size = bytes.readUInt16BE(14);
  const length = FIXED_BYTES + size;
  if (version >> 4 !== 2 || length > MOST_BYTES) return 'malformed';
  if (bytes.length < length) return 'cut';
  const command = version & 0x0f;
  if (command === 0) return { address: undefined, length };
  if (command !== 1) return 'malformed';
  const block = bytes.subarray(FIXED_BYTES, length);
  if (family === 0x11 && size >= 12) return { address: [...block.subarray(0, 4)].join('.'), length };
  if (family === 0x21 && size >= 36) return { address: ipv6Of(block.subarray(0, 16)), length };
  return 'malformed';
}

function ipv6Of(bytes: Buffer): string {
  return Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(2 * i).toString(16)).join(':');
}
