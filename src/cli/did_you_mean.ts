// The word a user probably meant: for unknown options, commands and values.
import { closestString } from "@std/text/closest-string";

/**
 * The nearest of `words`, or undefined when none is near: at most a third of the letters of `word`
 * wrong, because a far-fetched guess is worse than none.
 */
export function didYouMean(word: string, words: readonly string[]): string | undefined {
  // closestString() always answers and keeps the distance to itself. A stranger at a known distance,
  // listed first to win ties, turns "nearest" into "nearer than that".
  const tooFar = Math.ceil(word.length / 3) + 1;
  const stranger = "\0".repeat(tooFar) + word.slice(tooFar);
  const nearest = closestString(word, [stranger, ...words]);
  return nearest === stranger ? undefined : nearest;
}
