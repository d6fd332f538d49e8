import { defineCommand } from "#cli/command";
import { runCommand } from "#cli/run-command";
import type { ExtractName } from "#lib/aws-data/extract";
import type { Renewal } from "#lib/aws-data/renew/renewal";

export const command = defineCommand({
  name: "aws-data",
  summary: "Renew what the project knows of AWS: regions, classes, certificate authorities, prices",
  details: [
    "The extracts are lib/aws-data/*.json, each with its source and its day. Regions and classes come from the",
    "packages botocore, cfn-lint and moto of the Python on the PATH (pip install --upgrade botocore cfn-lint moto),",
    "authorities and prices from AWS's public addresses. What cannot be had now stays as it is, and is said;",
    "the exit code is 1 then.",
  ].join("\n"),
  on: "nothing",
  options: {
    check: { type: "flag", summary: "write nothing; fail when one of them would differ" },
  },
  changes: true,
  async run(context, { check }) {
    const { format, resolveConfig } = await import("prettier");
    const { readFile } = await import("node:fs/promises");
    const { extractFile } = await import("#lib/aws-data/extract");
    const { whatChanged } = await import("#lib/aws-data/renew/what-changed");
    const { writeWhole } = await import("#lib/write-whole");
    const { dryRun, print, steps } = context;
    const renewed: ExtractName[] = [];
    const kept: Partial<Record<ExtractName, string>> = {};
    for (const [name, renew] of await sources()) {
      let renewal = await steps.run(name, renew);
      const file = extractFile(name);
      const present = await readFile(file, "utf8");
      const { source, asOf, ...data } = JSON.parse(present) as Record<string, unknown>;
      const later: Record<string, unknown> = "kept" in renewal ? data : { ...renewal };
      const { lostRegions, lines } = whatChanged(data, later);
      // Packages say nothing of some regions for a while; a stack may be there.
      if (lostRegions.length > 0 && !("kept" in renewal)) {
        renewal = {
          kept: `${renewal.source} lack regions that are here: ${lostRegions.join(", ")}`,
        };
      }
      if (!("kept" in renewal) && renewal.asOf < String(asOf) && renewal.source !== source) {
        renewal = { kept: `${renewal.source} are older, of ${renewal.asOf}` };
      }
      if ("kept" in renewal) {
        kept[name] = renewal.kept;
        print(`${name}: stays as of ${String(asOf)} (${String(source)}); ${renewal.kept}.`);
        continue;
      }
      const { source: foundIn, asOf: _drawn, ...found } = renewal;
      // The day is that of the packages' installation: the same packages say the same on every day.
      if (JSON.stringify(found) === JSON.stringify(data) && foundIn === source) {
        print(`${name}: up to date, as of ${String(asOf)} (${foundIn}).`);
        continue;
      }
      renewed.push(name);
      print(
        `${name}: ${dryRun || check ? "would be" : "is"} as of ${renewal.asOf} (${renewal.source}).`,
      );
      for (const line of lines) print(`  ${line}`);
      if (dryRun || check) continue;
      const config = await resolveConfig(file, { editorconfig: true });
      await writeWhole(file, await format(JSON.stringify(renewal), { ...config, filepath: file }));
    }
    // Green would say that all is as AWS has it.
    if (Object.keys(kept).length > 0 || (check && renewed.length > 0)) context.exitCode = 1;
    return { renewed, kept };
  },
});

async function sources(): Promise<readonly (readonly [ExtractName, () => Promise<Renewal>])[]> {
  const { pythonPackage } = await import("#lib/aws-data/renew/python-package");
  const { renewInstanceClasses } = await import("#lib/aws-data/renew/instance-classes");
  const { renewPrices } = await import("#lib/aws-data/renew/prices");
  const { renewRdsAuthorities } = await import("#lib/aws-data/renew/rds-authorities");
  const { renewRegions } = await import("#lib/aws-data/renew/regions");
  const botocore = await pythonPackage("botocore", "botocore");
  const cfnLint = await pythonPackage("cfn-lint", "cfnlint");
  const moto = await pythonPackage("moto", "moto");
  const missing = (...names: string[]): Renewal => ({
    kept: `not found in this Python: ${names.join(", ")}. pip install ${names.join(" ")}`,
  });
  return [
    [
      "regions",
      async () =>
        botocore && cfnLint ? renewRegions(botocore, cfnLint) : missing("botocore", "cfn-lint"),
    ],
    [
      "instance-classes",
      async () =>
        cfnLint && moto ? renewInstanceClasses(cfnLint, moto) : missing("cfn-lint", "moto"),
    ],
    ["rds-authorities", () => renewRdsAuthorities(new Date())],
    ["prices", () => renewPrices()],
  ];
}

await runCommand(command, import.meta.filename);
