import { setTimeout as delay } from "node:timers/promises";
import { nextLines } from "#lib/account-access/next-lines";
import { regionOf } from "#lib/aws-data/regions";
import { InterruptedError, RefusedError, UserError } from "#lib/errors";
import { ROOT } from "#lib/root";
import { checkedDeployable } from "#lib/stack-config/deployable";
import type { AwsConfig } from "#lib/stack-config/stack-config";
import { readStackFile } from "#lib/stack-config/stack-file";
import type { StackContext } from "#lib/terminal/command-context";
import type { Steps } from "#lib/terminal/steps";
import { typedAgain } from "#lib/terminal/typed";
import { checkAccount } from "../account.ts";
import { asking } from "../aws-client.ts";
import { accountParts } from "./account-parts.ts";
import type { Finding, Part } from "./part.ts";

const LOOKS = 10;
const LOOK_EVERY_MS = 3_000;

/** A part with what is to be done about it. */
interface Todo {
  readonly part: Part;
  readonly findings: readonly Finding[];
}

/**
 * Makes what an account needs before a stack's first deploy, or sets it right. Returns what was found, by part, and whether
 * anything was done about it. Throws a UserError where AWS does not let it, and what `consent` throws.
 *
 * @param repository of GitHub, whose jobs shall deploy and plan
 */
export async function bootstrapAccount(
  { stack, dryRun, print, steps, watchInterrupt }: StackContext,
  repository: string | undefined,
  consent: () => Promise<void>,
): Promise<object> {
  watchInterrupt();
  const name = stack.split("/").at(-1)!;
  const config = await readStackFile(ROOT, name);
  if (config.environment === "local") {
    throw new RefusedError(
      `Stack ${name} is local: it needs no account. Nothing was done.`,
      "Name a stack that is on AWS: pulumi stack ls",
    );
  }
  const account = await steps.run("Account", () => accountOf(config));
  const { region } = config;
  const partition = regionOf(region)?.partition ?? "aws";
  const place = { partition, account, region, stack: name };
  const parts = accountParts(place, config, repository);
  const todo = await steps.run("Look", () => lookAt(parts));
  for (const { part, findings } of todo) {
    for (const { kind, says } of findings) {
      print(`${kind === "missing" ? "+" : "~"} ${part.name}: ${says}`);
    }
  }
  const next = nextLines(place, config, repository);
  const found = todo.flatMap(({ part, findings }) =>
    findings.map((finding) => ({ part: part.name, ...finding })),
  );
  const result = { stack, account, region, found, next: next.slice(1) };
  if (todo.length === 0) {
    print(`Account ${account} has all that stack ${name} needs in ${region}. Nothing was changed.`);
  } else if (dryRun) {
    print(`Nothing was done: it would be in account ${account}, ${region}.`);
    return { ...result, applied: false };
  } else {
    print(`This is account ${account}, ${region}.`);
    await consent();
    const left = await mended(todo, steps);
    if (left.length > 0) {
      throw new UserError(
        `AWS has taken all of it, and tells otherwise: ${left.map(({ part }) => part.name).join(", ")}.`,
        "It may take a minute until AWS tells of a change: type the command again.",
      );
    }
  }
  for (const line of next) print(line);
  return { ...result, applied: todo.length > 0 };
}

/** Mends parts, and returns those that are not as wanted all the same. An InterruptedError says how far it came. */
async function mended(todo: readonly Todo[], steps: Steps): Promise<Todo[]> {
  let done = 0;
  try {
    for (const { part } of todo) {
      await steps.run(part.name, () => asking(`change ${part.name}`, () => part.mend()));
      done += 1;
    }
    return await steps.run("Look again", () => leftOf(todo.map(({ part }) => part)));
  } catch (error) {
    if (!(error instanceof InterruptedError)) throw error;
    const again = `To go on, type it again: ${typedAgain("bootstrap", [])}`;
    throw new InterruptedError(
      error.message,
      `Interrupted: ${done} of ${todo.length} are made or set right.\n${again}`,
    );
  }
}

async function accountOf(config: AwsConfig): Promise<string> {
  const { stack, region, accountId, alarmEmail: _, ...others } = config;
  // Who gets the alarms is nothing to an account.
  checkedDeployable({ ...others, stack, region, accountId, alarmEmail: undefined });
  return (await checkAccount(stack, region, accountId)).account;
}

/** The parts that are not as wanted even after a while: IAM tells of a change some seconds after it has taken it. */
async function leftOf(parts: readonly Part[]): Promise<Todo[]> {
  for (let look = 1; ; look += 1) {
    const left = await lookAt(parts);
    if (left.length === 0 || look === LOOKS) return left;
    await delay(LOOK_EVERY_MS);
  }
}

/** The parts that are not as wanted. */
async function lookAt(parts: readonly Part[]): Promise<Todo[]> {
  const todo: Todo[] = [];
  for (const part of parts) {
    const findings = await asking(`tell of ${part.name}`, () => part.look());
    if (findings.length > 0) todo.push({ part, findings });
  }
  return todo;
}
