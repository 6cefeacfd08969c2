import assert from "node:assert/strict";
import { join } from "@std/path";
import { commands } from "../commands.ts";
import { parseArgs } from "../parse_args.ts";
import { recordedTerminal } from "../terminal_test_rig.ts";
import { runGather } from "./gather.ts";
import { JOURNAL_NAME, RemovalJournal } from "./removal_journal.ts";
import { inFolder, requestFile } from "./request_file_test_rig.ts";

const aggregate = "GET.users._id.agg.cpuprofile";
const users = {
  "users.7.cpuprofile": requestFile({ path: "/users/7", route: "/users/:id", cpu: 2000 }),
  "users.8.cpuprofile": requestFile({ path: "/users/8", route: "/users/:id", cpu: 4000 }),
};

async function gather(...args: readonly string[]) {
  const { terminal, streams } = recordedTerminal({});
  const code = await runGather(parseArgs(commands.gather, args), terminal);
  return { code, ...streams };
}

async function put(folder: string, files: Readonly<Record<string, Uint8Array>>): Promise<void> {
  for (const [name, bytes] of Object.entries(files)) {
    await Deno.writeFile(join(folder, name), bytes);
  }
}

function names(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

/** What gather --delete has left when it was killed with users.8 not removed yet. */
async function putHalfRemoved(folder: string): Promise<void> {
  await put(folder, users);
  await gather(folder, "--delete");
  await put(folder, { "users.8.cpuprofile": users["users.8.cpuprofile"] });
  await Deno.utime(join(folder, "users.8.cpuprofile"), 1, 1);
  const paths = Object.keys(users).map((name) => join(folder, name));
  await (await RemovalJournal.open(folder)).commit([aggregate], paths);
}

Deno.test("gather counts nothing again that an interrupted --delete has not removed yet", () =>
  inFolder(async (folder) => {
    await putHalfRemoved(folder);
    const before = await Deno.readFile(join(folder, aggregate));
    const { code, stdout, stderr } = await gather(folder);
    assert.match(stderr, /^Left out 1 file that an interrupted gather --delete has counted/);
    assert.deepEqual([code, stdout], [0, ""]);
    assert.deepEqual(names(folder), [JOURNAL_NAME, aggregate, "users.8.cpuprofile"]);
    await gather(folder, "--delete");
    assert.deepEqual(names(folder), [aggregate]);
    assert.deepEqual(await Deno.readFile(join(folder, aggregate)), before);
  }));

Deno.test("gather counts a new request that has the name of one that was removed", () =>
  inFolder(async (folder) => {
    await putHalfRemoved(folder);
    await put(folder, { "users.7.cpuprofile": users["users.7.cpuprofile"] });
    // In the second in which the journal was written nobody can tell; a file system may count whole seconds.
    const later = Date.now() / 1000 + 10;
    await Deno.utime(join(folder, "users.7.cpuprofile"), later, later);
    const { groups } = JSON.parse((await gather(folder, "--json", "--delete")).stdout);
    assert.equal(groups[0].requests, 1);
    assert.deepEqual(names(folder), [
      "GET.users._id-1.agg.cpuprofile",
      aggregate,
    ]);
  }));

Deno.test("gather --delete replaces what an interrupted one wrote before anything was removed", () =>
  inFolder(async (folder) => {
    await put(folder, users);
    await gather(folder, "--delete");
    await put(folder, users);
    const journal = await RemovalJournal.open(folder);
    await journal.begin([aggregate, "GET.posts.agg.cpuprofile"]);
    await gather(folder, "--delete");
    assert.deepEqual(names(folder), [JOURNAL_NAME, aggregate]);
    // The other one is still no last copy, this one is.
    const after = await RemovalJournal.open(folder);
    assert.ok(!after.isProvisional(aggregate) && after.isProvisional("GET.posts.agg.cpuprofile"));
  }));

Deno.test("RemovalJournal refuses a file of another kind", () =>
  inFolder(async (folder) => {
    for (const text of ["", "[]", "{}", '{"provisional":[],"counted":[7]}']) {
      await Deno.writeTextFile(join(folder, JOURNAL_NAME), text);
      await assert.rejects(RemovalJournal.open(folder), {
        name: "UserError",
        message: `Cannot read "${
          join(folder, JOURNAL_NAME)
        }": it is not as gather --delete writes it`,
      });
    }
  }));
