import { readFileSync } from "node:fs";
import { fromRoot } from "../root.ts";

/** What every file of `lib/aws-data/` begins with; `npm run aws-data` writes them. */
export interface Extract {
  /** What is in it, and what it is for. */
  readonly about: string;
  /** Where it is from: packages with their versions, or an address. */
  readonly source: string;
  /** The day that it is true of, `2026-05-20`; AWS may have changed since. */
  readonly asOf: string;
}

/** The extracts, by their file's name. */
export type ExtractName = "instance-classes" | "prices" | "rds-authorities" | "regions";

const read = new Map<ExtractName, Extract>();

/** One extract, read when somebody asks for it and kept. */
export function extractOf<Data>(name: ExtractName): Data & Extract {
  let data = read.get(name);
  if (data === undefined) {
    data = JSON.parse(readFileSync(extractFile(name), "utf8")) as Extract;
    read.set(name, data);
  }
  return data as Data & Extract;
}

export const extractFile = (name: ExtractName): string =>
  fromRoot("lib", "aws-data", `${name}.json`);
