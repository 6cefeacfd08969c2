// A disk of a few hundred kilobytes, for tests of what happens when it is full or read-only.

/** A file system in memory, mounted on a folder of its own. */
export class SmallDisk implements AsyncDisposable {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /** True where the tests may mount: as root, and not in every container. */
  static async isPossible(): Promise<boolean> {
    if (Deno.build.os !== "linux") return false;
    try {
      await using _disk = await SmallDisk.mount(64);
      return true;
    } catch {
      return false;
    }
  }

  static async mount(kilobytes: number): Promise<SmallDisk> {
    const path = await Deno.makeTempDir({ prefix: "small_disk-" });
    try {
      await run("mount", "-t", "tmpfs", "-o", `size=${kilobytes}k,mode=700`, "tmpfs", path);
    } catch (error) {
      await Deno.remove(path);
      throw error;
    }
    return new SmallDisk(path);
  }

  /** Takes all the room that is left. */
  async fill(): Promise<void> {
    const file = await Deno.open(`${this.path}/filler`, { create: true, append: true });
    try {
      for (let size = 1 << 16; size >= 1;) {
        try {
          await file.write(new Uint8Array(size));
        } catch {
          size >>= 1;
        }
      }
    } finally {
      file.close();
    }
  }

  async free(): Promise<void> {
    await Deno.remove(`${this.path}/filler`);
  }

  async setWritable(isWritable: boolean): Promise<void> {
    await run("mount", "-o", `remount,${isWritable ? "rw" : "ro"}`, this.path);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await run("umount", this.path);
    await Deno.remove(this.path);
  }
}

async function run(command: string, ...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(command, { args, stdout: "null" }).output();
  if (!success) throw new Error(`${command} failed: ${new TextDecoder().decode(stderr)}`);
}
