// The dashboard of `serve`: what the supervisor opens beside the app, as the command line asks for it.
import { dirname, relative, resolve, SEPARATOR } from "@std/path";
import { editorTemplate } from "../dashboard/editor_url.ts";
import { LazyDashboard } from "../dashboard/lazy_dashboard.ts";
import type { OpenDashboard } from "../supervisor/serve_options.ts";
import { openAtAddress } from "./dashboard_address.ts";
import { isOpenToOthers, OPEN_TO_OTHERS } from "./open_to_others.ts";
import { VERSION } from "./version.ts";

/** How to open it; `address` undefined = the default one. Throws a UserError for an editor that is none. */
export function servedDashboard(
  { module, address, editor }: { module: string; address: string | undefined; editor: string },
  warn: (message: string) => void,
): OpenDashboard {
  const settings = {
    projectRoot: projectRoot(module),
    editor: editorTemplate(editor),
    creator: `runprofileserver ${VERSION}`,
    failed: (message: string) => warn(`The dashboard has failed: ${message}`),
  };
  return (place) =>
    openAtAddress(address, (listening) => {
      const dashboard = new LazyDashboard({ ...settings, ...place, ...listening });
      if (isOpenToOthers(listening.hostname)) warn(OPEN_TO_OTHERS);
      return dashboard;
    });
}

/** The current folder, unless the app lies elsewhere. */
function projectRoot(module: string): string {
  const path = relative(Deno.cwd(), resolve(module));
  const isBelow = !path.startsWith("..") && !path.startsWith(SEPARATOR) && !/^[a-z]:/i.test(path);
  return isBelow ? Deno.cwd() : dirname(resolve(module));
}
