import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { UserError } from "#lib/errors";
import { readStackFile, stacksWithFile } from "#lib/stack-config/stack-file";

describe("readStackFile", () => {
  let folder: string;
  before(async () => (folder = await mkdtemp(path.join(tmpdir(), "stack-file-"))));
  after(() => rm(folder, { recursive: true }));

  const read = async (text: string, stack = "dev") => {
    await writeFile(path.join(folder, `Pulumi.${stack}.yaml`), text);
    return readStackFile(folder, stack);
  };
  const refusal = async (work: Promise<unknown>) => {
    const error = await work.then(
      () => assert.fail("it was not refused"),
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof UserError, String(error));
    return `${error.message}\n${error.hint}`;
  };

  it("reads values as Pulumi does: an account is text in quotes, a time is no number", async () => {
    const config = await read(
      "config:\n  cruddur:environment: dev\n  cruddur:accountId: '012345678901'\n  cruddur:stopAt: 21:30\n  cruddur:storageGib: 30\n  cruddur:allowedOrigins: [https://a.example]\n",
    );
    assert.ok(config.environment === "dev");
    assert.equal(config.accountId, "012345678901");
    assert.deepEqual(config.database.nightStop, { at: "21:30", timezone: "UTC" });
    assert.equal(config.database.storageGib, 30);
    assert.deepEqual(config.allowedOrigins, ["https://a.example"]);
  });

  it("refuses an account without quotes whose zero Pulumi would lose, octal or not", async () => {
    for (const account of ["012345678901", "012345670123", "001234567890"]) {
      const text = `config:\n  cruddur:environment: dev\n  cruddur:accountId: ${account}\n`;
      const line = `pulumi config set accountId ${account} --stack dev`;
      assert.ok((await refusal(read(text))).includes(line), account);
    }
  });

  it("leaves alone what is Pulumi's own in the file", async () => {
    const config = await read(
      "secretsprovider: awskms://alias/x\nencryptedkey: abc\nconfig:\n  cruddur:environment: dev\n  aws:profile: me\n",
    );
    assert.equal(config.environment, "dev");
  });

  it("tells what an empty file, and one without keys, lacks", async () => {
    for (const text of ["", "# nothing yet\n", "config:\n", "config: {}\n"]) {
      assert.match(await refusal(read(text)), /environment is missing/, JSON.stringify(text));
    }
  });

  it("says where a file is no YAML, or has no keys", async () => {
    assert.match(
      await refusal(read("config:\n  cruddur:region: [us-east-1\n")),
      /Pulumi\.dev\.yaml is no YAML: .* at line \d/,
    );
    assert.match(
      await refusal(read("config:\n  cruddur:environment: dev\n  cruddur:domainName: *.x.com\n")),
      /Pulumi\.dev\.yaml is no YAML: \*\.x\.com at line 3 .*\n.*in quotes/,
    );
    assert.match(await refusal(read("config: dev\n")), /has no keys under config/);
  });

  it("says of an encrypted value that it is one, and how it is written", async () => {
    const text = await refusal(
      read("config:\n  cruddur:environment: dev\n  cruddur:region:\n    secure: v1:abc\n"),
    );
    assert.match(text, /region is \{"secure":"v1:abc"\}; wanted is an AWS region/);
  });

  it("names the stacks that have a file when one has none", async () => {
    await read(
      "config:\n  cruddur:environment: prod\n  cruddur:accountId: '123456789012'\n  cruddur:alarmEmail: a@b.example\n",
      "prod",
    );
    assert.deepEqual(await stacksWithFile(folder), ["dev", "prod"]);
    assert.match(
      await refusal(readStackFile(folder, "dve")),
      /Stack dve has no file Pulumi\.dve\.yaml\. Files are there of: dev, prod\./,
    );
  });

  it("says what a file that is missing holds, and reads that", async () => {
    for (const [stack, environment] of [
      ["staging", "dev"],
      ["live", "prod"],
    ] as const) {
      const text = await refusal(readStackFile(folder, stack));
      const [file] = /^config:\n.*$/m.exec(text) ?? [];
      assert.equal(file, `config:\n  cruddur:environment: ${environment}`);
    }
    assert.equal(
      (await read("config:\n  cruddur:environment: dev\n", "staging")).environment,
      "dev",
    );
  });
});
