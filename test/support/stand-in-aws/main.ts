/**
 * The executable `pulumi-resource-aws` of tests: serves a StandInAws to the engine that started it.
 *
 * STAND_IN_ACCOUNT is the account's folder, STAND_IN_POSTGRES the server of its databases as JSON.
 */
import { createRequire } from "node:module";
import type { Inputs } from "@pulumi/pulumi";
import { main } from "@pulumi/pulumi/provider/index.js";
import type { TestServer } from "../databases.ts";
import { StandInAws, type ProviderConfig } from "./stand-in-aws.ts";
import { StandInAccount } from "./account.ts";
import { StandInDatabases } from "./databases.ts";

interface Service {
  configure(
    call: ConfigureCall,
    callback: (
      error: { code: number; details: string } | null | undefined,
      answer?: { setSupportspreview(value: boolean): void },
    ) => void,
  ): void;
  create(call: CreateCall, callback: PlanCallback): void;
  update(call: UpdateCall, callback: PlanCallback): void;
  read(call: ReadCall, callback: ReadCallback): void;
}

interface PlannedState {
  setProperties(properties: unknown): void;
}

type PlanCallback = (error: unknown, answer?: PlannedState) => void;

interface Properties {
  toJavaScript(): Inputs;
}

interface CreateCall {
  readonly request: { getPreview(): boolean; getProperties(): Properties };
}

interface UpdateCall {
  readonly request: {
    getPreview(): boolean;
    getOlds(): Properties;
    getNews(): Properties;
  };
}

type ReadCallback = (
  error: unknown,
  answer?: { getId(): string; setProperties(properties: undefined): void },
) => void;

interface ReadCall {
  readonly request: { getProperties(): unknown; setProperties(properties: unknown): void };
}

interface ConfigureCall {
  readonly request: { getArgs(): { toJavaScript(): ProviderConfig } };
}

/** gRPC's status for an error of no other kind; a provider in Go answers with it too. */
const UNKNOWN = 2;

const account = new StandInAccount(process.env["STAND_IN_ACCOUNT"]!);
const server = process.env["STAND_IN_POSTGRES"];
const databases = new StandInDatabases(
  account.directory,
  server === undefined ? undefined : (JSON.parse(server) as TestServer),
);
const provider = new StandInAws(account, databases);

// `main` keeps what the program gives its provider to itself, and whose account may be touched is part of that.
const require = createRequire(import.meta.url);
const grpc = createRequire(require.resolve("@pulumi/pulumi"))("@grpc/grpc-js") as {
  Server: { prototype: { addService(definition: object, service: Service): void } };
};
const { Struct } = createRequire(require.resolve("@pulumi/pulumi"))(
  "google-protobuf/google/protobuf/struct_pb.js",
) as { Struct: { new (): unknown; fromJavaScript(value: Inputs): unknown } };
const { CreateResponse, UpdateResponse } = require("@pulumi/pulumi/proto/provider_pb.js") as Record<
  "CreateResponse" | "UpdateResponse",
  new () => PlannedState
>;
const { addService } = grpc.Server.prototype;
grpc.Server.prototype.addService = function (definition, service) {
  const configure = service.configure.bind(service);
  service.configure = (call, callback) => {
    try {
      provider.configure(call.request.getArgs().toJavaScript());
    } catch (error) {
      callback({ code: UNKNOWN, details: (error as Error).message });
      return;
    }
    configure(call, (error, answer) => {
      answer?.setSupportspreview(true);
      callback(error, answer);
    });
  };
  // Which the SDK's server would do for good. What is made has nothing yet that AWS fills in; what is changed keeps it.
  const create = service.create.bind(service);
  service.create = (call, callback) => {
    if (!call.request.getPreview()) return create(call, callback);
    const planned = new CreateResponse();
    planned.setProperties(call.request.getProperties());
    callback(undefined, planned);
  };
  const update = service.update.bind(service);
  service.update = (call, callback) => {
    const { request } = call;
    if (!request.getPreview()) return update(call, callback);
    const planned = new UpdateResponse();
    const state = { ...request.getOlds().toJavaScript(), ...request.getNews().toJavaScript() };
    planned.setProperties(Struct.fromJavaScript(state));
    callback(undefined, planned);
  };
  const read = service.read.bind(service);
  service.read = (call, callback) => {
    // An import has an id and nothing else, which the SDK's server does not expect.
    if (call.request.getProperties() === undefined) call.request.setProperties(new Struct());
    read(call, (error, answer) => {
      // Properties, even none, would say that it is there.
      if (answer?.getId() === "") answer.setProperties(undefined);
      callback(error, answer);
    });
  };
  addService.call(this, definition, service);
};

// An engine that was killed ends nobody, and one that waits for an answer would stay.
const engine = process.ppid;
setInterval(() => process.ppid === engine || process.exit(1), 500).unref();

await main(provider, process.argv.slice(2));
