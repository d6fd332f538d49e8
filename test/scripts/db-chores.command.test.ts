import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import type { AddressInfo } from "node:net";
import { applyRoles, derivedPasswords } from "#database/access/access";
import { setup } from "#database/replacement/setup";
import { optionsOf, type Command } from "#cli/command";
import { helpFor } from "#cli/help";
import { flagOf } from "#cli/options";
import { connectionUrlFor } from "#lib/connection/url";
import { fromRoot } from "#lib/root";
import type { Target } from "#lib/domain/target";
import { command, type Ended } from "#test/cli";
import { asTestSuperuser, seededRows } from "#test/databases";
import {
  consentOf,
  endingsOf,
  localTarget,
  removeTarget,
  silentSteps,
  urlOf,
  within,
} from "#test/targets";

const setUp = (target: Target) =>
  setup(target, { consent: consentOf(), steps: silentSteps(), tell: () => {} });
const fingerprint = (target: Target) =>
  within(target, async (client) => {
    const { rows } = await client.query<{ fingerprint: string }>(
      "select fingerprint from cruddur_meta",
    );
    return rows[0]!.fingerprint;
  });

describe("database chores as commands", () => {
  const targets: Target[] = [];
  const newTarget = async (overrides?: Partial<Target>): Promise<Target> => {
    const target = await localTarget(overrides);
    targets.push(target);
    return target;
  };
  afterEach(async () => {
    for (const target of targets.splice(0)) await removeTarget(target);
  });
  const run = (
    target: Target,
    name: string,
    args: string[] = [],
    env: Record<string, string> = {},
  ): Promise<Ended> => command(name, args, { env: { CONNECTION_URL: urlOf(target), ...env } });

  it("are named alike as file, declaration and npm script, and every one has help for each of its options", async () => {
    const files = (await readdir(fromRoot("scripts"))).filter((file) => file.startsWith("db-"));
    const { scripts } = JSON.parse(await readFile(fromRoot("package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    for (const file of files) {
      const { command: chore } = (await import(fromRoot("scripts", file))) as { command: Command };
      const name = file.replace(/\.ts$/, "");
      assert.equal(chore.name, name.replace("-", ":"));
      assert.equal(scripts[chore.name], `node scripts/launch.cjs ${name}`);
      const help = helpFor(chore);
      for (const key of Object.keys(optionsOf(chore)))
        assert.ok(help.includes(flagOf(key)), `${name} ${key}`);
    }
    assert.ok(files.length >= 18);
  });

  describe("typed as the bootcamp's journals teach it", () => {
    const learners: [string, string[]][] = [
      ["db-setup", ["prod"]],
      ["db-setup", ["--taget", "prod"]],
      ["db-seed", ["prod"]],
      ["db-drop", ["cruddur", "prod"]],
      ["db-schema-load", ["prod"]],
      ["db-rollback", ["1"]],
    ];
    it("change nothing, exit with 2 and say what to type", async () => {
      const target = await newTarget();
      await setUp(target);
      const mark = await fingerprint(target);
      for (const [name, args] of learners) {
        const { code, stdout, stderr } = await run(target, name, args);
        assert.equal(code, 2, `${name} ${args.join(" ")}`);
        assert.equal(stdout, "");
        assert.match(stderr, /Nothing was done\./);
        assert.match(stderr, /npm run db:/);
      }
      assert.equal(await fingerprint(target), mark);
      assert.deepEqual(await endingsOf(target), [""]);
    });

    it("change nothing when npm keeps --dry-run or --target to itself", async () => {
      const target = await newTarget();
      for (const words of [["--dry-run"], ["--target=prod"], ["--target", "prod"], ["prod"]]) {
        const { status, stderr } = spawnSync("npm", ["run", "--silent", "db:setup", ...words], {
          cwd: fromRoot(),
          encoding: "utf8",
          shell: process.platform === "win32",
          env: { ...process.env, CONNECTION_URL: urlOf(target), NO_COLOR: "1" },
        });
        assert.equal(status, 2, stderr);
        assert.match(stderr, /npm run db:(setup -- --dry-run|migrate -- --target prod)/);
      }
      assert.deepEqual(await endingsOf(target), []);
    });
  });

  it("take a password that holds /cruddur, and a database called cruddur_test, for what they are", async () => {
    const target = await newTarget();
    const { parameters } = target;
    const password = "p@ss/cruddur?#%&:'\"\\ ü";
    const user = `${parameters.database}_user`;
    const { literal } = await import("#lib/sql/quote");
    const asSuper = { ...target, parameters: await asTestSuperuser(parameters) };
    await within(
      asSuper,
      (client) => client.query(`create role ${user} superuser login password ${literal(password)}`),
      target.maintenance,
    );
    const named = await newTarget({
      parameters: {
        ...parameters,
        user,
        password,
        database: `${parameters.database}_cruddur_test`,
      },
    });
    try {
      // Another user's password makes other passwords of the roles, which are the whole server's.
      assert.equal((await run(named, "db-setup", [])).code, 2);
      const confirmed = ["--json", "--confirm", named.parameters.database];
      const { code, stdout, stderr } = await run(named, "db-setup", confirmed);
      assert.equal(code, 0, stderr);
      assert.deepEqual(await endingsOf(named), [""]);
      const url = connectionUrlFor({ ...named.parameters, parameters: {} });
      for (const secret of [password, encodeURIComponent(password), url]) {
        assert.ok(!`${stdout}${stderr}`.includes(secret));
      }
      assert.equal(JSON.parse(stdout).target.database, named.parameters.database);
    } finally {
      for (const one of targets.splice(0).reverse())
        await removeTarget({
          ...one,
          parameters: { ...parameters, database: one.parameters.database },
        });
      const passwords = derivedPasswords(parameters.password);
      await within(asSuper, (client) => applyRoles(client, passwords), target.maintenance);
      await within(asSuper, (client) => client.query(`drop role ${user}`), target.maintenance);
    }
  });

  it("go the whole way, each with one JSON value", async () => {
    const target = await newTarget();
    const { database } = target.parameters;
    const { users, activities } = await seededRows();
    const added = (seeds: unknown) =>
      (seeds as { added: number }[]).reduce((sum, seed) => sum + seed.added, 0);
    const way: [string, string[], (value: Record<string, unknown>) => void][] = [
      ["db-create", ["--dry-run"], ({ created }) => assert.equal(created, false)],
      ["db-create", [], ({ created }) => assert.equal(created, true)],
      ["db-schema-load", [], ({ migrations }) => assert.ok((migrations as string[]).length >= 4)],
      ["db-seed", [], ({ seeds }) => assert.ok(added(seeds) >= users + activities)],
      ["db-seed", [], ({ seeds }) => assert.equal(added(seeds), 0)],
      ["db-test", [], ({ encrypted }) => assert.equal(encrypted, false)],
      [
        "db-migrate-status",
        [],
        ({ migrations }) => assert.equal((migrations as { state: string }[])[0]!.state, "applied"),
      ],
      ["db-migrate", [], ({ migrations }) => assert.deepEqual(migrations, [])],
      ["db-setup", ["--dry-run"], ({ replaces }) => assert.equal(replaces, true)],
      ["db-setup", [], ({ previous }) => assert.equal(previous, `${database}_prev`)],
      ["db-undo", [], ({ broughtBack }) => assert.equal(broughtBack, `${database}_prev`)],
      ["db-drop", [], ({ kept }) => assert.equal(kept, `${database}_prev`)],
      ["db-undo", [], ({ broughtBack }) => assert.equal(broughtBack, `${database}_prev`)],
      [
        "db-drop",
        ["--purge", "--confirm", database],
        ({ dropped }) => assert.deepEqual(dropped, [database]),
      ],
    ];
    for (const [name, args, check] of way) {
      const { code, stdout, stderr } = await run(target, name, [...args, "--json"]);
      assert.equal(code, 0, `${name} ${args.join(" ")}: ${stderr}`);
      assert.match(stderr, /^target local · 127\.0\.0\.1:\d+ · database \S+ · environment local$/m);
      const value = JSON.parse(stdout) as Record<string, unknown>;
      assert.equal(value["ok"], true);
      assert.equal(value["chore"], name.replace("-", ":"));
      check(value);
      assert.doesNotMatch(stdout, /password/);
    }
    assert.deepEqual(await endingsOf(target), []);
  });

  it("refuse a loopback address whose database is marked production", async () => {
    const target = await newTarget();
    await setUp(target);
    await within(target, (client) =>
      client.query("update cruddur_meta set environment = 'production', stack = 'prod'"),
    );
    const mark = await fingerprint(target);
    for (const name of [
      "db-drop",
      "db-setup",
      "db-seed",
      "db-rollback",
      "db-undo",
      "db-schema-load",
    ]) {
      const { code, stdout, stderr } = await run(target, name, [
        "--confirm",
        target.parameters.database,
        "--json",
      ]);
      assert.equal(code, 2, name);
      assert.match(stderr, /production/);
      const { ok, error } = JSON.parse(stdout) as { ok: boolean; error: string };
      assert.equal(ok, false);
      assert.match(error, /Nothing was done/);
    }
    assert.equal(await fingerprint(target), mark);
    assert.deepEqual(await endingsOf(target), [""]);
  });

  it("do not ask where there is no terminal, and have no colours there", async () => {
    const target = await newTarget();
    await setUp(target);
    await within(target, (client) => client.query("drop table cruddur_meta, cruddur_migrations"));
    const { code, stdout, stderr } = await run(target, "db-setup");
    assert.equal(code, 2);
    const { activities } = await seededRows();
    assert.match(stderr, new RegExp(`public\\.activities: ${activities} rows`));
    assert.match(stderr, new RegExp(`npm run db:setup -- --confirm ${target.parameters.database}`));
    assert.ok(!`${stdout}${stderr}`.includes("\u001b"));
  });

  it("obey NO_COLOR where colours are forced too", async () => {
    const target = await newTarget();
    const env = { NO_COLOR: "1", FORCE_COLOR: "1" };
    const { stdout, stderr } = await run(target, "db-setup", [], env);
    assert.ok(!`${stdout}${stderr}`.includes("\u001b"));
  });

  it("let a reader go that has seen enough", async () => {
    const target = await newTarget();
    await setUp(target);
    const line = `"${process.execPath}" scripts/launch.cjs db-migrate-status | head -1`;
    const { status, stdout, stderr } = spawnSync("bash", ["-o", "pipefail", "-c", line], {
      cwd: fromRoot(),
      encoding: "utf8",
      env: { ...process.env, CONNECTION_URL: urlOf(target) },
    });
    assert.equal(status, 0, stderr);
    assert.equal(stdout.split("\n").length, 2);
    assert.doesNotMatch(stderr, /EPIPE|at /);
  });

  describe("on a server's bad days", () => {
    it("say that no server listens", async () => {
      const target = await newTarget();
      const url = urlOf(target).replace(/:\d+\//, ":1/");
      const { code, stderr } = await run(target, "db-setup", [], { CONNECTION_URL: url });
      assert.equal(code, 1);
      assert.match(stderr, /No PostgreSQL listens at 127\.0\.0\.1:1/);
      assert.doesNotMatch(stderr, /\n {4}at /);
    });

    it("wait for one that is starting up, and say so", async () => {
      const target = await newTarget();
      const proxy = await startingServer(target, 3);
      try {
        const { port } = proxy.address() as AddressInfo;
        const url = urlOf(target).replace(/:\d+\//, `:${port}/`);
        const { code, stderr } = await run(target, "db-setup", [], { CONNECTION_URL: url });
        assert.equal(code, 0, stderr);
        assert.match(stderr, /The server is starting up; waiting for it/);
      } finally {
        proxy.close();
      }
    });

    it("say when there is no connection left", async () => {
      const target = await newTarget();
      const user = `${target.parameters.database}_limited`;
      await within(
        target,
        (client) => client.query(`create role ${user} login password 'x' connection limit 0`),
        target.maintenance,
      );
      try {
        const url = connectionUrlFor({ ...target.parameters, user, password: "x", parameters: {} });
        const { code, stderr } = await run(target, "db-seed", [], { CONNECTION_URL: url });
        assert.equal(code, 1);
        assert.match(stderr, /has no connection left for .*too many connections for role/);
      } finally {
        await within(target, (client) => client.query(`drop role ${user}`), target.maintenance);
      }
    });

    it("say that there is no database, and what to type", async () => {
      const { code, stderr } = await run(await localTarget(), "db-seed");
      assert.equal(code, 1);
      assert.match(stderr, /There is no database .*\n {2}Make it: npm run db:setup/);
    });

    it("say to migrate before seeds", async () => {
      const target = await newTarget();
      await run(target, "db-create");
      const { code, stderr } = await run(target, "db-seed");
      assert.equal(code, 1);
      assert.match(
        stderr,
        /lacks \d+ migrations, from 0001-create-users on\.\n {2}Type: npm run db:migrate/,
      );
    });

    it("say who may not", async () => {
      const target = await newTarget();
      await setUp(target);
      const user = `${target.parameters.database}_stranger`;
      await within(target, (client) =>
        client.query(
          `create role ${user} login password 'x'; grant connect on database ${target.parameters.database} to ${user}`,
        ),
      );
      try {
        const url = connectionUrlFor({ ...target.parameters, user, password: "x", parameters: {} });
        const { code, stderr } = await run(target, "db-migrate", [], { CONNECTION_URL: url });
        assert.equal(code, 1);
        assert.match(stderr, /may not do this/);
      } finally {
        await within(target, (client) => client.query(`drop owned by ${user}; drop role ${user}`));
      }
    });
  });
});

/** A door to the target's server that first says, a few times, what PostgreSQL says while it recovers. */
async function startingServer(target: Target, refusals: number): Promise<Server> {
  let left = refusals;
  const server = createServer((socket) => {
    socket.on("error", () => {});
    if (left > 0) {
      left -= 1;
      const fields = "SFATAL\0VFATAL\0C57P03\0Mthe database system is starting up\0\0";
      const length = Buffer.alloc(4);
      length.writeInt32BE(4 + Buffer.byteLength(fields));
      socket.once("data", () =>
        socket.end(Buffer.concat([Buffer.from("E"), length, Buffer.from(fields)])),
      );
      return;
    }
    const { host, port } = target.parameters;
    const upstream = connect(port, host);
    upstream.on("error", () => socket.destroy());
    socket.pipe(upstream).pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}
