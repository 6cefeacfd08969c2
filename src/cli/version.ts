// The version has one home, deno.json; compiled in, so that the executable knows it too.
import config from "../../deno.json" with { type: "json" };

/** E.g. "0.1.0". */
export const VERSION: string = config.version;

/** What goes into a file's creator field. */
export const CREATOR = `runprofileserver ${VERSION}`;
