// Profiles of made-up requests for tests, as `serve` would write them.
import type { Codec } from "../../format/codec.ts";
import { cpuprofileCodec } from "../../format/cpuprofile/cpuprofile.ts";
import { type Profile } from "../../model/profile.ts";
import { ProfileBuilder } from "../../model/profile_builder.ts";
import type { RequestRecord } from "../../model/request_record.ts";
import { madeRecord } from "../../model/request_record_test_rig.ts";

/** What a test may care about; the rest is made up. */
export interface MadeRequest {
  readonly method?: string;
  readonly path?: string;
  readonly route?: string;
  readonly status?: number;
  /** Busy in handler() of app.ts, the first half on line 11, the rest on line 12. */
  readonly cpu?: number;
  /** Waiting in handler(). */
  readonly wait?: number;
  /** How many times, in equal parts. */
  readonly waits?: number;
}

/** Runs `test` in an empty folder, which is removed afterwards. */
export async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The bytes of a request's file; without `request` those of another program's. */
export function requestFile(made: MadeRequest, codec: Codec = cpuprofileCodec): Uint8Array {
  const recording = { profile: profileOf(made), request: recordOf(made) };
  return codec.encode(recording, { base: "", creator: "test" });
}

/** The same without a record, as other programs write it. */
export function foreignFile(made: MadeRequest): Uint8Array {
  return cpuprofileCodec.encode({ profile: profileOf(made) }, { base: "", creator: "test" });
}

function profileOf({ cpu = 1000, wait = 500, waits = 1 }: MadeRequest): Profile {
  const builder = new ProfileBuilder(1e6);
  const place = { url: "file:///srv/app.ts", line: 10, column: 3 };
  const handler = builder.node(0, { name: "handler", kind: "app", ...place });
  const half = Math.floor(cpu / 2);
  builder.sample(handler, half);
  builder.line(handler, 11, half);
  const waiting = builder.node(handler, { name: "(await)", kind: "wait", ...place });
  for (let i = 0; i < waits; i++) builder.sample(waiting, wait / waits);
  builder.sample(handler, cpu - half);
  builder.line(handler, 12, cpu - half);
  return builder.build();
}

function recordOf({ waits: _waits, ...made }: MadeRequest): RequestRecord {
  return madeRecord({ host: "localhost:8000", startedAt: 1_795_333_599_000, ...made });
}
