import { CannotTell, shown } from "./inputs.ts";
import { givenRule, inputRule, type ResourceRule } from "./rule.ts";
import { TYPES } from "./resource-types.ts";
import { isUnknown } from "./unknown-value.ts";

/** Runtimes that AWS mends. Node 20's support ended in April 2026. */
const SUPPORTED = /^(nodejs(22|24)\.x|python3\.1[1-4]|provided\.al2023)$/;

/** Names of variables that hold a secret, or a URL with one in it. The ARN of a secret is none. */
const SECRET_NAME =
  /PASSWORD|PASSWD|PRIVATE_?KEY|ACCESS_?KEY|TOKEN|CREDENTIAL|SECRET(?!_?(ARN|ID|NAME))|(DATABASE|CONNECTION|POSTGRES|DB|PG)_?UR[LI]/i;

/** A password in a URL, an access key, a private key. */
const SECRET_VALUE =
  /:\/\/[^\s/:@]+:[^\s/@]+@|\b(AKIA|ASIA)[0-9A-Z]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY/;

/** Functions: where they run, with what, and who may call them. */
export const FUNCTION_RULES: readonly ResourceRule[] = [
  {
    name: "function-called-by-one",
    controls: ["Lambda.1", "CKV_AWS_301", "CKV_AWS_364"],
    summary: "A function can be called by one named caller only",
    types: [TYPES.permission],
    *faults(inputs) {
      const principal = inputs.text("principal");
      const change = "Set principal to the service, and sourceArn to the pool's or the API's ARN.";
      if (principal === undefined || principal.includes("*")) {
        yield { found: `principal is ${shown(principal)}`, wanted: "one service", change };
      }
      const source = inputs.text("sourceArn");
      if (source === undefined || source === "*") {
        const found = `sourceArn is ${shown(source)}`;
        yield { found, wanted: "the pool or API: any account's could call otherwise", change };
      }
    },
  },
  {
    name: "function-supported-runtime",
    controls: ["Lambda.2", "CKV_AWS_363"],
    summary: "A function's runtime still gets security fixes",
    types: [TYPES.function],
    *faults(inputs) {
      if (inputs.text("packageType") === "Image") return;
      const runtime = inputs.text("runtime");
      if (runtime !== undefined && SUPPORTED.test(runtime)) return;
      yield {
        found: `runtime is ${shown(runtime)}`,
        wanted: "nodejs22.x or nodejs24.x",
        change: 'Set runtime: "nodejs22.x".',
      };
    },
  },
  {
    name: "function-in-two-zones",
    controls: ["Lambda.3", "Lambda.5", "CKV_AWS_117"],
    summary: "A function runs inside the VPC, in two availability zones",
    types: [TYPES.function],
    *faults(inputs) {
      const subnets = inputs.list("vpcConfig.subnetIds");
      if (subnets.length < 2) {
        yield {
          found: `vpcConfig.subnetIds has ${subnets.length} subnets`,
          wanted: "two or more, in different zones",
          change: "Set vpcConfig.subnetIds to the network's functionSubnetIds.",
        };
      }
      if (inputs.list("vpcConfig.securityGroupIds").length === 0) {
        yield {
          found: "vpcConfig.securityGroupIds is empty",
          wanted: "the functions' group, which the database lets in",
          change: "Set vpcConfig.securityGroupIds.",
        };
      }
    },
  },
  {
    name: "function-no-secrets",
    controls: ["CKV_AWS_45"],
    summary: "No variable of a function holds a secret",
    types: [TYPES.function],
    *faults(inputs) {
      let unknown: string | undefined;
      for (const [name, value] of Object.entries(inputs.object("environment.variables"))) {
        const isKnown = !isUnknown(value);
        if (SECRET_NAME.test(name) || (isKnown && SECRET_VALUE.test(String(value)))) {
          yield {
            // The value itself must not get into a log.
            found: `environment.variables.${name} looks like a secret`,
            wanted: "none: whoever may look at the function reads its variables",
            change: "Sign in by IAM (DATABASE_AUTH=iam); give the ARN of what must be read.",
          };
        } else if (!isKnown) unknown ??= name;
      }
      if (unknown !== undefined) throw new CannotTell(`environment.variables.${unknown}`);
    },
  },
  inputRule({
    name: "function-traced",
    controls: ["CKV_AWS_50"],
    summary: "Calls are traced by X-Ray",
    types: [TYPES.function],
    property: "tracingConfig.mode",
    isRight: (mode) => mode === "Active",
    wanted: "Active",
    change: 'Set tracingConfig: { mode: "Active" }.',
  }),
  inputRule({
    name: "function-concurrency",
    controls: ["CKV_AWS_115"],
    summary: "A function runs so often at once as the database has room for, and no more",
    types: [TYPES.function],
    property: "reservedConcurrentExecutions",
    isRight: (count) => Number(count ?? -1) >= 0,
    wanted: "a number from the connection budget",
    change: "Set reservedConcurrentExecutions (functions.* in the stack's configuration).",
  }),
  givenRule({
    name: "function-dead-letters",
    controls: ["CKV_AWS_116"],
    summary: "Events that a function could not take are kept",
    types: [TYPES.function],
    property: "deadLetterConfig.targetArn",
    wanted: "a queue",
    change: "Set deadLetterConfig.targetArn.",
  }),
  givenRule({
    name: "function-signed-code",
    controls: ["CKV_AWS_272"],
    summary: "A function runs signed code only",
    types: [TYPES.function],
    property: "codeSigningConfigArn",
    wanted: "a signing configuration",
    change: "Set codeSigningConfigArn.",
  }),
  givenRule({
    name: "function-environment-own-key",
    controls: ["CKV_AWS_173"],
    summary: "A function's variables are encrypted by a key of our own",
    types: [TYPES.function],
    property: "kmsKeyArn",
    wanted: "a customer-managed key",
    change: "Set kmsKeyArn.",
  }),
];
