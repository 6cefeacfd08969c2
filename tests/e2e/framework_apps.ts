// The apps of tests/apps/frameworks: how each runs without us, what it is asked, and which route that is.

/** One app and what is known of it. */
export interface FrameworkApp {
  /** Its main module below tests/apps/frameworks. */
  readonly module: string;
  /** What `serve` says that it found. */
  readonly shape: string;
  /** Arguments of deno that serve it natively; the module follows. */
  readonly native: readonly string[];
  /** Installs package.json into a copy of the app first. */
  readonly isInstalled?: boolean;
  /** "METHOD target" -> route that the record must have. POST sends the JSON {"name":"Ada"}. */
  readonly routes: Readonly<Record<string, string>>;
}

const RUN = ["run", "-A"];
const SERVE = ["serve", "-A"];
const USER = "GET /users/7?verbose=1";

/** Hosts an export that Deno itself does not. */
function launcher(statement: string): string[] {
  return ["eval", `const app = await import(Deno.args[0]); ${statement}`];
}

/** What the bigger apps have in common; they tell their routes. */
const COMMON = {
  "GET /": "/",
  [USER]: "/users/:id",
  "HEAD /users/8": "/users/:id",
  "POST /users": "/users",
  "GET /stream": "/stream",
  "GET /fail": "/fail",
  "GET /nowhere": "",
};

/** The same without a framework that tells: ids are folded, and what is not there has no route. */
const FOLDED = { ...COMMON, [USER]: "/users/*", "HEAD /users/8": "/users/*" };

/** All of them. */
export const FRAMEWORK_APPS: readonly FrameworkApp[] = [
  {
    module: "hono_serve/app.ts",
    shape: "Deno.serve",
    native: RUN,
    routes: { ...COMMON, "GET /json": "/json" },
  },
  {
    module: "hono_export/app.tsx",
    shape: "Hono app, default export",
    native: SERVE,
    routes: { ...COMMON, "GET /users/me": "/users/me", "GET /users/7/": "/users/:id" },
  },
  { module: "hono_node/app.ts", shape: "node:http server", native: RUN, routes: COMMON },
  {
    module: "fetch_object/app.ts",
    shape: "fetch object, default export",
    native: SERVE,
    routes: FOLDED,
  },
  {
    module: "function_export/app.js",
    shape: "handler function, default export",
    native: launcher("Deno.serve(app.default)"),
    routes: { "GET /": "/", [USER]: "/users/*", "GET /client": "/client", "GET /nowhere": "" },
  },
  ...["fetch", "handler", "app"].map((name) => ({
    module: `named_exports/${name}.ts`,
    shape: `${name === "app" ? "fetch object" : "handler function"}, export "${name}"`,
    native: launcher(`Deno.serve(app.${name}.fetch ?? app.${name})`),
    routes: { "GET /": "/", "GET /a/1234567/b": "/a/*/b" },
  })),
  {
    module: "deno_serve/app.ts",
    shape: "Deno.serve",
    native: RUN,
    routes: {
      ...FOLDED,
      "GET /nothing": "/nothing",
      "GET /error-response": "/error-response",
      "GET /worse/fail": "/worse/fail",
      "GET /errors": "/errors",
      "GET /client": "/client",
      "GET /address": "/address",
      "GET /second?path=/from-the-first": "/second",
    },
  },
  {
    module: "express/app.js",
    shape: "node:http server",
    native: RUN,
    routes: {
      ...COMMON,
      "GET /shops/5/orders/6": "/shops/:shop/orders/:order",
      "GET /imprint": "/contact|/imprint",
      "GET /files/a/b.txt": "/^\\/files\\/.*\\.txt$/",
      "GET /maybe/7": "",
    },
  },
  {
    module: "express_commonjs/app.cjs",
    shape: "Express app, default export",
    native: launcher("app.default.listen(8000)"),
    isInstalled: true,
    routes: { "GET /": "/", [USER]: "/users/:id", "GET /nowhere": "" },
  },
  {
    module: "fastify/app.ts",
    shape: "node:http server",
    native: RUN,
    routes: { ...COMMON, "GET /secret/7": "/secret/:id" },
  },
  { module: "koa/app.js", shape: "node:http server", native: RUN, routes: COMMON },
  {
    module: "node_http/app.mjs",
    shape: "node:http server",
    native: RUN,
    routes: { ...FOLDED, "GET /fail": "", "GET /client": "/client" },
  },
  {
    module: "node_errors/app.mjs",
    shape: "node:http server",
    native: RUN,
    routes: {
      "GET /late": "/late",
      "GET /reject": "/reject",
      "GET /fail": "/fail",
      "GET /seen": "/seen",
    },
  },
  {
    module: "hapi/app.js",
    shape: "node:http server",
    native: RUN,
    routes: { ...FOLDED, "GET /stream": "" },
  },
  {
    module: "polka/app.js",
    shape: "node:http server",
    native: RUN,
    routes: { "GET /": "/", [USER]: "/users/*", "GET /fail": "/fail", "GET /nowhere": "" },
  },
  {
    module: "h3/app.ts",
    shape: "Deno.serve",
    native: RUN,
    routes: { ...FOLDED, "GET /stream": "" },
  },
  {
    module: "elysia/app.ts",
    shape: "fetch object, default export",
    native: launcher("Deno.serve(app.default.fetch)"),
    routes: { "GET /": "/", [USER]: "/users/*", "POST /users": "/users", "GET /nowhere": "" },
  },
  {
    module: "oak/app.ts",
    shape: "node:http server",
    native: RUN,
    routes: { "GET /": "/", [USER]: "/users/:id", "POST /users": "/users", "GET /nowhere": "" },
  },
  {
    module: "import_map/app.ts",
    shape: "fetch object, default export",
    native: SERVE,
    routes: { "GET /": "/" },
  },
  {
    module: "workspace/app/app.ts",
    shape: "fetch object, default export",
    native: SERVE,
    routes: { "GET /": "/" },
  },
];
