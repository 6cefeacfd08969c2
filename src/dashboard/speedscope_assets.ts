// speedscope 1.25.0 (MIT) as its npm package has it: the files that show a profile, 0.5 MB, in the executable too.
// Left out are its font, the sample and the reader of Java's recordings; the page is ours, because the
// package's one names icons that would be asked for in vain.
import license from "speedscope/LICENSE" with { type: "text" };
import script from "speedscope/dist/release/speedscope-Y2522XSH.js" with { type: "text" };
import style from "speedscope/dist/release/speedscope-GHPHNKXC.css" with { type: "text" };

/** A file below /speedscope/. */
export interface SpeedscopeAsset {
  readonly type: string;
  readonly text: string;
}

const PAGE = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>speedscope</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="speedscope.css">
</head>
<body><script src="speedscope.js"></script></body>
</html>
`;

/** By the name behind /speedscope/; "" is the page. */
export const speedscopeAssets: Readonly<Record<string, SpeedscopeAsset>> = {
  "": { type: "text/html; charset=utf-8", text: PAGE },
  // A library inside looks for Node.js with eval(), which is refused and reported each time.
  "speedscope.js": {
    type: "text/javascript; charset=utf-8",
    text: script.replace('eval("quire".replace(/^/,"re"))(moduleName)', "null"),
  },
  // Its font face is not here: without one, text falls back to the system's fixed width.
  "speedscope.css": {
    type: "text/css; charset=utf-8",
    text: style.replace(/@font-face\{[^}]*\}/g, "").replace(/\/\*# sourceMappingURL=.*?\*\//, ""),
  },
  "LICENSE": { type: "text/plain; charset=utf-8", text: license },
};
