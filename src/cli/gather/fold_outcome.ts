// One source folded, whatever comes of it.
import { UserError } from "../../errors.ts";
import type { FoldJob, FoldOutcome } from "./gather_messages.ts";
import type { SourceFolder } from "./source_folder.ts";

/** A source that cannot be read is an outcome too; anything else that goes wrong is thrown. */
export async function foldOutcome(
  folder: SourceFolder,
  { index, source }: FoldJob,
  signal?: AbortSignal,
): Promise<FoldOutcome> {
  try {
    return { index, fate: await folder.fold(source, signal) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { index, failure: { message: error.message, hint: error.hint } };
  }
}
