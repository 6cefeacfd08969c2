// Recordings as files: in every format there is, whatever format the folder has them in.
import { Hono } from "hono";
import type { Codec } from "../format/codec.ts";
import { codecs } from "../format/codecs.ts";
import { safeName } from "../store/safe_name.ts";
import { SourceDir } from "../store/source_dir.ts";
import type { DashboardContext } from "./dashboard_context.ts";
import { baseName, fileIn, isFileOf } from "./file_in.ts";
import { problemPage } from "./problem_page.tsx";
import type { ProfileEntry } from "./profile_entry.ts";

/** `/download?name=&format=`. */
export function downloadPages(context: DashboardContext): Hono {
  const app = new Hono();
  const { store } = context;
  app.get("/download", async (c) => {
    const { name = "", format = "" } = c.req.query();
    const codec = codecs.find((codec) => codec.name === format);
    if (!codec) return await problemPage(c, 404, `There is no format "${format}".`);
    const entry = store.entry(name);
    if (!entry) return await problemPage(c, 404, `There is no profile "${name}".`);
    return c.body(await fileBytes(context, entry, codec), 200, {
      "Content-Type": "application/octet-stream",
      "Content-Disposition": attachment(fileName(entry, codec)),
    });
  });
  return app;
}

/** A file of the folder as it is, or one that is made of it. */
async function fileBytes(
  { store, projectRoot, creator }: DashboardContext,
  entry: ProfileEntry,
  codec: Codec,
): Promise<Uint8Array<ArrayBuffer>> {
  const file = fileIn(entry, codec);
  if (file !== undefined) return await store.readBytes(file);
  // Formats quote sources, so only those that may be shown.
  const readSource = new SourceDir(projectRoot).reader;
  const encoded = codec.encode(await store.read(entry.name), {
    base: projectRoot,
    creator,
    readSource,
  });
  return encoded as Uint8Array<ArrayBuffer>;
}

/** "callgrind.out.root.000010ms.callgrind" of "root.000010ms.cpuprofile". */
function fileName({ name }: ProfileEntry, { prefix, extension }: Codec): string {
  const own = codecs.find((codec) => isFileOf(name, codec));
  // A route's name is no file name.
  const base = own === undefined
    ? baseName(name.replaceAll(" ", "_"))
    : baseName(name).slice(own.prefix.length, -own.extension.length);
  return prefix + safeName(base) + extension;
}

/** RFC 6266; names may have any letters, which headers may not. */
function attachment(name: string): string {
  const encoded = encodeURIComponent(name.toWellFormed()).replace(/['()*]/g, (letter) => {
    return `%${letter.charCodeAt(0).toString(16).toUpperCase()}`;
  });
  return `attachment; filename*=UTF-8''${encoded}`;
}
