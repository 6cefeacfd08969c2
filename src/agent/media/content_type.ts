// Content types of the files a --media folder usually holds, by extension.
// A browser refuses a script or style sheet of the wrong type because of nosniff, so these must be right;
// everything else may well be application/octet-stream.

const UTF8 = "; charset=utf-8";

// XML and SVG carry no charset: it would overrule the encoding that the document itself declares.
// .ts is TypeScript here (read by people and by source maps), not an MPEG transport stream.
const TYPES: ReadonlyMap<string, string> = new Map(Object.entries({
  avif: "image/avif",
  css: "text/css" + UTF8,
  csv: "text/csv" + UTF8,
  gif: "image/gif",
  htm: "text/html" + UTF8,
  html: "text/html" + UTF8,
  ico: "image/vnd.microsoft.icon",
  jpeg: "image/jpeg",
  jpg: "image/jpeg",
  js: "text/javascript" + UTF8,
  json: "application/json" + UTF8,
  map: "application/json" + UTF8,
  md: "text/markdown" + UTF8,
  mjs: "text/javascript" + UTF8,
  mp3: "audio/mpeg",
  mp4: "video/mp4",
  otf: "font/otf",
  pdf: "application/pdf",
  png: "image/png",
  svg: "image/svg+xml",
  ts: "text/plain" + UTF8,
  ttf: "font/ttf",
  txt: "text/plain" + UTF8,
  wasm: "application/wasm",
  webm: "video/webm",
  webmanifest: "application/manifest+json" + UTF8,
  webp: "image/webp",
  woff: "font/woff",
  woff2: "font/woff2",
  xml: "application/xml",
}));

/** The Content-Type for a file name or path, from its last extension in any case; application/octet-stream when unknown. */
export function contentType(name: string): string {
  const extension = name.match(/\.([^./\\]+)$/)?.[1] ?? "";
  return TYPES.get(extension.toLowerCase()) ?? "application/octet-stream";
}
