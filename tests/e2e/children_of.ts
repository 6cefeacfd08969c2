// Whom a process has started, to see that nobody is missing and that nobody is left.

/** Process ids, from Linux' /proc. Throws a NotFound when the process is gone. */
export function childrenOf(pid: number): number[] {
  const text = Deno.readTextFileSync(`/proc/${pid}/task/${pid}/children`);
  return text.split(" ").filter((word) => word !== "").map(Number);
}

/** Whether it is there; a zombie counts. */
export function isRunning(pid: number): boolean {
  try {
    Deno.kill(pid, "SIGCONT");
    return true;
  } catch {
    return false;
  }
}
