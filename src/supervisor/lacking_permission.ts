// Why the agent could not start, read from what Deno printed of it: without access to its settings and its spool it can
// tell nobody by itself.
import { toFileUrl } from "@std/path";
import { stripAnsiCode } from "@std/fmt/colors";

/** The kind of permission ("env") that Deno has refused to the agent; undefined when that is not what it printed. */
export function lackingPermission(stderr: string, agentPath: string): string | undefined {
  const [, kind, rest] = stripAnsiCode(stderr).match(/NotCapable: Requires (\w+) access ([^]*)$/) ??
    [];
  return rest?.includes(toFileUrl(agentPath).href) ? kind : undefined;
}
