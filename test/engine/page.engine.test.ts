import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { fromRoot } from "#lib/root";
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
    assert.match(stdout, new RegExp(`^Page +https://${side.host} \\(it answers\\)$`, "m"));
    assert.match(stdout, new RegExp(`^API +https://${side.host}/api/ \\(it answers\\)$`, "m"));
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
  });
});
