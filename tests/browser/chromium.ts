// A browser for tests, Debian's Chromium driven by Playwright, which watches what no page of ours may ever do.
import assert from "node:assert/strict";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

const EXECUTABLES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // A name that leads here, as after DNS rebinding.
  "--host-resolver-rules=MAP evil.test 127.0.0.1",
];
const executablePath = EXECUTABLES.find(isFile);

/** How long to wait for what should be there: CI machines are slow. */
export const DEADLINE_MS = 15_000;

/** What a test of a page gets. */
export interface Visit {
  readonly page: Page;
  /** What pages did that they must not: errors, refused resources, requests to elsewhere. Emptied by a test that expects it. */
  readonly offences: string[];
  /** Offences that match are expected, also those that come after the test. */
  allow(pattern: RegExp): void;
}

let browser: Promise<Browser> | undefined;

/**
 * Registers a test that needs a browser. Without one it is skipped with a reason, under CI it fails. Fails as well
 * when the page logs an error, breaks its content security policy, or asks another origin.
 */
export function browserTest(
  name: string,
  test: (visit: Visit) => Promise<void>,
  options: BrowserContextOptions = {},
): void {
  const isSkipped = executablePath === undefined && !Deno.env.get("CI");
  Deno.test({
    name: isSkipped ? `${name} (skipped: no Chromium in ${EXECUTABLES.join(", ")})` : name,
    ignore: isSkipped,
    // The browser outlives the test.
    sanitizeOps: false,
    sanitizeResources: false,
    fn: () => visit(test, options),
  });
}

async function visit(
  test: (visit: Visit) => Promise<void>,
  options: BrowserContextOptions,
): Promise<void> {
  assert.ok(executablePath, `No Chromium in ${EXECUTABLES.join(", ")}`);
  const { newContext } = await launched(executablePath);
  const context = await newContext({ viewport: { width: 1280, height: 800 }, ...options });
  context.setDefaultTimeout(DEADLINE_MS);
  try {
    const page = await context.newPage();
    const offences: string[] = [];
    watch(page, offences);
    await watchPolicy(page, offences);
    const allowed: RegExp[] = [];
    await test({ page, offences, allow: (pattern) => void allowed.push(pattern) });
    const isAllowed = (offence: string) => allowed.some((pattern) => pattern.test(offence));
    assert.deepEqual(offences.filter((offence) => !isAllowed(offence)), []);
  } finally {
    await context.close();
  }
}

/** One browser per file of tests; it ends with the process. */
async function launched(path: string): Promise<{ newContext: Browser["newContext"] }> {
  browser ??= chromium.launch({ executablePath: path, headless: true, args: ARGUMENTS });
  const running = await browser;
  return { newContext: (options) => running.newContext(options) };
}

function watch(page: Page, offences: string[]): void {
  page.on("console", (message) => {
    if (/error|warning/.test(message.type())) offences.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => offences.push(`error: ${error.message}`));
  page.on("request", (request) => {
    const url = new URL(request.url());
    const isOwn = url.protocol === "data:" || url.protocol === "blob:" ||
      url.hostname === "127.0.0.1";
    if (!isOwn) offences.push(`request: ${request.url()}`);
  });
}

/** Also those that are reported only, and those that a script would swallow. */
async function watchPolicy(page: Page, offences: string[]): Promise<void> {
  await page.exposeFunction("reportOffence", (text: string) => void offences.push(text));
  await page.addInitScript(() => {
    const report = (globalThis as unknown as { reportOffence(text: string): void }).reportOffence;
    addEventListener("securitypolicyviolation", (event) => {
      const { violatedDirective, blockedURI } = event as unknown as Record<string, string>;
      report(`policy: ${violatedDirective} ${blockedURI}`);
    });
  });
}

/** Waits until `probe` gives true, asked every few milliseconds. */
export async function until(probe: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS;
  while (!await probe()) {
    if (performance.now() > deadline) throw new Error(`Waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
