// Where the exports of the user's main module come from. With `deno run` it is the main module and has been loaded.

/** Set when the module was loaded in another way, as by host_here.ts. */
export const mainExports = {
  load: (): Promise<Readonly<Record<string, unknown>>> => import(Deno.mainModule),
};
