// How far samples are apart unless somebody asks for something else: told by the help, used by `serve`, tried by `doctor`.

/** Microseconds. A sample costs 4 of them on plain hardware, 13 and more on virtual machines. */
export const samplingIntervals = { fine: 200, loaded: 2_000 } as const;
