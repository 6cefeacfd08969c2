// Folds one source after the other into its group and forgets it. One for each thread that reads.
import type { Recording } from "../../format/codec.ts";
import { parseTemplate, pathOfFileName, type Template } from "../../store/file_name.ts";
import { AGGREGATE_MARK } from "./aggregate_mark.ts";
import { FileReader } from "./file_reader.ts";
import type { GatherSource } from "./gather_sources.ts";
import { foreignKey, type GroupBy, groupKey } from "./group_key.ts";
import { readRecording, readWith } from "../read_recording.ts";
import { type FilterPlan, pathsOfName, RequestFilter } from "./request_filter.ts";
import { RequestGroups } from "./request_groups.ts";

/** What is asked for; plain data, as it goes to workers. */
export interface FoldPlan extends FilterPlan {
  readonly by: GroupBy;
  /** How the names of files without a recorded request are read: a --prof-file. */
  readonly template: string;
}

/** What became of a source that could be read. */
export type Fate = "counted" | "filtered" | "aggregate";

/** Groups, and the way into them. */
export class SourceFolder {
  readonly groups = new RequestGroups();
  readonly #by: GroupBy;
  readonly #template: Template;
  readonly #filter: RequestFilter;
  readonly #reader = new FileReader();

  constructor(plan: FoldPlan) {
    this.#by = plan.by;
    this.#template = parseTemplate(plan.template);
    this.#filter = new RequestFilter(plan);
  }

  /**
   * Throws a UserError for a source that cannot be read, and the signal's reason as soon as it is aborted. Without
   * one, as in a worker, files are read faster, but a pipe without data stops the thread.
   */
  async fold(source: GatherSource, signal?: AbortSignal): Promise<Fate> {
    const { path, name, base } = source;
    const recording = signal
      ? await readRecording(path, name, signal)
      : await readWith(() => this.#reader.read(path), name);
    const { profile, request, aggregate } = recording;
    // By its content; by its name only where the content does not say.
    if (aggregate || (!request && base.endsWith(AGGREGATE_MARK))) return "aggregate";
    if (!this.#isWanted(source, recording)) return "filtered";
    const group = request
      ? groupKey(this.#by, request)
      : foreignKey(this.#by, base, this.#template);
    this.groups.add({ group, file: name, profile, ...(request && { request }) });
    return "counted";
  }

  #isWanted({ path, base }: GatherSource, { request }: Recording): boolean {
    if (request) {
      return this.#filter.isWanted({
        paths: [request.path],
        startedAt: () => request.startedAt,
      });
    }
    return this.#filter.isWanted({
      paths: pathsOfName(pathOfFileName(base, this.#template)),
      // Written when the recording ended: the best there is.
      startedAt: () => Deno.statSync(path).mtime?.getTime() ?? Infinity,
    });
  }
}
