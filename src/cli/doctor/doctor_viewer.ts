// Whether there is a viewer for callgrind files.
import { delimiter } from "node:path";
import { join } from "@std/path";
import { CALLGRIND_VIEWERS } from "../open_file.ts";
import type { Finding } from "./finding.ts";
import { isFile } from "../../store/is_file.ts";

/** Looks along `path`, in the form of the variable PATH. */
export function checkViewer(path = Deno.env.get("PATH") ?? ""): Finding {
  const ending = Deno.build.os === "windows" ? ".exe" : "";
  const candidates = path.split(delimiter).filter(Boolean)
    .flatMap((dir) => CALLGRIND_VIEWERS.map((name) => join(dir, name + ending)));
  const found = candidates.find(isFile);
  if (found !== undefined) return { grade: "ok", subject: "viewer", text: found };
  return {
    grade: "warn",
    subject: "viewer",
    text: `${CALLGRIND_VIEWERS.join(" and ")} not found, so --open cannot show callgrind files`,
    hint: "Install the package kcachegrind, or qcachegrind on macOS and Windows",
  };
}
