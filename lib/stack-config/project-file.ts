import { parseDocument } from "yaml";
import { projectSchema } from "./project-schema.ts";

/** The text of Pulumi.yaml with the keys as they are declared; the rest of it stays, comments too. */
export function withProjectSchema(text: string): string {
  const document = parseDocument(text);
  document.set("config", document.createNode(projectSchema()));
  return document.toString({ lineWidth: 0 });
}
