// The file of gather --check. What is not understood is an error: a limit with a typing mistake would pass for ever.
import { UserError } from "../../errors.ts";
import type { Budget } from "../../model/budget.ts";
import { didYouMean } from "../did_you_mean.ts";
import { systemReason } from "../system_reason.ts";

/** Limits for the routes that a pattern matches. */
export interface RouteBudget {
  /** As in the file: "GET /users/:id", or with "*" for any text. */
  readonly pattern: string;
  readonly budget: Budget;
}

const NUMBERS = ["p95Ms", "meanCpuMs", "waitsPerRequest"] as const;
const LIMITS = [...NUMBERS, "functionShare"] as const;

/** Reads and checks the file; throws a UserError that names the place. */
export async function readBudgets(path: string): Promise<RouteBudget[]> {
  const json = objectAt(parse(path, await textOf(path)), path, "the whole file");
  const budgets = Object.entries(json).map(([pattern, value]) => (
    { pattern, budget: budgetOf(objectAt(value, path, `"${pattern}"`), path, pattern) }
  ));
  if (budgets.length > 0) return budgets;
  throw refusal(path, "it has no budgets", 'Write { "GET /users/:id": { "p95Ms": 50 } }');
}

/** Whether a group's key fits; "*" stands for any text, all other characters for themselves. */
export function isForRoute({ pattern }: RouteBudget, key: string): boolean {
  const parts = pattern.split("*").map((text) => RegExp.escape(text));
  return new RegExp(`^${parts.join(".*")}$`, "s").test(key);
}

async function textOf(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    const reason = systemReason(error);
    if (reason === undefined) throw error;
    throw refusal(path, reason);
  }
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw refusal(path, `not JSON (${(error as Error).message})`);
  }
}

function budgetOf(json: Record<string, unknown>, path: string, pattern: string): Budget {
  for (const name of Object.keys(json)) {
    if ((LIMITS as readonly string[]).includes(name)) continue;
    const near = didYouMean(name, LIMITS);
    const hint = near === undefined ? `Limits are ${LIMITS.join(", ")}` : `Did you mean ${near}?`;
    throw refusal(path, `unknown limit "${name}" of "${pattern}"`, hint);
  }
  const budget: Record<string, unknown> = {};
  for (const name of NUMBERS) {
    if (json[name] === undefined) continue;
    budget[name] = limitOf(json[name], { path, place: `${name} of "${pattern}"` });
  }
  if (json.functionShare !== undefined) {
    const place = `functionShare of "${pattern}"`;
    const shares = objectAt(json.functionShare, path, place);
    budget.functionShare = Object.fromEntries(
      Object.entries(shares).map(([name, share]) => [
        name,
        limitOf(share, { path, place: `"${name}" in ${place}`, most: 1 }),
      ]),
    );
  }
  return budget;
}

function limitOf(
  value: unknown,
  { path, place, most = Infinity }: { path: string; place: string; most?: number },
): number {
  if (typeof value === "number" && value >= 0 && value <= most) return value;
  const range = most === Infinity ? "0 or more" : `0 to ${most}`;
  throw refusal(path, `${place} is ${JSON.stringify(value)}, expected a number, ${range}`);
}

function objectAt(value: unknown, path: string, place: string): Record<string, unknown> {
  if (value !== null && typeof value === "object" && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw refusal(path, `${place} is ${JSON.stringify(value)?.slice(0, 40)}, expected an object`);
}

function refusal(path: string, reason: string, hint = ""): UserError {
  return new UserError(`Cannot use --check "${path}": ${reason}`, { hint, exitCode: 2 });
}
