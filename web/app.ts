import { accountPanel } from "./account-panel.ts";
import { apiClient } from "./api.ts";
import { serverClock } from "./clock.ts";
import { cognitoClient } from "./cognito.ts";
import { composer, DRAFT_KEY } from "./composer.ts";
import { loadConfig, type Config } from "./config.ts";
import { byId } from "./dom.ts";
import { startFeed } from "./feed.ts";
import { retryDelay } from "./retry-delay.ts";
import { SESSION_KEY, sessionIn, type SessionChange } from "./session.ts";
import { say } from "./status.ts";
import { storeOr } from "./stored.ts";
import { startThemeToggle } from "./theme-toggle.ts";
import { expiresIn } from "./time.ts";
import { expiryOf } from "./activity.ts";

/** Everything below waits for the configuration, so it is asked for until it comes. */
async function configOrWait(): Promise<Config> {
  for (let failures = 1; ; failures++) {
    try {
      return await loadConfig();
    } catch {
      say("Cruddur cannot be reached; trying again…");
      await new Promise((resolve) => setTimeout(resolve, retryDelay(failures)));
    }
  }
}

function start(config: Config): void {
  const sessionStore = storeOr(() => sessionStorage);
  const clock = serverClock();
  const cognito = cognitoClient(config.cognitoEndpoint, config.clientId);
  const session = sessionIn(
    storeOr(() => localStorage),
    config.clientId,
    cognito,
  );
  const api = apiClient(config.apiBase, session, clock);
  const feed = startFeed(byId("feed-region"), api, clock);
  const services = { cognito, session, mailbox: config.mailbox };
  const panel = accountPanel(byId("account-panel"), services, sessionStore);
  let shownHandle: string | null = null;

  function showComposer(): HTMLFormElement {
    const form = composer(api, sessionStore, (activity) => {
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
    const mayBePending = (): void => {
      // The token's claims stand in until the profile is there.
    };
    api
      .me()
      .then((me) => {
        if (shownHandle === who.handle) {
          panel.showSignedIn({ name: me.display_name, handle: me.handle }, signOut);
        }
      })
      .catch(mayBePending);
  }

  function show(change: SessionChange | "start"): void {
    const who = session.who();
    if (who && who.handle === shownHandle && change === "elsewhere") return;
    if (who) {
      showSignedIn(who);
      const form = showComposer();
      if (change === "signed-in") {
        form.querySelector("textarea")?.focus();
        say(`Welcome, ${who.name}.`);
      }
      return;
    }
    const wasSignedIn = shownHandle !== null;
    shownHandle = null;
    if (change === "elsewhere" && !wasSignedIn) return;
    byId("composer").replaceChildren();
    const notice = "Your session has ended. Sign in again; your draft is kept.";
    panel.showSignedOut(change === "expired" ? { name: "sign-in", notice } : { name: "welcome" });
    if (change === "signed-out") say("You are signed out.");
    if (change === "elsewhere") say("You signed out in another tab.");
    if (change !== "start") byId("account-panel").querySelector("h2")?.focus();
  }

  session.onChange(show);
  addEventListener("storage", ({ key }) => {
    if (key === SESSION_KEY || key === null) session.changedElsewhere();
  });
  show("start");
}

startThemeToggle();
start(await configOrWait());
