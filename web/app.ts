import { accountPanel } from "./account/panel.ts";
import { expiryOf, type Page } from "./feed/activity.ts";
import { apiClient, type Api } from "./api.ts";
import { serverClock } from "./feed/clock.ts";
import { cognitoClient } from "./account/cognito.ts";
import { composer, DRAFT_KEY } from "./feed/composer.ts";
import { loadConfig, type Config } from "./config.ts";
import { byId } from "./dom.ts";
import { startFeed } from "./feed/feed.ts";
import { SESSION_KEY, sessionIn, type SessionChange } from "./account/session.ts";
import { say } from "./status.ts";
import { storeOr } from "./stored.ts";
import { startThemeToggle } from "./theme-toggle.ts";
import { expiresIn } from "./feed/time.ts";

const clock = serverClock();
const sessionStore = storeOr(() => sessionStorage);
let api: Promise<Api> | null = null;

/** The feed's own retries ask for the configuration again for as long as there is none. */
async function home(next?: string): Promise<Page> {
  api ??= loadConfig()
    .then(startAccount)
    .catch((error: unknown) => {
      api = null;
      throw error;
    });
  return (await api).home(next);
}

/** Shows the account panel and, when somebody is signed in, the composer; both follow the session. */
function startAccount(config: Config): Api {
  const cognito = cognitoClient(config.cognitoEndpoint, config.clientId);
  const session = sessionIn(
    storeOr(() => localStorage),
    config.clientId,
    cognito,
  );
  const client = apiClient(config.apiBase, session, clock);
  const services = { cognito, session, mailbox: config.mailbox };
  const panel = accountPanel(byId("account-panel"), services, sessionStore);
  let shownHandle: string | null = null;

  function showComposer(): HTMLFormElement {
    const form = composer(client, sessionStore, (activity) => {
      feed.posted(activity);
      const when = expiresIn(expiryOf(activity) - clock.now());
      say(when ? `Posted. It ${when}.` : "Posted.");
    });
    byId("composer").replaceChildren(form);
    return form;
  }

  function signOut(): void {
    sessionStore.removeItem(DRAFT_KEY);
    session.end("signed-out");
  }

  function showSignedIn(who: { name: string; handle: string }): void {
    shownHandle = who.handle;
    panel.showSignedIn(who, signOut);
    const still = (): boolean => shownHandle === who.handle;
    client.me().then(
      (me) => still() && panel.showSignedIn({ name: me.display_name, handle: me.handle }, signOut),
      () => {
        // The token's claims stand in for a profile that is not to be had.
      },
    );
  }

  function showSignedOut(change: SessionChange | "start"): void {
    shownHandle = null;
    byId("composer").replaceChildren();
    const notice = "Your session has ended. Sign in again; your draft is kept.";
    panel.showSignedOut(change === "expired" ? { name: "sign-in", notice } : { name: "welcome" });
    if (change === "signed-out") say("You are signed out.");
    if (change === "elsewhere") say("You signed out in another tab.");
    if (change !== "start") byId("account-panel").querySelector("h2")?.focus();
  }

  function show(change: SessionChange | "start"): void {
    const who = session.who();
    // Another tab renewed its token: nothing to see here.
    if (change === "elsewhere" && (who?.handle ?? null) === shownHandle) return;
    if (!who) return showSignedOut(change);
    showSignedIn(who);
    const form = showComposer();
    if (change !== "signed-in") return;
    form.querySelector("textarea")?.focus();
    say(`Welcome, ${who.name}.`);
  }

  session.onChange(show);
  addEventListener("storage", ({ key }) => {
    if (key === SESSION_KEY || key === null) session.changedElsewhere();
  });
  show("start");
  return client;
}

startThemeToggle();
const feed = startFeed(byId("feed-region"), home, clock);
