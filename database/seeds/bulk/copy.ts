/** A UUID as its four 32-bit words. */
export type Uuid = readonly [number, number, number, number];

const CHUNK_BYTES = 256 * 1_024;
/** More than any row of ours: a message has at most 1120 bytes. */
const ROW_BYTES = 4_096;
const SIGNATURE = Buffer.from("PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0", "latin1");
/** PostgreSQL counts from 2000-01-01, in microseconds. */
const EPOCH_MS = Date.UTC(2000, 0, 1);

/**
 * Rows in COPY's binary format (PostgreSQL's manual, page COPY), written into large buffers: about five times as fast to
 * make as text, and the server need not parse them. Each row is `begin` and then its fields in order.
 */
export class CopyRows {
  rows = 0;
  #buffer = Buffer.allocUnsafe(CHUNK_BYTES + ROW_BYTES);
  #at = SIGNATURE.copy(this.#buffer);
  #lengthAt = 0;

  /** Starts a row of so many fields. */
  begin(fields: number): void {
    this.rows += 1;
    this.#at = this.#buffer.writeInt16BE(fields, this.#at);
  }

  null(): void {
    this.#at = this.#buffer.writeInt32BE(-1, this.#at);
  }

  integer(value: number): void {
    this.#at = this.#buffer.writeInt32BE(4, this.#at);
    this.#at = this.#buffer.writeInt32BE(value, this.#at);
  }

  /** `ms` since 1970, whole. */
  timestamp(ms: number): void {
    const micros = (ms - EPOCH_MS) * 1_000;
    this.#at = this.#buffer.writeInt32BE(8, this.#at);
    const high = Math.floor(micros / 2 ** 32);
    this.#at = this.#buffer.writeInt32BE(high, this.#at);
    this.#at = this.#buffer.writeUInt32BE(micros - high * 2 ** 32, this.#at);
  }

  uuid([first, second, third, fourth]: Uuid): void {
    this.#at = this.#buffer.writeInt32BE(16, this.#at);
    this.#at = this.#buffer.writeUInt32BE(first, this.#at);
    this.#at = this.#buffer.writeUInt32BE(second, this.#at);
    this.#at = this.#buffer.writeUInt32BE(third, this.#at);
    this.#at = this.#buffer.writeUInt32BE(fourth, this.#at);
  }

  /** A text field in pieces: `beginText`, `piece`s, `endText`. */
  beginText(): void {
    this.#lengthAt = this.#at;
    this.#at += 4;
  }

  /** UTF-8. A loop: these are a few bytes each, for which a call of `set` costs more. */
  piece(bytes: Uint8Array): void {
    for (let index = 0; index < bytes.length; index += 1) {
      this.#buffer[this.#at + index] = bytes[index]!;
    }
    this.#at += bytes.length;
  }

  /** A whole number in digits. */
  digits(value: number): void {
    this.#at += this.#buffer.write(String(value), this.#at, "latin1");
  }

  endText(): void {
    this.#buffer.writeInt32BE(this.#at - this.#lengthAt - 4, this.#lengthAt);
  }

  /** A buffer to send when one is full, otherwise undefined. Between rows. */
  full(): Buffer | undefined {
    return this.#at < CHUNK_BYTES ? undefined : this.#take();
  }

  /** The last buffer to send, with the end mark. */
  end(): Buffer {
    this.#at = this.#buffer.writeInt16BE(-1, this.#at);
    return this.#take();
  }

  #take(): Buffer {
    const taken = this.#buffer.subarray(0, this.#at);
    this.#buffer = Buffer.allocUnsafe(CHUNK_BYTES + ROW_BYTES);
    this.#at = 0;
    return taken;
  }
}

/** The words of a UUID's text. */
export function uuidWords(text: string): Uuid {
  const bytes = Buffer.from(text.replaceAll("-", ""), "hex");
  return [0, 4, 8, 12].map((at) => bytes.readUInt32BE(at)) as unknown as Uuid;
}
