import assert from "node:assert/strict";
import type { Browser, Locator, Page } from "playwright-core";
import { forwardingFrom } from "#local/access/forwarding";
import { mailboxOf, pageOf } from "#local/state";
import { describeInBrowser, openBrowser } from "#test/browser/open-browser";
import {
  asLocalhost,
  keepingHost,
  startForwardingProxy,
  type ForwardingProxy,
} from "#test/browser/forwarding-proxy";
import { newPerson, PASSWORD, TestHost } from "#test/host";

const CODESPACE = {
  CODESPACE_NAME: "fuzzy-space",
  GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN: "app.github.dev",
};

for (const [how, forwarded] of [
  ["keeps the host", keepingHost],
  ["asks for localhost", asLocalhost],
] as const) {
  describeInBrowser(`the page behind a workspace's proxy that ${how}`, function () {
    let host: TestHost;
    let proxy: ForwardingProxy;
    let browser: Browser;

    before(async function () {
      this.timeout(120_000);
      host = await TestHost.start({ forwarding: forwardingFrom(CODESPACE) });
      proxy = await startForwardingProxy(host.running.record.port, forwarded);
      browser = await openBrowser(
        `--host-resolver-rules=MAP *.app.github.dev:443 127.0.0.1:${proxy.port}`,
      );
    });
    after(async () => {
      await browser.close();
      proxy.close();
      await host.remove();
    });

    it("takes a new person from sign-up, by the mailbox's address in the terminal, to their crud", async function () {
      this.timeout(120_000);
      const { record } = host.running;
      assert.equal(pageOf(record), `https://fuzzy-space-${record.port}.app.github.dev`);
      const context = await browser.newContext({ ignoreHTTPSErrors: true });
      const page = await context.newPage();
      const submit = async (id: string, values: Readonly<Record<string, string>>) => {
        const form = page.getByTestId(id);
        for (const [name, value] of Object.entries(values))
          await form.locator(`[name="${name}"]`).fill(value);
        await form.locator('[type="submit"]').click();
      };

      await page.goto(pageOf(record));
      await page.getByTestId("open-sign-up").click();
      const { name, handle, email } = newPerson();
      await submit("sign-up-form", { name, handle, email, password: PASSWORD });
      const told = page.getByTestId("confirm-form").locator(".step-notice");
      assert.match(await told.innerText(), /its mailbox\. In its terminal, npm run status shows/);
      assert.equal(await told.locator("a").count(), 0);

      const mailbox = await context.newPage();
      await mailbox.goto(`${pageOf(record)}/_local/mail`);
      await mailbox.getByText("npm run status").waitFor();
      assert.equal(await newest(mailbox).count(), 0);
      await mailbox.goto(mailboxOf(record));
      const code = /\b\d{6}\b/.exec(await newest(mailbox).innerText())![0];

      await submit("confirm-form", { code });
      await page.getByTestId("composer-message").fill("Hello from the workspace");
      await page.getByTestId("composer-submit").click();
      const crud = page.getByTestId("crud").first();
      await crud.getByText("Hello from the workspace").waitFor();
      assert.match(await crud.innerText(), new RegExp(`@${handle}`));
    });

    const newest = (mailbox: Page): Locator => mailbox.getByTestId("mails").locator("li").first();
  });
}
