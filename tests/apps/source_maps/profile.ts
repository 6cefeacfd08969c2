// Profiles another module's burn(): deno run -A profile.ts MODULE_URL OUT.cpuprofile
// The profiler starts before the module is loaded, as in the agent: hot functions are inlined otherwise.
import { Session } from "node:inspector";

const [moduleUrl, out] = Deno.args;
const session = new Session();
session.connect();
session.post("Profiler.enable");
session.post("Profiler.setSamplingInterval", { interval: 100 });
session.post("Profiler.start");
const { burn } = await import(moduleUrl!);
// Rounds, not a deadline: a busy machine must not leave functions without samples.
for (let round = 0; round < 60; round++) await burn();
session.post("Profiler.stop", (error, result) => {
  if (error) throw error;
  Deno.writeTextFileSync(out!, JSON.stringify(result.profile));
});
