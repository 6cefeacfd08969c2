// The options that say which requests gather counts and what makes a group -> what its workers need to know.
import { parseTemplate } from "../../store/file_name.ts";
import type { Parsed } from "../command.ts";
import type { commands } from "../commands.ts";
import { parseSince } from "./parse_since.ts";
import { pathPattern } from "../path_pattern.ts";
import type { FoldPlan } from "./source_folder.ts";

type Options = Pick<
  Parsed<typeof commands.gather>["options"],
  "by" | "prof-file" | "since" | "only" | "skip"
>;

/** `now` is in epoch milliseconds. Throws a UserError (usage) for a template or a time that cannot be used. */
export function foldPlan(options: Options, now: number): FoldPlan {
  return {
    by: options.by,
    template: parseTemplate(options["prof-file"]).text,
    since: options.since === undefined ? -Infinity : parseSince(options.since, now),
    only: options.only.map(pathPattern),
    skip: options.skip.map(pathPattern),
  };
}
