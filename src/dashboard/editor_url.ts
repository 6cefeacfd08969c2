// Links that open a source line in an editor. The browser hands them to the system: no request makes this
// process start anything.
import { UserError } from "../errors.ts";

/** By the name of the editor, as users give it. */
const EDITORS: Readonly<Record<string, string>> = {
  vscode: "vscode://file{file}:{line}:{column}",
  cursor: "cursor://file{file}:{line}:{column}",
  zed: "zed://file{file}:{line}:{column}",
  idea: "idea://open?file={file}&line={line}&column={column}",
  sublime: "subl://open?url=file://{file}&line={line}&column={column}",
  none: "",
};
/** Schemes of which a link would run or load something in the browser itself. */
const BROWSER_SCHEMES = /^(javascript|data|blob|file|vbscript|about|view-source|filesystem):/i;

/** Names for help. */
export const EDITOR_NAMES: readonly string[] = Object.keys(EDITORS);

/**
 * The template for what the user chose: a name, or a URL with {file}, {line} and {column}. "" = no links. Throws a
 * UserError (usage).
 */
export function editorTemplate(choice: string): string {
  if (Object.hasOwn(EDITORS, choice)) return EDITORS[choice]!;
  const isEditorUrl = /^[a-z][a-z0-9+.-]*:/i.test(choice) && choice.includes("{file}") &&
    !BROWSER_SCHEMES.test(choice);
  if (isEditorUrl) return choice;
  throw new UserError(`Cannot use --editor "${choice}": not an editor's name or URL`, {
    hint: `Give ${EDITOR_NAMES.join(", ")} or a URL such as vscode://file{file}:{line}:{column}`,
    exitCode: 2,
  });
}

/** The link to a place; `file` is an absolute path. undefined when the user wants none. 1-based, 0 = unknown. */
export function editorUrl(
  template: string,
  { file, line, column }: { file: string; line: number; column: number },
): string | undefined {
  if (template === "") return undefined;
  // "C:\app.ts" is "/C:/app.ts" in URLs.
  const path = file.replaceAll("\\", "/").replace(/^(?!\/)/, "/").toWellFormed();
  const encoded = path.split("/").map((part) => encodeURIComponent(part).replaceAll("%3A", ":"));
  const values: Readonly<Record<string, string>> = {
    file: encoded.join("/"),
    line: String(Math.max(1, line)),
    column: String(Math.max(1, column)),
  };
  return template.replace(/\{(file|line|column)\}/g, (_, name: string) => values[name]!);
}
