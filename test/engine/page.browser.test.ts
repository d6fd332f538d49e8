import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { securityHeaders } from "#lib/domain/security-headers";
import { fromRoot } from "#lib/root";
import type { Answer } from "#local/http";
import { describeInBrowser, openBrowser } from "#test/browser/open-browser";
import { environmentAt } from "#test/environment-at";
import { newPerson, PASSWORD } from "#test/host";
import { describeEngine } from "../support/engine/programs.ts";
import { startPublicSide, type PublicSide } from "../support/engine/public-side.ts";
import { runCommand } from "../support/engine/run-command.ts";
import { startEngineStack, type EngineStack } from "../support/engine/stack.ts";

const REGION = "us-east-1";
const PROD = {
  "cruddur:environment": "prod",
  "cruddur:region": REGION,
  "cruddur:accountId": "123456789012",
  "cruddur:alarmEmail": "ops@example.com",
};

/** The paths of the files that the page asks for. */
const assetsOf = ({ body }: Answer): string[] =>
  [...String(body).matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, path]) => path!);

// One stack, and so one life: every test begins where the one above it ended.
describeEngine("the page of a production stack", () => {
  let stack: EngineStack;
  let side: PublicSide;

  before(async () => {
    stack = await startEngineStack({ stack: "prod", config: PROD });
    cpSync(fromRoot("policy"), stack.project.path("policy"), { recursive: true });
    stack.project.setEnvironment(environmentAt(new Date("2026-12-01T12:00:00Z")));
    side = await startPublicSide(stack, REGION);
    await stack.project.pulumi("stack");
  });
  after(async () => {
    await side?.stop();
    await stack.stop();
  });

  it("is what a deploy ends with: an address to click, tried", async () => {
    const { code, stdout, stderr } = await runCommand(
      stack.project,
      "deploy",
      ...["--target", "prod", "--yes"],
    );
    assert.equal(code, 0, stdout + stderr);
    // A busy machine's functions are late; a wrong address, certificate or path has another end.
    const late = "it answers with 503 at /api/health|it does not answer yet: .*timeout";
    for (const address of [`Page +https://${side.host}`, `API +https://${side.host}/api/`]) {
      assert.match(stdout, new RegExp(`^${address} \\((it answers|${late})\\)$`, "m"));
    }
  });

  describeInBrowser("in Chromium", () => {
    let browser: Browser;
    let page: Page;
    before(async () => {
      const port = side.host.split(":")[1];
      browser = await openBrowser(
        "--ignore-certificate-errors",
        `--host-resolver-rules=MAP ${side.cognitoHost}:443 127.0.0.1:${port}`,
      );
      page = await browser.newPage();
    });
    after(() => browser.close());

    it("takes a person from sign-up to their crud in the feed", async () => {
      await page.goto(`https://${side.host}/`);
      const test = (id: string) => page.getByTestId(id);
      const fill = async (form: string, values: Readonly<Record<string, string>>) => {
        for (const [name, value] of Object.entries(values)) {
          await test(form).locator(`[name="${name}"]`).fill(value);
        }
        await test(form).locator('[type="submit"]').click();
      };
      const { email, handle, name } = newPerson();
      await test("open-sign-up").click();
      await fill("sign-up-form", { name, handle, email, password: PASSWORD });
      await test("confirm-form").waitFor();
      const [mail] = side.mailbox.list(email);
      await fill("confirm-form", { code: mail!.code });
      await test("sign-out").waitFor();
      await test("composer-message").fill("Hello by way of CloudFront");
      await test("composer-submit").click();
      await page.getByText("Hello by way of CloudFront").first().waitFor();
      await page.reload();
      await page.getByText("Hello by way of CloudFront").first().waitFor();
      assert.match(await test("crud").first().innerText(), new RegExp(`@${handle}`));
    });
  });

  it("is the only way to the API", async () => {
    assert.equal(await side.askApi("/api/health"), 403);
    assert.equal((await side.ask("/api/health")).status, 200);
  });

  it("tells browsers what it may do, and what they may keep", async () => {
    const [page, config] = [await side.ask("/"), await side.ask("/config.json")];
    const [asset] = assetsOf(page);
    const kept = [page, config, await side.ask(asset!)].map((it) => it.headers?.["cache-control"]);
    assert.deepEqual(kept, ["no-cache", "no-cache", "public, max-age=31536000, immutable"]);
    const csp = "content-security-policy";
    assert.match(
      String(page.headers?.[csp]),
      new RegExp(`connect-src 'self' https://${side.cognitoHost};`),
    );
    const { [csp]: _, ...others } = securityHeaders();
    for (const [name, value] of Object.entries(others)) assert.equal(page.headers?.[name], value);
    assert.equal((await side.ask("/_local/mail")).status, 403);
  });

  const changesOfUp = async (): Promise<{ code: number; calls: string[] }> => {
    const { length } = stack.account.calls;
    const { code } = await stack.project.up();
    const calls = stack.account.calls.slice(length).map(({ verb, name }) => `${verb} ${name}`);
    return { code, calls: calls.map((it) => it.replace(/-[0-9a-f]{10}\./, ".")) };
  };
  const isWhole = async (): Promise<void> => {
    const page = await side.ask("/");
    const asked = assetsOf(page);
    assert.ok(asked.length >= 4);
    for (const path of asked) assert.equal((await side.ask(path)).status, 200, path);
  };

  it("is the old one, whole, when an upload is cut in the middle", async () => {
    const before = (await side.ask("/")).body;
    stack.project.edit("web/styles/base.css", (text) => `${text}\n.another { color: red }\n`);
    stack.project.edit("web/plural.ts", (text) => `${text}\nconsole.debug("another");\n`);
    stack.account.settings = {
      ...stack.account.settings,
      failingOnce: ["aws:s3/bucketObjectv2:BucketObjectv2"],
    };
    const { code, calls } = await changesOfUp();
    assert.notEqual(code, 0);
    assert.ok(
      calls.every((call) => call.startsWith("create cruddur-site-")),
      calls.join(),
    );
    assert.equal((await side.ask("/")).body, before);
    await isWhole();
  });

  it("is the new one with the next up, which uploads what changed and deletes what nobody asks for", async () => {
    const { code, calls } = await changesOfUp();
    assert.equal(code, 0);
    const [last, ...uploads] = calls.filter((call) => !call.startsWith("delete")).toReversed();
    assert.equal(last, "update cruddur-site-index");
    assert.ok(uploads.length >= 1 && uploads.length <= 2, calls.join());
    assert.deepEqual(calls.slice(-2).sort(), [
      "delete cruddur-site-app.js",
      "delete cruddur-site-style.css",
    ]);
    await isWhole();
  });
});
