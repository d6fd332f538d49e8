import { $, type ProcessOutput } from "zx";
import { messageOf, UserError } from "#lib/errors";
import { ROOT } from "#lib/root";
import { parseStackOutputs, type StackDatabase } from "#lib/stack-outputs";
import { isProductionName, type Target } from "#lib/target";

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The database of a Pulumi stack, whose address comes from the stack's outputs and whose password is made or read at
 * this moment. Throws a UserError when Pulumi, the stack, an output or the AWS command line is missing.
 */
export async function openStack(name: string, env: Env): Promise<Target> {
  const outputs = await run(
    env,
    ["pulumi", "stack", "output", "--json", "--stack", name],
    (told) => {
      if (/no stack named|no such stack|not found/i.test(told)) {
        return new UserError(
          `There is no target ${name}: it is neither local nor a Pulumi stack.`,
          "See the stacks: pulumi stack ls",
        );
      }
      return new UserError(
        `Pulumi does not tell of stack ${name}:\n${told}`,
        "Try: pulumi stack ls",
      );
    },
  );
  const stack = parseStackOutputs(outputs, name);
  const isProduction = isProductionName(stack.environment) || isProductionName(name);
  return {
    name,
    environment: stack.environment,
    isLocal: false,
    isProduction,
    parameters: {
      host: stack.host,
      port: stack.port,
      user: stack.user,
      password: await passwordOf(stack, env),
      database: stack.database,
      sslmode: "verify-full",
    },
    maintenance: "postgres",
    kind: "stack",
    describe: () => `stack ${name}'s PostgreSQL at ${stack.host}:${stack.port}`,
  };
}

/** An IAM token (signed on this machine, good for 15 minutes), or the managed secret. */
async function passwordOf(stack: StackDatabase, env: Env): Promise<string> {
  const refused = (told: string) =>
    new UserError(
      `The password of ${stack.user} cannot be had:\n${told}`,
      "Are you signed in? Try: aws sts get-caller-identity",
    );
  if (stack.secretArn === undefined) {
    const address = [
      "--hostname",
      stack.host,
      "--port",
      String(stack.port),
      "--username",
      stack.user,
    ];
    const token = ["aws", "rds", "generate-db-auth-token", "--region", stack.region, ...address];
    return (await run(env, token, refused)).trim();
  }
  const secret = ["--secret-id", stack.secretArn, "--query", "SecretString", "--output", "text"];
  const read = ["aws", "secretsmanager", "get-secret-value", "--region", stack.region, ...secret];
  const text = await run(env, read, refused);
  try {
    const { password } = JSON.parse(text) as { password?: unknown };
    if (typeof password === "string" && password !== "") return password;
  } catch {
    // The error would hold the secret.
  }
  throw new UserError(`The secret ${stack.secretArn} holds no password.`);
}

async function run(
  env: Env,
  command: readonly string[],
  failed: (told: string) => UserError,
): Promise<string> {
  const shell = $({
    cwd: ROOT,
    env: { ...env } as NodeJS.ProcessEnv,
    quiet: true,
    nothrow: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let done: ProcessOutput;
  try {
    done = await shell`${command}`;
  } catch (error) {
    throw failed(messageOf(error));
  }
  if (done.exitCode === 0) return done.stdout;
  if (done.exitCode === 127) {
    throw new UserError(
      `${command[0]} is needed for this target, and it is not installed.`,
      command[0] === "pulumi"
        ? "Install it from https://www.pulumi.com/docs/install, or leave --target out for the local database."
        : "Install it from https://docs.aws.amazon.com/cli.",
    );
  }
  throw failed(done.stderr.trim() || `it ended with code ${done.exitCode}`);
}
