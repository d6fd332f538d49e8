/* Installs the packages of package-lock.json when node_modules is missing, half made or older than the lock. */
"use strict";

var childProcess = require("node:child_process");
var crypto = require("node:crypto");
var fs = require("node:fs");
var path = require("node:path");

exports.ensureInstall = ensureInstall;

/** Does nothing when the stamp in node_modules says that this lock file was installed for this Node and machine. */
function ensureInstall(root) {
  var stampFile = path.join(root, "node_modules", ".cruddur-install");
  var stamp = stampFor(root);
  if (read(stampFile) === stamp) return;

  var reason = fs.existsSync(path.join(root, "node_modules"))
    ? "The installed packages are not those of package-lock.json"
    : "This checkout has no packages yet";
  console.error(reason + ": running npm ci (about 300 MB on disk, once).");
  var started = Date.now();
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
  if (result.signal === "SIGINT") process.exit(130);
  if (result.status !== 0) {
    console.error(
      "npm ci did not succeed" +
        (result.error ? " (" + result.error.message + ")" : "") +
        ". Check the network and the message above, then run the command again; nothing else was started.",
    );
    process.exit(1);
  }
  fs.writeFileSync(stampFile, stamp);
  console.error("Installed in " + ((Date.now() - started) / 1000).toFixed(1) + " s.");
}

function stampFor(root) {
  var lock = fs.readFileSync(path.join(root, "package-lock.json"));
  var hash = crypto.createHash("sha256").update(lock).digest("hex");
  return [hash, process.platform, process.arch].join(" ") + "\n";
}

function npm() {
  return process.platform === "win32" ? "npm.cmd" : "npm";
}

function read(file) {
  try {
    return fs.readFileSync(file, "utf8");
  } catch (error) {
    void error;
    return undefined;
  }
}
