// `view`: the dashboard alone, on a folder of profiles that were made before or elsewhere.
import { resolve } from "@std/path";
import { editorTemplate } from "../dashboard/editor_url.ts";
import { dashboardUrl } from "../dashboard/dashboard_hosts.ts";
import { serveDashboard } from "../dashboard/serve_dashboard.ts";
import { untilStopped } from "../supervisor/stop_signals.ts";
import type { Parsed } from "./command.ts";
import type { commands } from "./commands.ts";
import { openAtAddress } from "./dashboard_address.ts";
import { isOpenToOthers, OPEN_TO_OTHERS } from "./open_to_others.ts";
import type { Terminal } from "./terminal.ts";
import { VERSION } from "./version.ts";

type Input = Parsed<typeof commands.view>;

/** Serves the dashboard until Ctrl-C. Throws a UserError for a folder or an address that cannot be used. */
export async function runView({ operands, options }: Input, terminal: Terminal): Promise<number> {
  const [folder, address] = operands;
  const settings = {
    folder: resolve(folder!),
    projectRoot: resolve(options.base ?? "."),
    editor: editorTemplate(options.editor),
    appUrl: "",
    creator: `runprofileserver ${VERSION}`,
  };
  const dashboard = await openAtAddress(address, async (place) => ({
    ...place,
    ...await serveDashboard(settings, place),
  }));
  const stop = untilStopped();
  if (isOpenToOthers(dashboard.hostname)) terminal.warn(OPEN_TO_OTHERS);
  terminal.say(`Profiles of ${folder} are at ${dashboardUrl(dashboard.hostname, dashboard.port)}`);
  terminal.say(`Quit with ${Deno.build.os === "windows" ? "CTRL-BREAK" : "CONTROL-C"}.`);
  const { exitCode } = await stop.first;
  await Promise.race([dashboard.close(), stop.second]);
  return exitCode;
}
