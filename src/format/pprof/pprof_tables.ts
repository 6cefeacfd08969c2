// The tables of a profile.proto: strings, functions and locations, each entry with an id. They fill as
// samples ask, so that nothing is in the file that no sample uses.
import type { NamedProfile } from "../callgrind/callgrind_names.ts";
import { PprofMessage } from "./pprof_message.ts";

// Numbers of fields: https://github.com/google/pprof/blob/main/proto/profile.proto
const PROFILE = { mapping: 3, location: 4, function: 5, string: 6 };
const MAPPING = { id: 1, hasFunctions: 7, hasFilenames: 8, hasLineNumbers: 9 };
const LOCATION = { id: 1, mapping: 2, line: 4 };
const LINE = { function: 1, line: 2 };
const FUNCTION = { id: 1, name: 2, filename: 4, startLine: 5 };

/** The one mapping: it says that there is nothing to look up in a binary. */
const MAPPING_ID = 1;

/** Ids of what samples refer to. */
export class PprofTables {
  readonly #named: NamedProfile;
  /** The first string has to be the empty one. */
  readonly #strings = new Map<string, number>([["", 0]]);
  /** frame of the named profile -> id, from 1 */
  readonly #functions = new Map<number, number>();
  readonly #locations: { readonly functionId: number; readonly line: number }[] = [];
  /** frame -> line -> id, from 1; one map with both in its keys is three times slower. */
  readonly #locationIds: (Map<number, number> | undefined)[] = [];

  constructor(named: NamedProfile) {
    this.#named = named;
  }

  stringId(text: string): number {
    let id = this.#strings.get(text);
    if (id === undefined) this.#strings.set(text, id = this.#strings.size);
    return id;
  }

  /** The location of a line in the function that `frame`, an index of the named profile, is. */
  locationId(frame: number, line: number): number {
    const ids = this.#locationIds[frame] ??= new Map();
    let id = ids.get(line);
    if (id === undefined) {
      id = this.#locations.push({ functionId: this.#functionId(frame), line });
      ids.set(line, id);
    }
    return id;
  }

  /** Adds the tables to `profile`; ids asked for later are not in it. */
  write(profile: PprofMessage): void {
    this.#writeMapping(profile);
    this.#writeLocations(profile);
    this.#writeFunctions(profile);
    for (const text of this.#strings.keys()) profile.text(PROFILE.string, text);
  }

  #functionId(frame: number): number {
    let id = this.#functions.get(frame);
    if (id === undefined) this.#functions.set(frame, id = this.#functions.size + 1);
    return id;
  }

  #writeMapping(profile: PprofMessage): void {
    const mapping = new PprofMessage();
    mapping.number(MAPPING.id, MAPPING_ID);
    mapping.number(MAPPING.hasFunctions, 1);
    mapping.number(MAPPING.hasFilenames, 1);
    mapping.number(MAPPING.hasLineNumbers, 1);
    profile.message(PROFILE.mapping, mapping);
  }

  #writeLocations(profile: PprofMessage): void {
    const location = new PprofMessage();
    const line = new PprofMessage();
    for (const [index, { functionId, line: number }] of this.#locations.entries()) {
      line.clear();
      line.number(LINE.function, functionId);
      line.number(LINE.line, number);
      location.clear();
      location.number(LOCATION.id, index + 1);
      location.number(LOCATION.mapping, MAPPING_ID);
      location.message(LOCATION.line, line);
      profile.message(PROFILE.location, location);
    }
  }

  #writeFunctions(profile: PprofMessage): void {
    const message = new PprofMessage();
    for (const [frame, id] of this.#functions) {
      const { name, file, line } = this.#named.names[frame]!;
      // No system name: where it is the same as the name, pprof "demangles" RegExp: ^(?::|x) and the like.
      message.clear();
      message.number(FUNCTION.id, id);
      message.number(FUNCTION.name, this.stringId(name));
      message.number(FUNCTION.filename, this.stringId(file));
      message.number(FUNCTION.startLine, line);
      profile.message(PROFILE.function, message);
    }
  }
}
