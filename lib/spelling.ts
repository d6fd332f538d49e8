import { closestMatch } from "leven";

/** What was probably meant by a word that is none of the candidates; undefined when none is near. */
export function nearestSpelling(word: string, candidates: readonly string[]): string | undefined {
  const bare = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, "");
  const bareWord = bare(word);
  const byBare = new Map(candidates.map((candidate) => [bare(candidate), candidate]));
  // Three letters of `environment` may be wrong, but not of `proxy`.
  const maxDistance = Math.min(3, Math.ceil(bareWord.length / 4));
  const nearest = closestMatch(bareWord, [...byBare.keys()], { maxDistance });
  return nearest === undefined ? undefined : byBare.get(nearest);
}
