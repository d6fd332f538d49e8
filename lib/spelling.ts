import { closestMatch } from "leven";

/** The nearest candidate to a word that is none of them; undefined when none is near. */
export function nearestSpelling(word: string, candidates: readonly string[]): string | undefined {
  const bare = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, "");
  const bareWord = bare(word);
  const byBare = new Map(candidates.map((candidate) => [bare(candidate), candidate]));
  // Three letters of `environment` may be wrong, but not of `proxy`.
  const maxDistance = Math.min(3, Math.ceil(bareWord.length / 4));
  const letters = (text: string) => [...text].sort().join();
  const swapped = [...byBare.keys()].find((it) => it !== "" && letters(it) === letters(bareWord));
  const nearest = swapped ?? closestMatch(bareWord, [...byBare.keys()], { maxDistance });
  return nearest === undefined ? undefined : byBare.get(nearest);
}
