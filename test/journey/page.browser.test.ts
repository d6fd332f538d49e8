import assert from "node:assert/strict";
import axe from "axe-core";
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { DEMO } from "#local/demo-account";
import { embeddedStatus } from "#local/postgres/embedded";
import { withLock } from "#local/postgres/lock";
import { pathsIn } from "#local/postgres/server-home";
import { describeInBrowser, openBrowser } from "#test/browser/open-browser";
import { newPerson, PASSWORD, TestHost, type Person } from "#test/host";

/** Waits of the browser end only when something is wrong for good. */
const PATIENCE_MS = 45_000;

describeInBrowser("the page in Chromium", () => {
  let host: TestHost;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  /** What went wrong in the page, and requests that left the origin. */
  let faults: string[];

  before(async function () {
    this.timeout(120_000);
    [host, browser] = await Promise.all([TestHost.start(), openBrowser()]);
  });
  after(async () => {
    await browser.close();
    await host.remove();
  });

  beforeEach(async function () {
    this.timeout(120_000);
    faults = [];
    context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    context.setDefaultTimeout(PATIENCE_MS);
    context.on("request", (request) => {
      const { protocol, origin } = new URL(request.url());
      if (protocol !== "data:" && origin !== host.client.url) faults.push(`asked ${request.url()}`);
    });
    context.on("weberror", (error) => faults.push(String(error.error())));
    context.on("dialog", (dialog) => {
      faults.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    context.on("console", (message) => {
      if (/Content Security Policy/i.test(message.text())) faults.push(message.text());
    });
    page = await context.newPage();
    await page.goto(host.client.url);
    await test("feed").waitFor();
  });
  afterEach(async () => {
    await context.close();
    assert.deepEqual(faults, []);
  });

  const test = (id: string): Locator => page.getByTestId(id);
  const signedIn = (): Promise<void> => test("sign-out").waitFor();
  const says = (text: string | RegExp): Promise<void> => page.getByText(text).first().waitFor();

  async function fill(form: Locator, values: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, value] of Object.entries(values))
      await form.locator(`[name="${name}"]`).fill(value);
  }

  async function submit(form: Locator): Promise<void> {
    await form.locator('[type="submit"]').click();
  }

  async function signIn(email: string, password = PASSWORD): Promise<void> {
    await test("open-sign-in").click();
    await fill(test("sign-in-form"), { email, password });
    await submit(test("sign-in-form"));
    await signedIn();
  }

  async function post(message: string, ttl?: string): Promise<Locator> {
    await test("composer-message").fill(message);
    if (ttl) await test("composer-ttl").selectOption(ttl);
    await test("composer-submit").click();
    const crud = test("crud").first();
    await crud
      .filter({ has: page.getByTestId("crud-message").getByText(message, { exact: true }) })
      .waitFor();
    return crud;
  }

  async function assertAccessible(state: string): Promise<void> {
    // What is still fading in has not the colours that it will have.
    await page.evaluate(`Promise.all(document.getAnimations()
      .filter((animation) => animation.effect?.getComputedTiming().iterations !== Infinity)
      .map((animation) => animation.finished.catch(() => {})))`);
    await page.evaluate(axe.source);
    const serious = await page.evaluate(async () => {
      const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run();
      return violations
        .filter(({ impact }) => impact === "serious" || impact === "critical")
        .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
    });
    assert.deepEqual(serious, [], state);
  }

  async function codeFromMailbox(person: Person): Promise<string> {
    const mailbox = await context.newPage();
    await mailbox.goto(`${host.client.url}/_local/mail?to=${encodeURIComponent(person.email)}`);
    const newest = mailbox.getByTestId("mails").locator("li").first();
    const code = /\b\d{6}\b/.exec(await newest.innerText())?.[0];
    await mailbox.close();
    return code!;
  }

  it("takes a new person from sign-up over the mailbox to their crud, and through a forgotten password", async function () {
    this.timeout(240_000);
    const person = newPerson();
    await test("open-sign-up").click();
    await assertAccessible("sign up");
    const { email, handle, name } = person;
    await fill(test("sign-up-form"), { name, handle, email, password: "too-weak" });
    await submit(test("sign-up-form"));
    await says(/at least|12 characters/i);
    await fill(test("sign-up-form"), { password: PASSWORD });
    await submit(test("sign-up-form"));
    await test("confirm-form").waitFor();
    await assertAccessible("confirm");
    await fill(test("confirm-form"), { code: "000000" });
    await submit(test("confirm-form"));
    await says("That is not the code we sent.");
    await fill(test("confirm-form"), { code: await codeFromMailbox(person) });
    await submit(test("confirm-form"));
    await signedIn();

    const crud = await post("Hello from Chromium", "3-hours");
    assert.match(await crud.innerText(), new RegExp(`@${handle}`));
    assert.match(await crud.getByTestId("crud-expires").innerText(), /expires in [23] h/i);
    await assertAccessible("signed in");
    await page.reload();
    await signedIn();
    await says("Hello from Chromium");

    await test("sign-out").click();
    await test("open-sign-in").waitFor();
    assert.equal(await test("composer").count(), 0);
    await page.reload();
    await signIn(email);
    await test("sign-out").click();

    await test("open-sign-in").click();
    await fill(test("sign-in-form"), { email, password: "Wrong-password-1" });
    await submit(test("sign-in-form"));
    await says("The email and the password do not belong together.");
    await page.getByRole("button", { name: "Forgot password" }).click();
    await submit(test("forgot-form"));
    await test("reset-form").waitFor();
    await assertAccessible("choose a new password");
    const code = await codeFromMailbox(person);
    await fill(test("reset-form"), { code, password: "Another-horse-2" });
    await submit(test("reset-form"));
    await signedIn();
    const feed = await host.client.feed();
    assert.equal(feed.filter((it) => it.handle === handle).length, 1);
  });

  it("tells a person beside the field that the handle or the email is taken", async function () {
    this.timeout(120_000);
    const taken = await host.client.join();
    await test("open-sign-up").click();
    const { email, name } = newPerson();
    const handle = taken.handle.toUpperCase();
    await fill(test("sign-up-form"), { name, handle, email, password: PASSWORD });
    await submit(test("sign-up-form"));
    await says("Somebody already has this handle.");
    const input = test("sign-up-form").locator('[name="handle"]');
    assert.equal(await input.getAttribute("aria-invalid"), "true");
    await fill(test("sign-up-form"), { handle: newPerson().handle, email: taken.email });
    await submit(test("sign-up-form"));
    await says("There is an account with this email already.");
  });

  it("shows HTML, scripts and long words of a crud as text, at 390 and at 1280 pixels", async function () {
    this.timeout(120_000);
    await signIn(DEMO.email, DEMO.password);
    for (const message of [
      `<img src=x onerror="alert(1)"><script>alert(2)</script><b>bold</b>`,
      "a".repeat(280),
      "'; drop table activities; --",
    ]) {
      const crud = await post(message);
      assert.equal(await crud.getByTestId("crud-message").innerText(), message);
      assert.equal(await crud.locator("img, script, b").count(), 0);
    }
    for (const width of [390, 1280]) {
      await page.setViewportSize({ width, height: 844 });
      const wide = await page.evaluate<number>("document.documentElement.scrollWidth");
      assert.ok(wide <= width, `${wide} pixels wide at ${width}`);
    }
  });

  it("counts code points, and refuses what is empty or too long before it is sent", async function () {
    this.timeout(120_000);
    await signIn(DEMO.email, DEMO.password);
    await test("composer-message").fill("🎉".repeat(280));
    assert.equal(await test("composer-counter").innerText(), "0");
    await test("composer-message").fill("x".repeat(281));
    await test("composer-submit").click();
    assert.equal(await test("composer-message").getAttribute("aria-invalid"), "true");
    await test("composer-message").fill("   ");
    await test("composer-submit").click();
    await says("Write something first.");
  });

  it("can be signed in to, posted from and signed out of with the keyboard alone", async function () {
    this.timeout(120_000);
    async function tabTo(what: Locator): Promise<void> {
      await what.waitFor();
      for (let presses = 0; presses < 60; presses++) {
        if ((await what.and(page.locator(":focus")).count()) === 1) return;
        await page.keyboard.press("Tab");
      }
      throw new Error("Tab never leads there");
    }
    await tabTo(test("open-sign-in"));
    await page.keyboard.press("Enter");
    const form = test("sign-in-form");
    await tabTo(form.locator('[name="email"]'));
    await page.keyboard.type(DEMO.email);
    await tabTo(form.locator('[name="password"]'));
    await page.keyboard.type(DEMO.password);
    await page.keyboard.press("Enter");
    await signedIn();
    await tabTo(test("composer-message"));
    await page.keyboard.type("By keys alone");
    await page.keyboard.press("Control+Enter");
    await test("crud").first().getByText("By keys alone").waitFor();
    await tabTo(test("sign-out"));
    await page.keyboard.press("Enter");
    await test("open-sign-in").waitFor();
  });

  for (const colorScheme of ["light", "dark"] as const) {
    it(`has nothing that keeps people out in ${colorScheme}, narrow or wide`, async function () {
      this.timeout(120_000);
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      for (const width of [390, 1280]) {
        await page.setViewportSize({ width, height: 844 });
        await assertAccessible(`feed, ${width} pixels`);
      }
      await test("open-sign-in").click();
      await assertAccessible("sign in");
      await page.goto(`${host.client.url}/_local/mail`);
      await assertAccessible("mailbox");
    });
  }

  it("says that the database is away, keeps the draft, and recovers by itself", async function () {
    this.timeout(240_000);
    await signIn(DEMO.email, DEMO.password);
    await test("composer-message").fill("Written in hard times");
    await withLock(pathsIn(host.directory).lock, async () => {
      const { pid } = await embeddedStatus({ stateDirectory: host.directory });
      process.kill(pid!, "SIGKILL");
      while ((await host.client.status("/api/health")) !== 503) await page.waitForTimeout(50);
      await page.reload();
      await test("feed-error").waitFor();
      await assertAccessible("the database is away");
      await test("composer-submit").click();
      await says("The database is away. Your draft is kept");
      assert.equal(await test("composer-message").inputValue(), "Written in hard times");
    });
    await test("feed").waitFor();
    await test("feed-error").waitFor({ state: "hidden" });
    await test("composer-submit").click();
    await test("crud").first().getByText("Written in hard times").waitFor();
  });

  it("says that it is offline, and catches up when it is not", async function () {
    this.timeout(120_000);
    await context.setOffline(true);
    await test("feed-error").waitFor();
    await context.setOffline(false);
    await test("feed-error").waitFor({ state: "hidden" });
  });
});
