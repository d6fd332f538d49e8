/** A CIDR block of IPv4. */
export interface Block {
  /** The first address, as a number. */
  readonly first: number;
  /** How many bits are fixed: 16 in `10.42.0.0/16`. */
  readonly bits: number;
}

/** Of `10.42.0.0/16`; undefined for what is no block of IPv4. What is set behind the fixed bits is taken away. */
export function parseBlock(text: string): Block | undefined {
  const [, address = "", digits] = /^(\d{1,3}(?:\.\d{1,3}){3})\/(\d{1,2})$/.exec(text) ?? [];
  const parts = address.split(".").map(Number);
  const bits = Number(digits);
  if (digits === undefined || bits > 32 || parts.some((part) => part > 255)) return undefined;
  const whole = parts.reduce((sum, part) => sum * 256 + part, 0);
  return { first: whole - (whole % sizeOf({ bits })), bits };
}

/** As AWS writes it: `10.42.0.0/16`. */
export function blockText({ first, bits }: Block): string {
  const parts = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256);
  return `${parts.join(".")}/${bits}`;
}

/** How many addresses it has. */
export const sizeOf = ({ bits }: Pick<Block, "bits">): number => 2 ** (32 - bits);

export const isWithin = (inner: Block, outer: Block): boolean =>
  inner.bits >= outer.bits && overlap(inner, outer);

/** Whether two blocks have an address in common. */
export const overlap = (one: Block, other: Block): boolean =>
  one.first < other.first + sizeOf(other) && other.first < one.first + sizeOf(one);
