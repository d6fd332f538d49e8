import { stopTestServer } from "../databases.ts";
import { keepEvidence } from "./evidence.ts";
import { forgetTold } from "./tell-once.ts";

export const mochaHooks = { afterEach: keepEvidence };

/** In mocha's own process, that runs tests one after the other; those that it runs them in side by side just end. */
export const mochaGlobalTeardown = [stopTestServer, forgetTold];
