import { stopTestServer } from "./databases.ts";
import { keepEvidence } from "./evidence.ts";

export const mochaHooks = { afterEach: keepEvidence };

/** In the process that mocha runs tests in one after the other; those that it runs them in side by side just end. */
export const mochaGlobalTeardown = stopTestServer;
