/** Writes the constraints of x^2 = y, y^2 = z over BN254 in iden3's r1cs format: wires 1, z, x, y; z is public. */
export function smallCircuit(): Uint8Array {
  const order = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001n;
  const bytes = (value: bigint, length: number): number[] =>
    Array.from({ length }, (_, i) => Number((value >> BigInt(8 * i)) & 255n));
  const u32 = (value: number): number[] => bytes(BigInt(value), 4);
  const wire = (index: number): number[] => [...u32(1), ...u32(index), ...bytes(1n, 32)];
  const section = (type: number, content: readonly number[]): number[] => [
    ...u32(type),
    ...bytes(BigInt(content.length), 8),
    ...content,
  ];
  const counts = [4, 1, 0, 1].flatMap(u32);
  const header = [...u32(32), ...bytes(order, 32), ...counts, ...bytes(4n, 8), ...u32(2)];
  const rows = [2, 2, 3, 3, 3, 1].flatMap(wire);
  const labels = [0n, 1n, 2n, 3n].flatMap((label) => bytes(label, 8));
  const letters = Array.from('r1cs', (letter) => letter.charCodeAt(0));
  const sections = [...section(1, header), ...section(2, rows), ...section(3, labels)];
  return Uint8Array.from([...letters, ...u32(1), ...u32(3), ...sections]);
}
