/**
 * A warm sign-up confirmation: the bundle that goes to AWS, in the sandbox that runs it here, as the triggers' role,
 * a new user each time. The floor is pgbench with the same statement, prepared: what the database takes, and a
 * client in C. Both wait for the disk at each commit, as they do on a real server.
 */
import { execFile } from "node:child_process";
import { access, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import type pg from "pg";
import { withClient, type ConnectionParameters } from "#database/connection/connect";
import { bundleFunction } from "#lib/bundle/function";
import { FUNCTIONS } from "#lib/domain/functions";
import { run } from "#lib/sql/statement";
import { Sandbox } from "#local/lambda-host/sandbox";
import { registerUser } from "#sql/register-user";
import { medianOf, ratioOf, spreadOf, type Benchmark, type Figure } from "./figure.ts";
import { interleave, timed, type Arm } from "./interleave.ts";
import { asRole, functionVariables, openSession, startServer } from "./servers.ts";

const ROLE = "cruddur_sign_up";
const ROUNDS = 15;
/** Users of one measurement, whose median is taken. */
const BATCH = 100;

export const trigger: Benchmark = {
  name: "trigger",
  async run(checkpoint) {
    const onDisk = await measure(true, checkpoint);
    const inMemory = await measure(false, checkpoint);
    return [
      ...figuresOf(onDisk, "", { most: 2 }),
      ...figuresOf(inMemory, ", no wait for the disk"),
    ];
  },
};

interface Samples {
  readonly floor: string;
  readonly samples: Record<"sandbox" | "empty" | "session" | "floor", number[]>;
}

function figuresOf({ floor, samples }: Samples, how: string, goal?: Figure["goal"]): Figure[] {
  return [
    {
      label: `trigger / ${floor}${how}`,
      unit: "x",
      spread: ratioOf(samples.sandbox, samples.floor),
      ...(goal && { goal }),
    },
    {
      label: `pg alone / ${floor}${how}`,
      unit: "x",
      spread: ratioOf(samples.session, samples.floor),
    },
    {
      label: `an empty function / ${floor}${how}`,
      unit: "x",
      spread: ratioOf(samples.empty, samples.floor),
    },
    { label: `trigger, p50${how}`, unit: "ms", spread: spreadOf(samples.sandbox) },
    { label: `${floor}, p50${how}`, unit: "ms", spread: spreadOf(samples.floor) },
  ];
}

async function measure(durable: boolean, checkpoint: () => void): Promise<Samples> {
  const server = await startServer({ durable });
  const directory = await mkdtemp(path.join(tmpdir(), "cruddur-bench-"));
  const closers: (() => Promise<unknown>)[] = [];
  try {
    const parameters = await server.database("cruddur");
    const session = await openSession(asRole(parameters, ROLE));
    closers.push(() => session.end());
    const open = async (name: string, bundle: string | Uint8Array) => {
      const opened = await openSandbox(path.join(directory, name), bundle, parameters);
      closers.push(() => opened.terminate());
      return opened;
    };
    const sandbox = await open("trigger.cjs", await bundleFunction("post-confirmation"));
    const empty = await open("empty.cjs", "exports.handler = async (event) => event;");
    const pgbench = await findPgbench();
    const arms = {
      sandbox: batch(parameters, (user) => confirm(sandbox, user)),
      empty: batch(parameters, (user) => confirm(empty, user)),
      session: batch(parameters, (user) => run(session, registerUser, user)),
      floor: pgbench
        ? pgbenchArm(pgbench, directory, parameters)
        : batch(parameters, (user) => insertOnly(session, user)),
    };
    const samples = await interleave(arms, { rounds: ROUNDS, checkpoint });
    return { floor: pgbench ? "pgbench" : "a bare insert by pg (no pgbench here)", samples };
  } finally {
    for (const close of closers.reverse()) await close();
    await rm(directory, { recursive: true, force: true });
    await server.remove();
  }
}

interface User {
  readonly handle: string;
  readonly userName: string;
  readonly cognitoUserId: string;
  readonly email: string;
  readonly displayName: string;
}

let count = 0;

function nextUser(): User {
  count += 1;
  const id = `0000${count.toString(16)}`.slice(-8);
  const sub = `${id}-0000-4000-8000-000000000000`;
  return {
    handle: `person_${count}`,
    userName: sub,
    cognitoUserId: sub,
    email: `person${count}@cruddur.example`,
    displayName: `Person ${count}`,
  };
}

/** A measurement with new users, whose handles are reserved beforehand as PreSignUp does. */
function batch(parameters: ConnectionParameters, work: (user: User) => Promise<unknown>): Arm {
  return async () => {
    const users = Array.from({ length: BATCH }, nextUser);
    await withClient(parameters, "bench", (client) => reserve(client, users));
    const sample: number[] = [];
    for (const user of users) sample.push(await timed(() => work(user)));
    return medianOf(sample);
  };
}

async function reserve(client: pg.Client, users: readonly User[]): Promise<void> {
  await client.query(
    `insert into public.handle_reservations (handle, user_name, email, display_name, expires_at)
     select *, now() + interval '1 day' from unnest($1::text[], $2::text[], $3::text[], $4::text[])`,
    [
      users.map((user) => user.handle),
      users.map((user) => user.userName),
      users.map((user) => user.email),
      users.map((user) => user.displayName),
    ],
  );
}

async function openSandbox(
  file: string,
  bundle: string | Uint8Array,
  parameters: ConnectionParameters,
): Promise<Sandbox> {
  await writeFile(file, bundle);
  return new Sandbox({
    spec: FUNCTIONS.find(({ name }) => name === "post-confirmation")!,
    bundle: file,
    env: functionVariables(parameters, ROLE),
    onLine: () => {},
  });
}

async function confirm(sandbox: Sandbox, user: User): Promise<void> {
  const outcome = await sandbox.invoke({
    version: "1",
    region: "us-east-1",
    userPoolId: "us-east-1_bench",
    userName: user.userName,
    callerContext: { awsSdkVersion: "bench", clientId: "bench" },
    triggerSource: "PostConfirmation_ConfirmSignUp",
    request: {
      userAttributes: {
        sub: user.cognitoUserId,
        email: user.email,
        email_verified: "true",
        name: user.displayName,
        preferred_username: user.handle,
        "cognito:user_status": "CONFIRMED",
      },
    },
    response: {},
  });
  if (outcome.kind !== "result") throw new Error(`the trigger failed: ${outcome.errorMessage}`);
}

async function insertOnly(session: pg.Client, user: User): Promise<void> {
  await session.query({
    name: "bare insert",
    text: "insert into public.users (display_name, email, handle, cognito_user_id) values ($1, $2, $3, $4)",
    values: [user.displayName, user.email, user.handle, user.cognitoUserId],
  });
}

/** On the PATH, or where Debian and Ubuntu put it. */
async function findPgbench(): Promise<string | undefined> {
  const debian = "/usr/lib/postgresql";
  const versions = (await readdir(debian).catch(() => [])).sort().reverse();
  const places = [
    ...(process.env["PATH"] ?? "").split(path.delimiter),
    ...versions.map((version) => path.join(debian, version, "bin")),
  ];
  for (const place of places) {
    const file = path.join(place, "pgbench");
    if (
      await access(file).then(
        () => true,
        () => false,
      )
    )
      return file;
  }
  return undefined;
}

/** The statement as pgbench runs it, with a random user each time; its handle is not reserved, which costs the same. */
function pgbenchArm(pgbench: string, directory: string, parameters: ConnectionParameters): Arm {
  const script = path.join(directory, "register-user.sql");
  const log = path.join(directory, "latency");
  const { host, port, database, user, password } = asRole(parameters, ROLE);
  const values: Record<keyof User, string> = {
    handle: "'bench_' || :id::text",
    userName: "'name-' || :id::text",
    cognitoUserId: "'sub-' || :id::text",
    email: "'bench' || :id::text || '@cruddur.example'",
    displayName: "'Bench ' || :id::text",
  };
  const text = registerUser.text.replace(
    /\$(\d+)::text/g,
    (_, number: string) => `(${values[registerUser.parameters[Number(number) - 1]!]})`,
  );
  return async () => {
    await writeFile(script, `\\set id random(1, 1000000000000)\n${text.trim()};\n`);
    const args = ["-n", "-M", "prepared", "-t", String(BATCH), "-l", `--log-prefix=${log}`];
    await promisify(execFile)(
      pgbench,
      [...args, "-f", script, "-h", host, "-p", String(port), "-U", user, database],
      { env: { ...process.env, PGPASSWORD: password, PGSSLMODE: "disable" } },
    );
    const file = (await readdir(directory)).find((name) => name.startsWith("latency."))!;
    const lines = (await readFile(path.join(directory, file), "utf8")).trim().split("\n");
    await rm(path.join(directory, file));
    // pgbench: "client transaction time_us script epoch epoch_us".
    return medianOf(lines.map((line) => Number(line.split(" ")[2]) / 1_000));
  };
}
