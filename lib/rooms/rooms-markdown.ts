import type { Rooms } from "./rooms.ts";

const TABLE = /(<!-- rooms:.*?-->\n)[^]*?(<!-- \/rooms -->)/;

/** A page's text with the table of the rooms between its two marks. Throws where the marks are missing. */
export function withRoomsTable(text: string, rooms: Rooms): string {
  if (!TABLE.test(text)) throw new Error("The page has no <!-- rooms: … --> and <!-- /rooms -->.");
  return text.replace(
    TABLE,
    (_, start: string, end: string) => `${start}\n${table(rooms)}\n\n${end}`,
  );
}

function table(rooms: Rooms): string {
  const lines = Object.entries(rooms).map(([room, { may, says }]) => {
    const places = may.map((place) => (place === "*" ? "everything" : shown(place)));
    return `| ${shown(room)} | ${says} | ${places.join(", ") || "nothing of ours"} |`;
  });
  return ["| room | what is in it | may import |", "| --- | --- | --- |", ...lines].join("\n");
}

/** Folders with a slash at their end. */
const shown = (place: string) => (/\.\w+$/.test(place) ? `\`${place}\`` : `\`${place}/\``);
