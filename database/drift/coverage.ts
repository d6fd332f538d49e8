import { lackedBy, unknownTo, type ServerCatalogs } from "./compared-catalogs.ts";
import { NOT_COMPARED } from "./not-compared.ts";

/** What is never compared, whatever the server, in groups. */
const GROUPS = [
  "rows",
  "passwords",
  "other roles and who administers the server",
  "the server's own objects but for privileges on them",
  "what an extension makes but for its version",
  ...NOT_COMPARED.flatMap(({ group }) => group ?? []),
];

export const NOT_COMPARED_SENTENCE = `Not compared: ${GROUPS.join(", ")}.`;

/** What a comparison with a server of another version leaves out besides, a line each; none for ours. */
export function beyond(server: ServerCatalogs): string[] {
  const [lacked, unknown] = [lackedBy(server), unknownTo(server)];
  return [
    ...(lacked.length > 0
      ? [`Not compared, for the server is too old to have it: ${lacked.join(", ")}.`]
      : []),
    ...(unknown.length > 0
      ? [
          `Not compared, for the server is newer than what is known of it here: ${unknown.join(", ")}.`,
        ]
      : []),
  ];
}
