// The careful way to read a .cpuprofile: parses it all as JSON, whoever wrote it, and says what is wrong.
import { UserError } from "../../errors.ts";
import { objectAt } from "./cpuprofile_json.ts";
import type { JsonObject } from "../json_value.ts";
import { type FileNodes, readNodes } from "./cpuprofile_nodes.ts";

/** A file, as far as readSamples() needs it. */
export interface CpuprofileFile {
  /** The members of the file; lists of numbers may be columns. */
  readonly json: JsonObject;
  readonly nodes: FileNodes;
}

/** Throws a UserError that names what is broken. */
export function parseCpuprofile(bytes: Uint8Array): CpuprofileFile {
  const json = parseJson(bytes);
  return { json, nodes: readNodes(json) };
}

/** JSON.parse of V8 follows any depth of nesting, so a hostile head tree is no danger here. */
function parseJson(bytes: Uint8Array): JsonObject {
  try {
    return objectAt(JSON.parse(new TextDecoder().decode(bytes)), () => "The whole file");
  } catch (error) {
    if (error instanceof UserError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`Broken .cpuprofile: not JSON (${reason})`, {
      hint: "The file may have been cut off while it was written",
      cause: error,
    });
  }
}
