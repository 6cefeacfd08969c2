// Nothing that was answered is lost, however the app ends: each kind of crash, ten times.
import { CRASHES, type CrashRound, crashRound } from "./crash_rounds.ts";
import type { Report } from "./report.ts";

const ROUNDS = 10;

/** The bench. */
export async function* crashes(): AsyncGenerator<Report> {
  const rounds = new Map<string, CrashRound[]>();
  for (const kind of Object.keys(CRASHES)) {
    const done: CrashRound[] = [];
    for (let i = 0; i < ROUNDS; i++) done.push(await crashRound(kind));
    rounds.set(kind, done);
  }
  yield report(rounds);
}

/** Ids of requests that were answered and have no profile. */
export function missingIds({ answered, onDisk }: CrashRound): number[] {
  const there = new Set(onDisk);
  return answered.filter((id) => !there.has(id));
}

function report(rounds: ReadonlyMap<string, readonly CrashRound[]>): Report {
  const all = [...rounds];
  const sum = (of: readonly CrashRound[], count: (round: CrashRound) => number) =>
    of.reduce((total, round) => total + count(round), 0);
  return {
    title: `What is left of ${ROUNDS} crashes of each kind`,
    columns: ["crash", "answered", "on disk", "in flight", "reported lost", "told", "back"],
    rows: all.map(([kind, of]) => [
      kind,
      `${sum(of, ({ answered }) => answered.length)}`,
      `${sum(of, ({ onDisk }) => onDisk.length)}`,
      `${sum(of, ({ inFlight }) => inFlight)}`,
      `${sum(of, ({ lost }) => lost.length)}`,
      `${sum(of, ({ isTold }) => Number(isTold))}`,
      `${sum(of, ({ isBack }) => Number(isBack))}`,
    ]),
    bars: all.flatMap(([kind, of]) => [
      {
        what: `${kind}: answered without a profile`,
        value: sum(of, (round) => missingIds(round).length),
        unit: "",
        limit: { atMost: 0 },
      },
      {
        what: `${kind}: in flight, not reported as lost`,
        value: sum(of, ({ inFlight, lost }) => inFlight - lost.length),
        unit: "",
        limit: { atMost: 0 },
      },
      {
        what: `${kind}: told, and served again`,
        value: sum(of, ({ isTold, isBack }) => Number(isTold && isBack)),
        unit: "",
        limit: { atLeast: ROUNDS },
      },
    ]),
  };
}
