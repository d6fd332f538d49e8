import assert from "node:assert/strict";
import { typedCommandsIn } from "./typed-commands.ts";

describe("typedCommandsIn", () => {
  const found = (text: string) => typedCommandsIn(text).map(({ name, flags }) => [name, ...flags]);

  it("finds a command with its options, and none of what follows", () => {
    for (const [text, ...wanted] of [
      ["`npm run db:seed -- --users 10 -t dev`", ["db:seed", "--users", "-t"]],
      ["npm start -- --check     # --not this", ["start", "--check"]],
      [
        "Type: npm run rds:start -- --target ${x ?? 'y'} --json",
        ["rds:start", "--target", "--json"],
      ],
      ["npm run db:sessions -- --target dev, and then --ip", ["db:sessions", "--target"]],
      ["npm run status [-- --json]", ["status", "--json"]],
      ["npm run db:start && npm stop -- --now", ["db:start"], ["stop", "--now"]],
      ["`dev-ip:*`: npm run dev-ip:* and npm run x", ["dev-ip:"], ["x"]],
      ["npm run db:seed --users 10", ["db:seed"]],
      ["npm install; npm ci; npm testing"],
    ] as const) {
      assert.deepEqual(found(text), wanted, text);
    }
  });
});
