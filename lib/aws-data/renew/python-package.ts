import { $ } from "../../terminal/program.ts";

/** A package of Python's index that carries data of AWS's, as it is installed here. */
export interface PythonPackage {
  /** `cfn-lint 1.51.0` */
  readonly title: string;
  /** Where its modules are. */
  readonly folder: string;
  /** The day on which pip installed it, `2026-05-20`: what it holds is no newer. */
  readonly installed: string;
}

/**
 * The package of a module, in the Python that `python3` (on Windows `python`) starts; undefined where there is none.
 *
 * @param title the package's name in the index: `cfn-lint`
 * @param module what it is imported as: `cfnlint`
 */
export async function pythonPackage(
  title: string,
  module: string,
): Promise<PythonPackage | undefined> {
  const python = process.platform === "win32" ? "python" : "python3";
  const { exitCode, stdout } = await $`${python} -c ${LOOK} ${title} ${module}`;
  if (exitCode !== 0) return undefined;
  const { version, folder, time } = JSON.parse(stdout) as Record<string, string>;
  return {
    title: `${title} ${version}`,
    folder: folder!,
    installed: new Date(Number(time) * 1000).toISOString().slice(0, 10),
  };
}

const LOOK = [
  "import importlib.metadata, importlib.util, json, os, sys",
  "title, module = sys.argv[1:]",
  "distribution = importlib.metadata.distribution(title)",
  "folder = os.path.dirname(importlib.util.find_spec(module).origin)",
  "time = os.path.getmtime(distribution.locate_file(folder))",
  "print(json.dumps(dict(version=distribution.version, folder=folder, time=time)))",
].join("\n");
