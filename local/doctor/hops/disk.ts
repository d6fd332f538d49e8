import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { codeOf } from "#lib/errors";
import { dataDirectoryOf } from "../../postgres/server-home.ts";
import { ok, warning, type Hop } from "../hop.ts";

/** PostgreSQL stops when the disk that holds its data is full. */
export const disk: Hop = {
  id: "disk",
  title: "Disk space",
  async run({ stateDirectory, wantedFreeBytes }) {
    const place = (await dataDirectoryOf(stateDirectory)) ?? stateDirectory;
    const free = await freeBytesAt(place);
    const found = `${gibibytes(free)} free where the local copy keeps its data`;
    if (free >= wantedFreeBytes) return ok(found);
    return warning(
      `${found}, and at least ${gibibytes(wantedFreeBytes)} is wise`,
      `du -xh --max-depth=2 ${place} | sort -h | tail`,
    );
  },
};

const gibibytes = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

/** Of the nearest folder that exists. */
async function freeBytesAt(place: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(place);
    return bavail * bsize;
  } catch (error) {
    if (codeOf(error) !== "ENOENT" || dirname(place) === place) throw error;
    return freeBytesAt(dirname(place));
  }
}
