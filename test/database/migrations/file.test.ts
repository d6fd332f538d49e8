import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { readMigration } from "#database/migrations/file";

describe("readMigration", () => {
  let folder: string;
  before(async () => void (folder = await mkdtemp(path.join(tmpdir(), "migration-file-"))));
  after(() => rm(folder, { recursive: true }));

  async function read(text: string) {
    const file = path.join(folder, "0006-x.sql");
    await writeFile(file, text);
    return readMigration(file);
  }

  it("parts what goes up from what comes down", async () => {
    const { up, down } = await read("-- Up Migration\nselect 1;\n-- Down Migration\nselect 2;\n");
    assert.match(up.sql, /select 1;\n$/);
    assert.match(down!.sql, /select 2;\n$/);
  });

  for (const marker of ["-- Down", "--down", "-- migrate:down", "-- migrate:up\r", "-- Up:"]) {
    it(`refuses ${JSON.stringify(marker)}, and says what to write`, async () => {
      await assert.rejects(read(`-- Up Migration\nselect 1;\n${marker}\nselect 2;\n`), {
        name: "UserError",
        message: /0006-x\.sql:3: /,
        hint: /^Write: -- (Up|Down) Migration$/,
      });
    });
  }

  for (const word of ["Up", "Down"]) {
    it(`refuses a second ${word} part`, async () => {
      const part = `-- ${word} Migration\nselect 1;\n`;
      await assert.rejects(read(`-- Up Migration\n-- Down Migration\n\n${part}`), {
        name: "UserError",
        message: new RegExp(`0006-x\\.sql:4: the part "-- ${word} Migration" begins a second time`),
      });
    });
  }

  it("leaves other comments alone", async () => {
    const text =
      "-- Up Migration\n-- Down the road this goes.\n-- up to 280 characters\nselect 1;\n";
    assert.equal((await read(text)).down, undefined);
  });
});
