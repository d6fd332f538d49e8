import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:https";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { cognitoOrigin } from "#lib/domain/user-pool";
import { openCognito, type LocalCognito } from "#local/cognito/cognito";
import type { TriggerResult } from "#local/cognito/triggers/lambda";
import type { Answer } from "#local/http";
import { Mailbox } from "#local/mailbox";
import { askDistribution } from "../stand-in-aws/public/distribution.ts";
import { callHttpApi } from "../stand-in-aws/public/http-api.ts";
import { callTrigger, failureOf } from "../stand-in-aws/lambda.ts";
import { makeCertificate } from "../tls/certificates.ts";
import type { EngineStack } from "./stack.ts";

/** What people reach of a stack on the stand-in: CloudFront's distribution, Cognito, and the API's own address. */
export interface PublicSide {
  /** `localhost:…`, which the distribution has for its name. */
  readonly host: string;
  /** The region's Cognito, as the page calls it; it is answered here. */
  readonly cognitoHost: string;
  /** The mails that Cognito would have sent. */
  readonly mailbox: Mailbox;
  /** Asks the distribution for a file. */
  ask(path: string): Promise<Answer>;
  /** Asks the API past the distribution. */
  askApi(path: string): Promise<number>;
  stop(): Promise<void>;
}

/** Serves a stack's public side over TLS, and lets its account and its commands know. Before the first `up`. */
export async function startPublicSide(stack: EngineStack, region: string): Promise<PublicSide> {
  const { account, databases, project } = stack;
  const directory = await mkdtemp(path.join(tmpdir(), "cruddur-pool-"));
  const mailbox = new Mailbox();
  const cognito = await openCognito({
    directory,
    invokeTrigger: async (name, event) => {
      const trigger = `${name[0]!.toLowerCase()}${name.slice(1)}`;
      try {
        return { ok: true, payload: await callTrigger(account, databases, trigger, event) };
      } catch (error) {
        return failedTrigger(error);
      }
    },
    deliver: (mail) => mailbox.deliver(mail),
    log() {},
  });
  const cognitoHost = new URL(cognitoOrigin(region)).host;
  const authority = makeCertificate({ name: "Stand-in authority" });
  const { certificate: cert, key } = makeCertificate({ name: "localhost", issuer: authority });
  const server = createServer({ cert, key }, (request, response) => {
    const answered =
      request.headers.host === cognitoHost
        ? askCognito(cognito, request)
        : requestOf(request).then((it) => askDistribution(account, databases, cognito, it));
    answered.then(
      (answer) => send(response, answer),
      (error: Error) => send(response, { status: 502, body: error.stack ?? error.message }),
    );
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const host = `localhost:${(server.address() as AddressInfo).port}`;
  const bundle = project.path("authority.pem");
  await writeFile(bundle, authority.certificate);
  project.setEnvironment({ NODE_EXTRA_CA_CERTS: bundle });
  account.settings = {
    ...account.settings,
    told: {
      "cruddur-site-distribution": { domainName: host },
      "cruddur-user-pool-pool": {
        id: cognito.userPoolId,
        endpoint: cognito.issuer.replace("https://", ""),
      },
      "cruddur-user-pool-client": { id: cognito.clientId },
    },
  };
  return {
    host,
    cognitoHost,
    mailbox,
    ask: (url) => askDistribution(account, databases, cognito, get(url)),
    async askApi(url) {
      return (await callHttpApi(account, databases, cognito, get(url))).status;
    },
    async stop() {
      server.close();
      server.closeAllConnections();
      await rm(directory, { recursive: true });
    },
  };
}

const get = (url: string) => ({
  method: "GET",
  url,
  headers: {},
  body: Buffer.alloc(0),
  sourceIp: "127.0.0.1",
});

function failedTrigger(error: unknown): TriggerResult {
  const failure = failureOf(error);
  if (failure === undefined) return { ok: false, kind: "unreachable", message: String(error) };
  const told = JSON.parse(failure) as { errorType: string; errorMessage: string };
  return { ok: false, kind: "function-error", ...told };
}

const requestOf = async (request: IncomingMessage) => ({
  method: request.method ?? "GET",
  url: request.url ?? "/",
  headers: request.headers,
  body: await buffer(request),
  sourceIp: request.socket.remoteAddress ?? "127.0.0.1",
});

/** Cognito lets pages of every origin call it. */
async function askCognito(cognito: LocalCognito, request: IncomingMessage): Promise<Answer> {
  const cors = {
    "access-control-allow-origin": "*",
    "access-control-allow-headers": "content-type, x-amz-target, cache-control",
    "access-control-allow-methods": "POST",
    "access-control-expose-headers": "x-amzn-RequestId, x-amzn-ErrorType",
  };
  if (request.method === "OPTIONS") return { status: 200, headers: cors };
  const target = request.headers["x-amz-target"];
  const body = (await buffer(request)).toString("utf8");
  const answer = await cognito.handle({
    target: typeof target === "string" ? target : undefined,
    body,
    trusted: false,
  });
  return { ...answer, headers: { ...answer.headers, ...cors } };
}

function send(response: ServerResponse, { status, headers = {}, body }: Answer): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value as string);
  response.writeHead(status).end(body);
}
