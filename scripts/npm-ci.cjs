/* Runs `npm ci` and whatever it starts, and leaves none of it behind. */
"use strict";

const { spawn, spawnSync } = require("node:child_process");

const IS_WINDOWS = process.platform === "win32";

/**
 * Installs a set ("local", "all") of the packages that the folder's package-lock.json asks for into its node_modules.
 * Returns why that failed ("code 1", "spawn npm ENOENT"), or undefined. The signal ends npm and everything it started.
 */
async function npmCi(folder, set, signal) {
  const words = [
    ...["npm", "ci", set === "all" ? "--include=dev" : "--omit=dev"],
    // Whatever npm is set to: PostgreSQL and esbuild are optional packages, one for each kind of machine.
    ...["--include=optional", "--no-audit", "--no-fund", "--loglevel=error"],
  ];
  // On Windows npm is a script, which only a shell runs; Node 24 wants what is for one in one piece.
  const [program, ...args] = IS_WINDOWS ? [words.join(" ")] : words;
  const child = spawn(program, args, {
    cwd: folder,
    // npm draws its own progress on a terminal. Its standard output must not mix with ours (--json).
    stdio: ["ignore", 2, 2],
    shell: IS_WINDOWS,
    // A group of its own, so that it can be ended whole.
    detached: !IS_WINDOWS,
  });
  // At once: it would take its time to put back what it found in the folder.
  const stop = () => kill(child);
  const stopHeartbeat = startHeartbeat();
  process.on("exit", stop); // an error that nobody caught
  signal.addEventListener("abort", stop);
  if (signal.aborted) stop();
  try {
    return await new Promise((resolve) => {
      child.on("error", (error) => resolve(error.message));
      child.on("exit", (code, by) => resolve(code === 0 ? undefined : (by ?? `code ${code}`)));
    });
  } finally {
    stopHeartbeat();
    signal.removeEventListener("abort", stop);
    process.off("exit", stop);
    if (signal.aborted && process.stderr.isTTY) console.error(); // its progress stays where it was
  }
}

function kill({ pid }) {
  if (pid === undefined) return;
  if (IS_WINDOWS) {
    spawnSync("taskkill", ["/pid", String(pid), "/t", "/f"], { stdio: "ignore" });
    return;
  }
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // nothing of it is left
  }
}

/** Where nobody sees npm's own progress (a pipe, a log), says every few seconds that it goes on. Returns what ends it. */
function startHeartbeat() {
  if (process.stderr.isTTY) return () => {};
  // The test has less patience.
  const seconds = Number(process.env.CRUDDUR_HEARTBEAT_SECONDS) || 5;
  const started = Date.now();
  const tell = () =>
    console.error(`… npm ci goes on, ${Math.round((Date.now() - started) / 1000)} s so far.`);
  const timer = setInterval(tell, seconds * 1000);
  return () => clearInterval(timer);
}

module.exports = { npmCi };
