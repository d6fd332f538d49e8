import { byId, setText } from "./dom.ts";

let hiding: ReturnType<typeof setTimeout> | undefined;

/** Says one sentence at the foot of the page, aloud to a screen reader, for six seconds. */
export function say(sentence: string): void {
  const line = byId("status");
  setText(line, sentence);
  line.classList.add("shown");
  clearTimeout(hiding);
  hiding = setTimeout(() => {
    line.classList.remove("shown");
    setText(line, "");
  }, 6_000);
}
