import assert from "node:assert/strict";
import { join } from "@std/path";
import { codecByName } from "../format/codecs.ts";
import { addFile } from "./add_file.ts";
import { inFolder } from "./gather/request_file_test_rig.ts";

const codec = codecByName("callgrind");

function add(folder: string, text: string): Promise<string> {
  return addFile({ folder, base: "a", codec, bytes: new TextEncoder().encode(text) });
}

Deno.test("addFile() names a file in the manner of its format and creates the folder", () =>
  inFolder(async (folder) => {
    const path = await add(join(folder, "new"), "1");
    assert.equal(path, join(folder, "new", "callgrind.out.a.callgrind"));
    assert.equal(await Deno.readTextFile(path), "1");
  }));

Deno.test("addFile() never overwrites other content", () =>
  inFolder(async (folder) => {
    const paths = [await add(folder, "1"), await add(folder, "2"), await add(folder, "3")];
    assert.deepEqual(paths, [
      join(folder, "callgrind.out.a.callgrind"),
      join(folder, "callgrind.out.a-1.callgrind"),
      join(folder, "callgrind.out.a-2.callgrind"),
    ]);
    assert.equal(await Deno.readTextFile(paths[0]!), "1");
  }));

Deno.test("addFile() writes the same content once", () =>
  inFolder(async (folder) => {
    await add(folder, "1");
    const second = await add(folder, "2");
    assert.equal(await add(folder, "2"), second);
    assert.equal([...Deno.readDirSync(folder)].length, 2);
  }));

Deno.test("addFile() says what to do when it cannot write", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "file"), "");
    await assert.rejects(add(join(folder, "file"), "1"), {
      name: "UserError",
      hint: "Choose another place with -o",
    });
  }));
