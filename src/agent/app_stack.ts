// Takes the agent's frames out of the stacks of the app's errors, for those errors that pass through the
// agent. An error that the app catches itself keeps them: only Error.prepareStackTrace could change that,
// and it belongs to the app.

const AGENT_URL = new URL(".", import.meta.url).href;
/** An error may be its own cause. */
const MAX_CAUSES = 8;

/** Leaves the stacks of `error` and its causes as they would be without the agent. */
export function hideAgentFrames(error: unknown): void {
  let each = error;
  for (let i = 0; i < MAX_CAUSES && each instanceof Error; i++) {
    hideIn(each);
    each = each.cause;
  }
}

function hideIn(error: Error): void {
  try {
    const { stack } = error;
    if (typeof stack !== "string" || !stack.includes(AGENT_URL)) return;
    const lines = stack.split("\n");
    const first = lines.findIndex(isAgentFrame);
    const last = lines.findLastIndex(isAgentFrame);
    // What is between the agent's own frames, as AsyncLocalStorage.run, was called by them.
    lines.splice(first, last - first + 1);
    error.stack = lines.join("\n");
  } catch {
    // A frozen error, or a stack that is a getter of the app's.
  }
}

function isAgentFrame(line: string): boolean {
  return line.includes(AGENT_URL);
}
