import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { logGroupNames } from "#lib/domain/log-group-names";
import { fromRoot } from "#lib/root";

describe("logGroupNames", () => {
  it("has every log group of every kind of stack", () => {
    const groups = readdirSync(fromRoot("test", "plans")).flatMap((file) => {
      const plan = readFileSync(fromRoot("test", "plans", file), "utf8");
      const stack = /name: cruddur-(\w+)-pre-sign-up/.exec(plan)![1]!;
      const known = logGroupNames(`cruddur-${stack}`);
      const made = [
        ...plan.matchAll(/\(aws:cloudwatch\/logGroup:LogGroup\):\n(?: .*\n)*? {2}name: (\S+)/g),
      ];
      for (const [, name] of made) assert.ok(known.includes(name!), `${file}: ${name}`);
      return made;
    });
    assert.ok(groups.length > 30, String(groups.length));
  });
});
