/* Installs the packages of package-lock.json when node_modules is missing, half made or of another lock file. */
"use strict";

var childProcess = require("node:child_process");
var crypto = require("node:crypto");
var fs = require("node:fs");
var os = require("node:os");
var path = require("node:path");

exports.ensureInstall = ensureInstall;
exports.isInstalled = isInstalled;

/** Does nothing when what is installed is what the lock file asks for; otherwise runs `npm ci`, one process at a time. */
function ensureInstall(root) {
  if (isInstalled(root)) return;
  var lock = takeLock(root);
  try {
    // The process that held the lock before us may have done it.
    if (!isInstalled(root)) install(root);
  } finally {
    fs.rmSync(lock, { recursive: true, force: true });
  }
}

/**
 * Compares package-lock.json with node_modules/.package-lock.json, which npm writes when an install is complete: the
 * same packages in the same versions, but for optional ones, which depend on the machine.
 */
function isInstalled(root) {
  var wanted = readJson(path.join(root, "package-lock.json"));
  var present = readJson(path.join(root, "node_modules", ".package-lock.json"));
  if (!wanted || !present || !present.packages) return false;
  return Object.keys(wanted.packages).every(function (name) {
    var want = wanted.packages[name];
    var have = present.packages[name];
    if (name === "" || (want.optional && !have)) return true;
    return have !== undefined && have.version === want.version && have.integrity === want.integrity;
  });
}

function install(root) {
  var reason = fs.existsSync(path.join(root, "node_modules"))
    ? "The installed packages are not those of package-lock.json"
    : "This checkout has no packages yet";
  console.error(reason + ": running npm ci (about 300 MB on disk, once).");
  var started = Date.now();
  var stopHeartbeat = startHeartbeat();
  var result = childProcess.spawnSync(
    npm(),
    ["ci", "--no-audit", "--no-fund", "--loglevel=error"],
    {
      cwd: root,
      // npm draws its own progress on a terminal. Its standard output must not mix with ours (--json).
      stdio: ["ignore", 2, 2],
      shell: process.platform === "win32",
      env: Object.assign({}, process.env, { AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE: "1" }),
    },
  );
  stopHeartbeat();
  if (result.signal === "SIGINT") process.exit(130);
  if (result.status !== 0) {
    console.error(
      "npm ci did not succeed" +
        (result.error ? " (" + result.error.message + ")" : "") +
        ". Check the network and the message above, then run the command again; nothing else was started.",
    );
    process.exitCode = 1;
    throw new InstallError();
  }
  console.error("Installed in " + ((Date.now() - started) / 1000).toFixed(1) + " s.");
}

/**
 * Where nobody sees npm's own progress (a pipe, a log), says every few seconds that it goes on. This process waits for npm
 * and can do nothing meanwhile, so another one does it. Its input closes when we end, however that comes about, and it
 * ends with it. Returns what ends it.
 */
function startHeartbeat() {
  if (process.stderr.isTTY) return function () {};
  // The test has less patience.
  var seconds = Number(process.env.CRUDDUR_HEARTBEAT_SECONDS) || 5;
  var source =
    "var s = Date.now(); process.stdin.on('close', function () { process.exit(); }).resume();" +
    "setInterval(function () { console.error('… npm ci goes on, ' +" +
    "Math.round((Date.now() - s) / 1000) + ' s so far.'); }, " +
    seconds * 1000 +
    ");";
  var child = childProcess.spawn(process.execPath, ["-e", source], {
    stdio: ["pipe", "ignore", 2],
  });
  child.on("error", function () {}); // progress only
  return function () {
    child.kill();
  };
}

/** What went wrong has been said; the launcher only has to end. */
function InstallError() {}
exports.InstallError = InstallError;

/**
 * A folder that only one process can make, holding its pid; a dead process's is taken over. It is outside the
 * checkout's node_modules, which `npm ci` deletes.
 */
function takeLock(root) {
  var hash = crypto.createHash("sha256").update(root).digest("hex").slice(0, 16);
  var lock = path.join(os.tmpdir(), "cruddur-install-" + hash);
  var told = false;
  for (;;) {
    try {
      fs.mkdirSync(lock);
      fs.writeFileSync(path.join(lock, "pid"), String(process.pid));
      return lock;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    if (isStale(lock)) {
      fs.rmSync(lock, { recursive: true, force: true });
      continue;
    }
    if (!told) console.error("Another command is installing the packages; waiting for it.");
    told = true;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  }
}

function isStale(lock) {
  var pid;
  try {
    pid = Number(fs.readFileSync(path.join(lock, "pid"), "utf8"));
  } catch (error) {
    // Made, but its pid not written yet: young ones get the time to do so.
    return Date.now() - mtime(lock) > 5000;
  }
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === "ESRCH";
  }
}

function mtime(file) {
  try {
    return fs.statSync(file).mtimeMs;
  } catch (error) {
    return Date.now(); // it was released in the meantime
  }
}

function npm() {
  return process.platform === "win32" ? "npm.cmd" : "npm";
}

function readJson(file) {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8"));
  } catch (error) {
    return undefined;
  }
}
