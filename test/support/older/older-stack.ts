import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Inputs } from "@pulumi/pulumi";
import { applyRoles } from "#database/access/access";
import { withClient } from "#database/connection/connect";
import { writeMarker } from "#database/fence/marker";
import { listMigrations, migrate } from "#database/migrations/migrate";
import { asOwner } from "#database/provision";
import { tableGrants } from "#lib/sql/access";
import { fromRoot } from "#lib/root";
import { startEngineStack, type EngineStack } from "../engine/stack.ts";

/** One resource of a state, as `pulumi stack export` tells it. */
interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly custom: boolean;
  readonly inputs?: Inputs;
  readonly outputs: Inputs;
}

/** The migrations that version 66b0681 had. */
const MIGRATIONS = 5;

/**
 * A stack as version 66b0681 left it, on the stand-in: its state, the account with what it made, and the database with
 * the roles and the migrations of then; RDS's master user owns it.
 *
 * `stacks/<stack>.jsonl` has a resource of `pulumi stack export --show-secrets` in each line, without outputs that are
 * inputs too; `{port}` stands for the server's.
 */
export async function startOlderStack(
  name: "dev" | "prod",
  config: Readonly<Record<string, string>>,
): Promise<EngineStack> {
  const stack = await startEngineStack({ stack: name, config });
  try {
    await bringBack(stack, name);
    return stack;
  } catch (error) {
    await stack.stop();
    throw error;
  }
}

async function bringBack(stack: EngineStack, name: string): Promise<void> {
  const resources = readResources(name, stack.database.server.port);
  for (const { type, id, urn, inputs = {}, outputs } of resources) {
    if (!type.startsWith("aws:") || id === undefined) continue;
    const held = { type, id, name: urn.split("::").at(-1)!, inputs, outputs };
    stack.account.put(held);
    await stack.databases.created(held);
  }
  await fillDatabase(stack, name);
  const file = path.join(stack.project.directory, "older.json");
  const empty = JSON.parse(await stack.project.exportState()) as { deployment: object };
  writeFileSync(file, JSON.stringify({ ...empty, deployment: { ...empty.deployment, resources } }));
  const { code, text } = await stack.project.pulumi("stack", "import", "--file", file);
  if (code !== 0) throw new Error(text);
}

function readResources(name: string, port: number): StateResource[] {
  const file = fromRoot("test", "support", "older", "stacks", `${name}.jsonl`);
  const text = readFileSync(file, "utf8").replaceAll("{port}", String(port));
  return text
    .trim()
    .split("\n")
    .map((line) => {
      const resource = JSON.parse(line) as StateResource;
      return { ...resource, outputs: { ...resource.inputs, ...resource.outputs } };
    });
}

async function fillDatabase(
  { account, databases, database: { server } }: EngineStack,
  name: string,
): Promise<void> {
  const [{ secretArn }] = account.named("cruddur-database-instance").outputs["masterUserSecrets"];
  const { username, password } = JSON.parse(databases.secret(secretArn)) as Record<string, string>;
  const { host, port } = server;
  const master = { host, port, user: username!, password: password!, database: "cruddur" };
  const folder = mkdtempSync(path.join(tmpdir(), "cruddur-older-"));
  try {
    for (const { file } of (await listMigrations()).slice(0, MIGRATIONS)) {
      await copyFile(file, path.join(folder, path.basename(file)));
    }
    await withClient(master, "test", async (client) => {
      await applyRoles(client, new Map(), "rds");
      await client.query(
        "grant all on database cruddur to cruddur_owner; grant all on schema public to cruddur_owner",
      );
      await asOwner(client, async () => {
        await migrate(client, folder);
        await client.query(tableGrants(["users", "activities", "handle_reservations"]).join(";\n"));
        await writeMarker(client, { environment: name, stack: name });
      });
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
