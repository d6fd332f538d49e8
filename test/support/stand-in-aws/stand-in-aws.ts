import { setTimeout as delay } from "node:timers/promises";
import type { Inputs } from "@pulumi/pulumi";
import type {
  CheckResult,
  CreateResult,
  DiffResult,
  InvokeResult,
  Provider,
  ReadResult,
  UpdateResult,
} from "@pulumi/pulumi/provider/index.js";
import { ACCOUNT, answerTo, ID, stateOf } from "../aws-answers.ts";
import type { Verb } from "../iam/requests.ts";
import type { Held, StandInAccount } from "./account.ts";
import { domainAnswer } from "./names/answers.ts";
import { StandInDatabases } from "./databases.ts";
import { findById } from "./import-ids.ts";
import { passingFailure } from "./eventual.ts";
import { denialOf } from "../iam/denial.ts";
import { invokeFunction } from "./lambda.ts";
import { leftOut, readsBack } from "./reads-back.ts";
import { refusalOf } from "./refusals.ts";
import { replacingInputs } from "./replacements.ts";
import { tagsAll, type Tags } from "./tags.ts";
import { comparable, sentInputs, withContents } from "./values.ts";

/** The program's options for its provider of AWS. Lists come as JSON texts. */
export type ProviderConfig = Readonly<Record<string, unknown>>;

/**
 * `pulumi-resource-aws` for tests with the real engine: takes what `@pulumi/aws` registers, keeps it in an account that
 * is a folder, fills in what AWS would, and refuses what AWS refuses.
 */
export class StandInAws implements Provider {
  readonly version = "7.48.0";
  readonly #account: StandInAccount;
  readonly #databases: StandInDatabases;
  #isConfigured = false;
  #defaultTags: Tags = {};

  constructor(account: StandInAccount, databases: StandInDatabases) {
    this.#account = account;
    this.#databases = databases;
  }

  /** Throws what the real provider says of credentials that lead to another account. */
  configure(config: ProviderConfig): void {
    const allowed = JSON.parse(String(config["allowedAccountIds"] ?? "[]")) as string[];
    if (allowed.length > 0 && !allowed.includes(ACCOUNT)) {
      throw new Error(`AWS account ID not allowed: ${ACCOUNT}`);
    }
    this.#isConfigured = typeof config["region"] === "string";
    const { tags = {} } = JSON.parse(String(config["defaultTags"] ?? "{}")) as { tags?: Tags };
    this.#defaultTags = tags;
  }

  async check(urn: string, _olds: Inputs, news: Inputs): Promise<CheckResult> {
    if (!this.#isConfigured) {
      const reason = `${typeOf(urn)} ${nameOf(urn)} would go to whatever account and region the shell names: give it the stack's own provider.`;
      return { failures: [{ property: "", reason }] };
    }
    return { inputs: news };
  }

  async diff(id: string, urn: string, olds: Inputs, news: Inputs): Promise<DiffResult> {
    const type = typeOf(urn);
    const before = this.#account.find(type, id)?.inputs ?? olds;
    const keys = new Set([...Object.keys(before), ...Object.keys(news)]);
    const changed = [...keys].filter((key) => comparable(before[key]) !== comparable(news[key]));
    const replaces = replacingInputs(type, changed);
    return { changes: changed.length > 0, replaces };
  }

  async create(urn: string, inputs: Inputs): Promise<CreateResult> {
    const { creationMs = 0, unanswered = [], told = {} } = this.#account.settings;
    if (creationMs > 0) await delay(creationMs);
    const type = typeOf(urn);
    const name = nameOf(urn);
    const sent = sentInputs(inputs);
    this.#refuse("create", { type, name, id: "", inputs: sent, outputs: {} });
    const effect = await this.#effect(type, sent);
    // From here to the end of `put` nothing is awaited: the engine creates several at once, and a name is found free.
    const kept = this.#told(type, inputs);
    const { id: ownId, ...own } = told[name] ?? {};
    const outputs = {
      ...this.#newState(type, name, kept),
      ...this.#databases.addressOf(type),
      ...tagsAll(type, kept, this.#defaultTags),
      ...effect,
      ...own,
    };
    const id = (ownId as string | undefined) ?? (outputs as unknown as { [ID]: string })[ID];
    const first = withContents({ ...kept, ...leftOut(type, kept) });
    this.#account.put({ type, id, name, inputs: first, outputs });
    this.#account.note({ verb: "create", type, name });
    await this.#databases.created(this.#account.find(type, id)!);
    if (unanswered.includes(name)) await new Promise(() => {});
    return { id, outs: outputs };
  }

  async update(id: string, urn: string, _olds: Inputs, news: Inputs): Promise<UpdateResult> {
    const type = typeOf(urn);
    const held = this.#held(type, id);
    this.#refuse("update", { ...held, inputs: sentInputs(news) });
    const told = this.#told(type, news);
    const { [ID]: _, ...computed } = stateOf({ type, name: nameOf(urn), inputs: told });
    const kept = Object.fromEntries(
      Object.keys(computed).flatMap((key) =>
        key in held.outputs && !(key in told) ? [[key, held.outputs[key]]] : [],
      ),
    );
    const tags = tagsAll(type, told, this.#defaultTags);
    const outputs = { ...computed, ...this.#databases.addressOf(type), ...kept, ...tags };
    this.#account.put({ ...held, inputs: withContents(told), outputs });
    this.#account.note({ verb: "update", type, name: nameOf(urn) });
    return { outs: outputs };
  }

  async delete(id: string, urn: string): Promise<void> {
    const type = typeOf(urn);
    const held = this.#held(type, id);
    this.#refuse("delete", { ...held, inputs: sentInputs(held.inputs) });
    await this.#databases.deleted(held);
    this.#account.remove(held);
    // With a security group go its rules, whoever made them.
    const owned = this.#account.all().filter(({ inputs }) => inputs["securityGroupId"] === id);
    for (const rule of owned) this.#account.remove(rule);
    this.#account.note({ verb: "delete", type, name: nameOf(urn) });
  }

  async read(id: string, urn: string, props?: Inputs): Promise<ReadResult> {
    if (this.#account.settings.unread?.includes(nameOf(urn))) await new Promise(() => {});
    const held = findById(this.#account, typeOf(urn), id);
    if (!held) return {};
    this.#permit(["read"], held);
    // Where a server came from only the state knows: an import does not tell it.
    const isImport = Object.keys(props ?? {}).length === 0;
    const tell = (its: Inputs) => (isImport ? withoutSource(its) : its);
    return { id: held.id, props: tell(held.outputs), inputs: tell(held.inputs) };
  }

  async invoke(token: string, inputs: Inputs): Promise<InvokeResult> {
    const own =
      domainAnswer(this.#account, token, inputs) ?? (await this.#databases.answerTo(token, inputs));
    return { outputs: own ?? answerTo(token, inputs) };
  }

  /** Inputs as the account tells of them from now on. */
  #told(type: string, inputs: Inputs): Inputs {
    return readsBack(type, inputs, (subnetId) => this.#account.zoneIdOf(subnetId));
  }

  #held(type: string, id: string): Held {
    const held = this.#account.find(type, id);
    if (!held) throw new Error(`ResourceNotFoundException: there is no ${type} ${id}`);
    return held;
  }

  /** Throws AWS's words where who asks may not. */
  #permit(verbs: readonly Verb[], { type, id, inputs, outputs }: Held): void {
    const tags = tagsAll(type, inputs, this.#defaultTags);
    const its = { ...inputs, ...outputs, ...tags, id };
    const denial = denialOf(this.#account, verbs, { type, its, tagsOfStack: this.#defaultTags });
    if (denial !== undefined) throw new Error(denial);
  }

  #refuse(verb: "create" | "update" | "delete", asked: Held): void {
    if (verb !== "create") this.#permit([verb], asked);
    else {
      const { [ID]: id, ...outputs } = stateOf(asked as Held & { readonly name: string });
      this.#permit(["create", "read"], { ...asked, id, outputs });
    }
    const passing = verb === "create" ? passingFailure(this.#account, asked.type) : undefined;
    const refusal = passing ?? refusalOf(this.#account, verb, asked);
    if (refusal !== undefined) throw new Error(refusal);
  }

  /** A physical name that is free, where the program gives only its beginning or none at all. */
  #newState(type: string, name: string, inputs: Inputs) {
    for (let serial = 1; ; serial += 1) {
      const state = stateOf({ type, name, inputs }, String(serial).padStart(4, "0"));
      if (OVERWRITTEN.has(type)) return state;
      const isTaken = this.#account.all(type).some((it) => sameServer(it, state));
      if (!isTaken && !this.#account.find(type, state[ID])) return state;
      if (serial === 9) throw new Error(`EntityAlreadyExists: ${type} ${state[ID]} exists already`);
    }
  }

  /** The outputs of a resource that is an act rather than a thing; none for any other. */
  async #effect(type: string, inputs: Inputs): Promise<Inputs> {
    if (type !== "aws:lambda/invocation:Invocation") return {};
    const { functionName, input } = inputs;
    const result = await invokeFunction(this.#account, this.#databases, functionName, input);
    return { result };
  }
}

const withoutSource = ({
  snapshotIdentifier: _,
  restoreToPointInTime: __,
  ...its
}: Inputs): Inputs => its;

/** RDS's own ids of servers, which stay with them under another name. */
const sameServer = ({ outputs }: Held, state: Inputs): boolean =>
  ["resourceId", "clusterResourceId", "dbiResourceId"].some(
    (key) => outputs[key] !== undefined && outputs[key] === state[key],
  );

/** What S3 takes a second time as it took the first: the call is a put. */
const OVERWRITTEN: ReadonlySet<string> = new Set([
  "aws:s3/bucketObjectv2:BucketObjectv2",
  "aws:s3/bucketPolicy:BucketPolicy",
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
]);

/** The type in `urn:pulumi:dev::cruddur::cruddur:infra:Network$aws:ec2/vpc:Vpc::cruddur-network-vpc`. */
const typeOf = (urn: string): string => urn.split("::")[2]!.split("$").at(-1)!;

const nameOf = (urn: string): string => urn.split("::").slice(3).join("::");
