import { typed } from "#lib/terminal/typed";
import { isAnswering } from "../../postgres/free-port.ts";
import { readHost } from "../../state.ts";
import { ok, warning, type Hop } from "../hop.ts";
import { describeHolder, portHolder } from "../port-holder.ts";

/** The page's port is free, or the local copy's own. */
export const pagePort: Hop = {
  id: "page-port",
  title: "Port of the page",
  async run({ stateDirectory, pagePort: port, signal }) {
    const host = await readHost(stateDirectory);
    if (host?.port === port) return ok(`${port} is the local copy's`);
    if (!(await isAnswering("127.0.0.1", port))) return ok(`${port} is free`);
    const found = `${port} is held by ${describeHolder(await portHolder(port, signal))}`;
    if (host) return ok(`${found}; the local copy is on ${host.port}`);
    return warning(
      `${found}; the local copy would take the next free port`,
      typed("start", `--port ${port + 1}`),
    );
  },
};
