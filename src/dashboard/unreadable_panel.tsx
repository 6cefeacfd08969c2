// In the place of the graphs, where the folder has a recording only in formats that are made for other programs.
import { namedFormat } from "../format/named_format.ts";
import { baseName, filesOfEntry } from "./file_in.ts";
import type { ProfileEntry } from "./profile_entry.ts";

/** What opens a file, by the name of its format. */
const OPENED_WITH: Readonly<Record<string, string>> = {
  callgrind: "kcachegrind",
  pprof: "go tool pprof -http=:",
  speedscope: "npx speedscope",
};

/** Says what opens the files instead; `folder` is that of the profiles. */
export function UnreadablePanel({ entry, folder }: { entry: ProfileEntry; folder: string }) {
  const files = filesOf(entry, folder);
  return (
    <section class="panel">
      <h2>No graph here</h2>
      <p>
        {files.length > 0
          ? `Recorded as ${files.map(({ format }) => format).join(" and ")} only, ` +
            "which can be written but not read back. It opens in the program that it is for:"
          : "None of its requests was recorded in a format that can be read back."}
      </p>
      {files.map(({ format, path }) => (
        <pre>{`${OPENED_WITH[format] ?? "less"} ${quoted(path)}`}</pre>
      ))}
      <p class="dim">
        For graphs here as well, serve with{" "}
        <code>{`--format cpuprofile --format ${files[0]?.format ?? "callgrind"}`}</code>.
      </p>
    </section>
  );
}

function filesOf(entry: ProfileEntry, folder: string) {
  return filesOfEntry(entry).flatMap((file) => {
    const format = namedFormat(baseName(file))?.codec.name;
    return format === undefined ? [] : [{ format, path: `${folder}/${file}` }];
  });
}

/** For a POSIX shell. */
function quoted(path: string): string {
  return `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
