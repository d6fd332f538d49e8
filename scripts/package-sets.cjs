/* Which packages of package-lock.json a command needs, and which of them are installed. */
"use strict";

const fs = require("node:fs");
const path = require("node:path");

/** Megabytes that a set takes on the disk. `local`: `dependencies` of package.json; `all`: `devDependencies` too. */
const MEGABYTES = { local: 110, all: 490 };

/** These look, or end something: they work with the packages that are there, also while the registry is away. */
const INSTALL_NOTHING = ["completion", "db-status", "db-stop", "doctor", "logs", "status", "stop"];

const NEED_ALL = ["bench", "check", "docs", "test"];

/**
 * The set that `scripts/<name>.ts` needs with these arguments: "all", "local" or "none". A target that is not local is
 * a stack on AWS, and takes Pulumi and AWS's clients; only the cost of one is reckoned from its file.
 */
function neededSet(name, args) {
  if (INSTALL_NOTHING.includes(name)) return "none";
  if (name === "cost") return "local";
  const isOnStack = args.some((word, index) => {
    const value = /^(?:--target(?:=|$)|-[a-z]*?t=?)(.*)$/.exec(word)?.[1];
    const target = value === "" ? args[index + 1] : value;
    return target !== undefined && target !== "local";
  });
  return NEED_ALL.includes(name) || isOnStack ? "all" : "local";
}

/**
 * The set that is installed as package-lock.json says, by the record that npm writes at the end of an install: "all",
 * "local" or undefined. Optional packages may be missing, but those for this very machine: a folder that a container
 * shares with its host, or that was brought from another machine, has the other's programs.
 */
function installedSet(root) {
  const wanted = readPackages(path.join(root, "package-lock.json"));
  const present = readPackages(path.join(root, "node_modules", ".package-lock.json"));
  if (!wanted || !present) return undefined;
  const missing = Object.keys(wanted).filter((name) => {
    const [want, have] = [wanted[name], present[name]];
    if (name === "" || (want.optional && !have && !isForHere(want))) return false;
    return have?.version !== want.version || have.integrity !== want.integrity;
  });
  if (missing.length === 0) return "all";
  return missing.every((name) => wanted[name].dev || wanted[name].devOptional)
    ? "local"
    : undefined;
}

/** Those that name a C library as well have a twin, and which of the two npm takes is not ours to know. */
function isForHere({ os, cpu, libc }) {
  return Boolean(os?.includes(process.platform) && cpu?.includes(process.arch) && !libc);
}

/** The set to install for one that is needed: what has been all once stays so. */
function setToInstall(root, needed) {
  const present = readPackages(path.join(root, "node_modules", ".package-lock.json")) ?? {};
  return Object.values(present).some(({ dev }) => dev) ? "all" : needed;
}

function readPackages(file) {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8")).packages;
  } catch {
    return undefined; // none, or cut short
  }
}

module.exports = { MEGABYTES, installedSet, neededSet, setToInstall };
