// The sources to fold, with the workers getting ready meanwhile: they need as long as listing does.
import type { Terminal } from "../terminal.ts";
import type { FoldPool } from "./fold_pool.ts";
import type { SkippedSource } from "./fold_sources.ts";
import { type GatherSource, gatherSources } from "./gather_sources.ts";

export interface ListedSources {
  readonly sources: readonly GatherSource[];
  /** Folders within the given ones that cannot be listed; reported already. */
  readonly unlisted: readonly SkippedSource[];
}

/** As gatherSources(), but a folder within a given one that cannot be listed is reported and left out. */
export async function listSources(
  operands: readonly string[],
  { pool, terminal }: { readonly pool: FoldPool; readonly terminal: Terminal },
): Promise<ListedSources> {
  const unlisted: SkippedSource[] = [];
  const sources = await gatherSources(operands, {
    onFound: (count) => pool.expect(count),
    onUnlisted: (file, { message, hint }) => {
      terminal.error(message, hint);
      unlisted.push({ file, reason: message });
    },
  });
  return { sources, unlisted };
}
