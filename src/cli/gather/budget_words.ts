// One limit of a budget in words, the same in every kind of report.
import type { BudgetResult } from "../../model/budget.ts";

/** "61.3 ms", "12.5 waits", "31.0 %", "no requests". */
export interface BudgetWords {
  /** What is limited, e.g. "p95" or "share of renderPage". */
  readonly what: string;
  readonly actual: string;
  /** "at most 50 ms" */
  readonly allowed: string;
}

/** The words for a limit that was looked at. */
export function budgetWords({ limit, allowed, actual }: BudgetResult): BudgetWords {
  if (limit === "requests") {
    return { what: "requests", actual: "none", allowed: "at least one" };
  }
  const name = /^functionShare (.*)$/s.exec(limit)?.[1];
  const [what, text] = name === undefined
    ? QUANTITIES[limit]!
    : [`share of ${name}`, (share: number) => `${(share * 100).toFixed(1)} %`] as const;
  return {
    what,
    actual: Number.isNaN(actual) ? "unknown" : text(actual),
    allowed: `at most ${text(allowed)}`,
  };
}

const QUANTITIES: Readonly<Record<string, readonly [string, (value: number) => string]>> = {
  p95Ms: ["p95", (value) => `${value.toFixed(1)} ms`],
  meanCpuMs: ["mean cpu", (value) => `${value.toFixed(1)} ms`],
  waitsPerRequest: ["waits per request", (value) => value.toFixed(1)],
};
