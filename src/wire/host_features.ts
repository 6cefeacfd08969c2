// What a runtime can do for an app and how well it measures, found out by trying in that runtime (agent/probe.ts).

/** Each is true when it was tried and went well. */
export interface HostFeatures {
  /** Modules in TypeScript. */
  readonly hasTypeScript: boolean;
  /** `import` of a CommonJS package. */
  readonly hasCommonJsImports: boolean;
  /** The import map of the deno.json that is nearest to the app. */
  readonly hasImportMaps: boolean;
  /** `npm:` specifiers of installed packages. */
  readonly hasNpmSpecifiers: boolean;
  /** Requests of `node:http` that come on sockets of `node:net`: before Deno 2.9 these were imitated, with gaps. */
  readonly hasNodeSockets: boolean;
}

/** How finely time is seen; microseconds. */
export interface HostPrecision {
  /** Hooks on promises: without them a sample cannot be given to a request. */
  readonly hasPromiseHooks: boolean;
  /** Smallest step of performance.now(). */
  readonly clockStep: number;
  /** Median time between two samples when `askedInterval` was asked for; 0 when there were none. */
  readonly sampleInterval: number;
  readonly askedInterval: number;
}
