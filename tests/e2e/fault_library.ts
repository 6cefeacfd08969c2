// System calls that misbehave below one folder, and a clock that somebody sets: a C library that is loaded into the
// programs before the system's own. Other ways are worse: slow devices and network mounts need kernel modules, and a
// whole machine's clock is not ours to set.
import { join } from "@std/path";

/** The numbers in the control file, 8 bytes each; Deno and the C source agree on their order. */
const CONTROLS = ["delayMicros", "clockSeconds", "hasNoLinks"] as const;

const SOURCE = String.raw`
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define NEXT(name) ((__typeof__(&name)) dlsym(RTLD_NEXT, #name))

static volatile int64_t none[3];
static volatile int64_t *mapped;
static const char *folder = "";

/* At the first call and not in a constructor, of which tcc knows nothing. Two threads at once do no harm. */
static volatile int64_t *control(void) {
  if (mapped) return mapped;
  if (getenv("FAULT_FOLDER")) folder = getenv("FAULT_FOLDER");
  const char *path = getenv("FAULT_CONTROL");
  int file = path ? open(path, O_RDONLY) : -1;
  void *memory = file < 0 ? MAP_FAILED : mmap(NULL, 4096, PROT_READ, MAP_SHARED, file, 0);
  if (file >= 0) close(file);
  return mapped = memory == MAP_FAILED ? none : memory;
}

static int is_below(const char *path) {
  return control() != none && strncmp(path, folder, strlen(folder)) == 0;
}

static int is_file_below(int file) {
  char link[40], path[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return is_below(path);
}

static void delay(void) {
  if (control()[0] > 0) usleep(control()[0]);
}

ssize_t write(int file, const void *bytes, size_t count) {
  if (control()[0] > 0 && is_file_below(file)) delay();
  return NEXT(write)(file, bytes, count);
}

/* Before and behind: whatever is done around it has an instant at which it can be interrupted. */
int rename(const char *from, const char *to) {
  int is_slow = is_below(to);
  if (is_slow) delay();
  int result = NEXT(rename)(from, to);
  if (is_slow) delay();
  return result;
}

static int refuse_link(const char *to) {
  if (!is_below(to)) return 0;
  delay();
  if (!control()[2]) return 0;
  errno = EPERM;
  return 1;
}

int link(const char *from, const char *to) {
  if (refuse_link(to)) return -1;
  int result = NEXT(link)(from, to);
  if (is_below(to)) delay();
  return result;
}

int linkat(int from_folder, const char *from, int to_folder, const char *to, int flags) {
  if (refuse_link(to)) return -1;
  int result = NEXT(linkat)(from_folder, from, to_folder, to, flags);
  if (is_below(to)) delay();
  return result;
}

int clock_gettime(clockid_t id, struct timespec *now) {
  static __typeof__(&clock_gettime) next;
  if (!next) next = NEXT(clock_gettime);
  int result = next(id, now);
  if (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE) now->tv_sec += control()[1];
  return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  int result = NEXT(gettimeofday)(now, zone);
  now->tv_sec += control()[1];
  return result;
}

time_t time(time_t *result) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (result) *result = now.tv_sec;
  return now.tv_sec;
}
`;

/** What misbehaves; missing is 0. */
export type Faults = Partial<Record<typeof CONTROLS[number], number>>;

/** The library, compiled, and its controls. */
export class FaultLibrary {
  /** For the programs that it shall be loaded into. */
  readonly env: Readonly<Record<string, string>>;
  readonly #control: string;

  private constructor(dir: string, folder: string) {
    this.#control = join(dir, "control");
    this.env = {
      LD_PRELOAD: join(dir, "faults.so"),
      FAULT_CONTROL: this.#control,
      FAULT_FOLDER: folder,
    };
    Deno.writeFileSync(this.#control, new Uint8Array(4096));
  }

  /** Makes it in `dir`; what is below `folder` will misbehave. */
  static async compile(dir: string, folder: string): Promise<FaultLibrary> {
    const source = join(dir, "faults.c");
    await Deno.writeTextFile(source, SOURCE);
    const args = ["-shared", "-fPIC", "-o", join(dir, "faults.so"), source, "-ldl"];
    const { success, stderr } = await new Deno.Command(compiler() ?? "cc", { args }).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
    return new FaultLibrary(dir, folder);
  }

  /** From now on, in all programs that run with it. */
  set(faults: Faults): void {
    const values = BigInt64Array.from(CONTROLS, (name) => BigInt(faults[name] ?? 0));
    // In place: programs that have it in their memory must not find it empty for a moment.
    using control = Deno.openSync(this.#control, { write: true });
    control.writeSync(new Uint8Array(values.buffer));
  }
}

/** A test that needs the library: skipped where it cannot be made, but in CI that fails it. */
export function faultTest(name: string, fn: () => Promise<void>): void {
  const missing = whatIsMissing();
  const isSkipped = missing !== "" && (Deno.build.os !== "linux" || !Deno.env.get("CI"));
  Deno.test({ name: isSkipped ? `${name} (skipped: ${missing})` : name, ignore: isSkipped, fn });
}

function whatIsMissing(): string {
  if (Deno.build.os !== "linux") return "the C library is replaced on Linux only";
  return compiler() ? "" : "neither gcc nor tcc is installed with libc6-dev";
}

/** One that finds the headers; tcc is all that it takes. */
function compiler(): string | undefined {
  return ["gcc", "tcc"].find((command) => {
    try {
      const args = ["-E", "-include", "stdio.h", "-x", "c", "/dev/null"];
      const { success } = new Deno.Command(command, { args, stdout: "null", stderr: "null" })
        .outputSync();
      return success;
    } catch {
      return false;
    }
  });
}
