// Profile files as everybody else sees them: read from the folder, through the codec.
import { cpuprofileCodec } from "../../src/format/cpuprofile/cpuprofile.ts";
import type { Profile } from "../../src/model/profile.ts";
import type { RequestRecord } from "../../src/model/request_record.ts";

/** A profile file of a request. */
export interface ProfiledRequest {
  readonly record: RequestRecord;
  readonly profile: Profile;
}

/** All .cpuprofile files of `dir`, in the order in which the requests began. Throws an Error for one without a record. */
export async function readProfiles(dir: string): Promise<ProfiledRequest[]> {
  const profiled: ProfiledRequest[] = [];
  for await (const { name } of Deno.readDir(dir)) {
    if (!name.endsWith(cpuprofileCodec.extension)) continue;
    const { profile, request } = cpuprofileCodec.decode!(await Deno.readFile(`${dir}/${name}`));
    if (!request) throw new Error(`${name} has no record`);
    profiled.push({ record: request, profile });
  }
  return profiled.sort((a, b) => a.record.id - b.record.id);
}
