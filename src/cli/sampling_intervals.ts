// How far samples are apart unless somebody asks for something else: told by the help, used by `serve`, tried by `doctor`.

/** Microseconds. A sample costs 4 to 13 of them; the one under load is what V8 has by itself. */
export const samplingIntervals = { fine: 200, loaded: 1_000 } as const;
