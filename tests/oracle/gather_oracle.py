"""Gathers profiles a second time, from the JSON alone and by the rules of the README, and compares.

    gather_oracle.py ORIGINALS REPORT

ORIGINALS is a folder of .cpuprofile files and of the aggregates that gather made of them by route; REPORT is what
gather --json printed. Prints one line per difference; exit code 1 when there is one. Nothing here is shared with the
program: where the two agree, they do so by chance or because both are right.
"""
import json
import math
import re
import sys
from collections import defaultdict
from pathlib import Path

PSEUDO = {"(root)", "(program)", "(idle)", "(garbage collector)", "(unknown)"}
DEFAULT_NAME = re.compile(r"^(.+)\.\d+ms\.\d+(?:-\d+)?$", re.S)
REPEATED = 5
# Microseconds: shorter pauses get no place in the code, so a longer one without it is a wait that was not recorded.
UNNAMED_WAIT = 250


def function_of(node):
    call = node["callFrame"]
    name, url = call.get("functionName", ""), call.get("url", "")
    script = str(call.get("scriptId", "0"))
    if not url and script not in ("", "0") and name not in PSEUDO:
        url = "eval:" + script
    name = re.sub(r"^(\(behind .*) #\d+\)$", r"\1)", name, flags=re.S)
    if not url:
        return (name or "(anonymous native)", "", 0, 0)
    position = [max(0, int(call.get(key, -1)) + 1) for key in ("lineNumber", "columnNumber")]
    return (name or "(anonymous)", url, *position)


def weighted_samples(file):
    """(node id, microseconds): a sample stands for the time until the next one."""
    time, times = file["startTime"], []
    for delta in file["timeDeltas"]:
        time += delta
        times.append(time)
    if not times:
        return []
    order = sorted(range(len(times)), key=lambda i: times[i])
    ends = [times[i] for i in order[1:]] + [max(file["endTime"], times[order[-1]])]
    return [(file["samples"][i], end - times[i]) for i, end in zip(order, ends)]


def split(total, shares):
    """Whole parts by largest remainder, the earlier one first where two are equal."""
    whole = sum(shares)
    parts = [total * share // whole for share in shares]
    by_rest = sorted(range(len(shares)), key=lambda i: -(total * shares[i] % whole))
    for i in by_rest[: total - sum(parts)]:
        parts[i] += 1
    return parts


class Costs:
    """What one file says of its functions."""

    def __init__(self, file):
        nodes = {node["id"]: node for node in file["nodes"]}
        parent = {child: node["id"] for node in file["nodes"] for child in node.get("children", [])}
        self.self, self.total = defaultdict(int), defaultdict(int)
        self.waits = defaultdict(list)
        by_node = defaultdict(int)
        self.samples = self.wait_count = 0
        for leaf, micros in weighted_samples(file):
            self.samples += 1
            by_node[leaf] += micros
            function = function_of(nodes[leaf])
            self.self[function] += micros
            if function[0] == "(await)":
                self.waits[function].append(micros)
                self.wait_count += bool(function[1]) or micros >= UNNAMED_WAIT
        for leaf, micros in by_node.items():
            node, stack = leaf, set()
            while node is not None:
                stack.add(function_of(nodes[node]))
                node = parent.get(node)
            for function in stack:
                self.total[function] += micros
        self.duration = sum(by_node.values())
        self.lines = defaultdict(int)
        for leaf, micros in by_node.items():
            for line, part in lines_of(nodes[leaf], micros):
                self.lines[function_of(nodes[leaf]), line] += part


def lines_of(node, micros):
    ticks = defaultdict(int)
    for tick in node.get("positionTicks", []):
        ticks[tick["line"]] += tick["ticks"]
    if not ticks:
        return []
    rest = node.get("hitCount", 0) - sum(ticks.values())
    if rest > 0:
        ticks[function_of(node)[2]] += rest
    lines = sorted(ticks)
    return [(line, part) for line, part in zip(lines, split(micros, [ticks[line] for line in lines])) if line > 0]


class Group:
    def __init__(self):
        self.members = []

    def add(self, name, record, costs):
        self.members.append((name, record, costs))

    def sums(self, what):
        sums = defaultdict(int)
        for _, _, costs in self.members:
            for key, micros in getattr(costs, what).items():
                sums[key] += micros
        return without_zeros(sums)

    def squares(self, what):
        sums = defaultdict(int)
        for _, _, costs in self.members:
            for key, micros in getattr(costs, what).items():
                sums[key] += micros * micros
        return without_zeros(sums)

    def durations(self):
        return sorted(r["end"] - r["start"] if r else c.duration for _, r, c in self.members)

    def quantity(self, name):
        if any(record is None for _, record, _ in self.members):
            return None
        return sorted(record[name] for _, record, _ in self.members)

    def slowest(self):
        return min((-(r["end"] - r["start"] if r else c.duration), name) for name, r, c in self.members)[1]

    def repeated(self):
        sites = {}
        for _, _, costs in self.members:
            for site, waits in costs.waits.items():
                if site[1]:
                    count, most, repeating, micros = sites.get(site, (0, 0, 0, 0))
                    sites[site] = (
                        count + len(waits),
                        max(most, len(waits)),
                        repeating + (len(waits) >= REPEATED),
                        micros + sum(waits),
                    )
        return {site: sums for site, sums in sites.items() if sums[2] > 0}


def in_files(lines):
    """V8 ticks native functions too, on lines of no file, which mean nothing."""
    return {key: micros for key, micros in lines.items() if key[0][1]}


def without_zeros(sums):
    return {key: value for key, value in sums.items() if value != 0}


def percentile(values, percent):
    return values[math.ceil(percent * len(values) / 100) - 1]


differences = []


def compare(where, ours, theirs):
    if ours != theirs:
        differences.append(f"{where}: expected {str(ours)[:300]}, found {str(theirs)[:300]}")


def compare_sums(where, ours, theirs):
    """Sums of fractions, which depend on the order in their last bits."""
    if (ours is None) != (theirs is None) or (ours is not None and abs(ours - theirs) > 1e-9 * max(1, abs(ours))):
        differences.append(f"{where}: expected {ours}, found {theirs}")


def compare_maps(where, ours, theirs):
    for key in ours.keys() | theirs.keys():
        compare(f"{where} of {key}", ours.get(key, 0), theirs.get(key, 0))


def check_report(key, group, row):
    durations = group.durations()
    compare(f"{key} requests", len(group.members), row["requests"])
    compare_sums(f"{key} total", math.fsum(durations), row["totalMicros"])
    for name, percent in (("p50Micros", 50), ("p95Micros", 95), ("maxMicros", 100)):
        compare(f"{key} {name}", percentile(durations, percent), row[name])
    for name, field in (("cpu", "cpuMicros"), ("wait", "waitMicros")):
        values = group.quantity(name)
        compare_sums(f"{key} {field}", None if values is None else math.fsum(values), row[field])
    compare(f"{key} slowest", group.slowest(), row["slowestFile"])
    compare(f"{key} repeated waits", len(group.repeated()), len(row["repeatedWaits"]))
    waits = sum(costs.wait_count for _, _, costs in group.members)
    compare(f"{key} waits", waits if group.quantity("cpu") is not None else None, row["waits"])


def check_aggregate(key, group, path):
    file = json.loads(path.read_text())
    details = file["runprofileserverAggregate"]
    costs = Costs(file)
    functions = [function_of(node) for node in file["nodes"]]
    compare_maps(f"{key} self", group.sums("self"), without_zeros(costs.self))
    compare_maps(f"{key} total", group.sums("total"), without_zeros(costs.total))
    lines = defaultdict(int)
    columns = details.get("lines", {"nodes": [], "lines": [], "micros": []})
    for node, line, micros in zip(columns["nodes"], columns["lines"], columns["micros"]):
        lines[functions[node], line] += micros
    compare_maps(f"{key} line", in_files(group.sums("lines")), in_files(without_zeros(lines)))
    spreads = details["functions"]
    for name, column in (("self", "selfSquares"), ("total", "totalSquares")):
        found = dict(zip((functions[node] for node in spreads["node"]), spreads[column]))
        # A double has 53 bits.
        ours = {function: float(square) for function, square in group.squares(name).items()}
        compare_maps(f"{key} {column}", ours, without_zeros(found))
    compare(f"{key} values", group.durations(), details["durations"]["values"])
    sites = details["repeated"]
    found = zip(sites["node"], sites["waits"], sites["most"], sites["repeating"], sites["micros"])
    compare_maps(f"{key} repeated", group.repeated(), {functions[node]: tuple(sums) for node, *sums in found})
    info = file["runprofileserver"]
    compare(f"{key} key", key, info["aggregate"]["key"])
    samples = sum(costs.samples for _, _, costs in group.members)
    compare(f"{key} samples", [str(samples)], [n["value"] for n in info["notes"] if n["name"] == "Recorded samples"])


def read_groups(folder):
    groups = defaultdict(Group)
    for path in sorted(folder.rglob("*.cpuprofile")):
        file = json.loads(path.read_text())
        info = file.get("runprofileserver", {})
        if "aggregate" in info:
            continue
        record = info.get("request")
        if record:
            key = f"{record['method']} {record['route'] or record['path']}"
        else:
            name = path.name.removesuffix(".cpuprofile")
            key = (DEFAULT_NAME.match(name) or [None, name])[1]
        groups[key].add(path.relative_to(folder).as_posix(), record, Costs(file))
    return groups


def main(folder, report_path):
    groups = read_groups(Path(folder))
    report = {row["key"]: row for row in json.loads(Path(report_path).read_text())["groups"]}
    compare("keys", sorted(groups), sorted(report))
    for key, group in groups.items():
        if key in report:
            check_report(key, group, report[key])
            check_aggregate(key, group, Path(folder) / report[key]["files"][0])
    print("\n".join(differences) or f"{sum(len(g.members) for g in groups.values())} files in {len(groups)} groups agree")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
