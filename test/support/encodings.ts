/** A secret as it may stand in a text: as it is, in a URL, in JSON, in hex, and inside of base64 at any offset. */
export function encodingsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const base64 = [0, 1, 2].flatMap((offset) => {
    // What only this secret's bits decide: neither the first characters, which what precedes shares, nor the last.
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64");
    const own = text.slice(offset === 0 ? 0 : offset + 1).replace(/.?=+$/, "");
    return [own, own.replaceAll("+", "-").replaceAll("/", "_")];
  });
  return [
    ...new Set([
      secret,
      encodeURIComponent(secret),
      JSON.stringify(secret).slice(1, -1),
      bytes.toString("hex"),
      ...base64,
    ]),
  ];
}
