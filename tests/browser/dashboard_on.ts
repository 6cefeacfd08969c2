// A dashboard on a folder of made-up profiles, as `view` serves it.
import { browserTest, type Visit } from "./chromium.ts";
import { serveDashboard } from "../../src/dashboard/serve_dashboard.ts";

/** What a test of the dashboard gets. */
export interface OpenedDashboard {
  /** Without a slash at the end. */
  readonly url: string;
  readonly folder: string;
  readonly port: number;
  /** Ends the server; restart() then answers on the same port. */
  stop(): Promise<void>;
  restart(): Promise<void>;
}

/** Registers a browserTest() with a dashboard on the folder that `fill` has filled. */
export function dashboardTest(
  name: string,
  fill: (folder: string) => Promise<unknown>,
  test: (visit: Visit & { dashboard: OpenedDashboard }) => Promise<void>,
  options: Parameters<typeof browserTest>[2] = {},
): void {
  browserTest(
    name,
    (visit) =>
      onDashboard(fill, async (dashboard) => {
        await test({ ...visit, dashboard });
        // Before the server, whose end would be an error of the page.
        await visit.page.close();
      }),
    options,
  );
}

/** Runs `test` with a dashboard on an empty folder, after `fill`; both are gone afterwards. */
export async function onDashboard(
  fill: (folder: string) => Promise<unknown>,
  test: (dashboard: OpenedDashboard) => Promise<void>,
): Promise<void> {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  await fill(folder);
  const settings = {
    folder,
    projectRoot: folder,
    editor: "vscode://file{file}:{line}:{column}",
    appUrl: "http://127.0.0.1:8000/",
    creator: "test",
  };
  let server = await serveDashboard(settings, { hostname: "127.0.0.1", port: 0 });
  const { port } = server;
  try {
    await test({
      url: `http://127.0.0.1:${port}`,
      folder,
      port,
      stop: () => server.close(),
      restart: async () => {
        server = await serveDashboard(settings, { hostname: "127.0.0.1", port });
      },
    });
  } finally {
    await server.close();
    await Deno.remove(folder, { recursive: true }).catch(() => {});
  }
}
