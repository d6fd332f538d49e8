import { access, constants, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { codeOf } from "#lib/errors";
import { dataDirectoryOf } from "../../postgres/server-home.ts";
import { broken, ok, warning, type Hop } from "../hop.ts";

/** PostgreSQL stops when the disk that holds its data is full. */
export const disk: Hop = {
  id: "disk",
  title: "Disk space",
  async run({ stateDirectory, wantedFreeBytes }) {
    const folder = await nearest(stateDirectory);
    if (!(await isWritable(folder))) {
      return broken(
        `${folder} is not yours to write, and the local copy keeps its data there`,
        `sudo chown -R "$(id -u):$(id -g)" "${folder}"`,
      );
    }
    const place = (await dataDirectoryOf(stateDirectory)) ?? folder;
    const { bavail, bsize } = await statfs(place);
    const free = bavail * bsize;
    const found = `${gibibytes(free)} free where the local copy keeps its data`;
    if (free >= wantedFreeBytes) return ok(found);
    return warning(
      `${found}, and at least ${gibibytes(wantedFreeBytes)} is wise`,
      `du -xh --max-depth=2 ${place} | sort -h | tail`,
    );
  },
};

const gibibytes = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

/** It, or the nearest folder above it that exists. */
async function nearest(place: string): Promise<string> {
  try {
    await statfs(place);
    return place;
  } catch (error) {
    if (codeOf(error) !== "ENOENT" || dirname(place) === place) throw error;
    return nearest(dirname(place));
  }
}

const isWritable = (folder: string): Promise<boolean> =>
  access(folder, constants.W_OK).then(
    () => true,
    () => false,
  );
