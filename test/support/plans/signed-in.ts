import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** The environment of a command that is signed in to AWS, as far as it asks who it is: `user/alice` of 123456789012. */
export async function signedIn(): Promise<Readonly<Record<string, string>>> {
  const { port } = (await (server ??= start())).address() as AddressInfo;
  return {
    AWS_ENDPOINT_URL_STS: `http://127.0.0.1:${port}`,
    AWS_ACCESS_KEY_ID: "AKIDALICE",
    AWS_SECRET_ACCESS_KEY: "of-nobody",
  };
}

const ANSWER = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <GetCallerIdentityResult>
    <Account>123456789012</Account>
    <Arn>arn:aws:iam::123456789012:user/alice</Arn>
    <UserId>AIDALICE</UserId>
  </GetCallerIdentityResult>
</GetCallerIdentityResponse>`;

/** One for all tests of the process, which it does not keep from ending. */
let server: Promise<Server> | undefined;

const start = () =>
  new Promise<Server>((resolve) => {
    const started = createServer((_, response) => {
      response.setHeader("content-type", "text/xml");
      response.end(ANSWER);
    });
    started.listen(0, "127.0.0.1", () => resolve(started));
    started.unref();
  });
