// Whose code a frame is, told from its name and URL alone: no format has a field for it, so every reader
// must come to the same answer as the process that recorded the frame.
import type { FrameKind } from "../model/profile.ts";
import { packagePath } from "./package_path.ts";

/** The kind of a frame. `url` is a URL or path, "" for native code; our own wait frames may have one. */
export function frameKind(name: string, url: string): FrameKind {
  if (/^\((await|queued|behind)\b.*\)$/s.test(name)) return "wait";
  if (url === "") return name === "(idle)" ? "wait" : "engine";
  if (isRuntime(url)) return "runtime";
  return isDependency(url) ? "dependency" : "app";
}

function isRuntime(url: string): boolean {
  // Node.js before 16 calls its own files "fs.js" and "internal/url.js"; Chrome has "native array.js".
  return /^(node|ext|deno|internal):|^internal\/|^native |^\w+\.js$/.test(url);
}

function isDependency(url: string): boolean {
  // A module that is imported over the network is somebody else's, unless it comes from this machine.
  if (/^https?:\/\//.test(url)) return !/^https?:\/\/(localhost|127\.|\[::1\])/.test(url);
  // Deno's cache of remote code that could not be mapped back: its folders are protocol and host.
  const remote = /\/gen\/https?\/([^/]+)\//.exec(url)?.[1];
  if (remote !== undefined) return !/^(localhost|127\.)/.test(remote);
  return packagePath(url.replaceAll("\\", "/")) !== undefined;
}
