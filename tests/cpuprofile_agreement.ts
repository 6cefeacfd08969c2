// Do the fast and the careful reader of .cpuprofile files say the same about a file?
import assert from "node:assert/strict";
import { type CpuprofileFile, parseCpuprofile } from "../src/format/cpuprofile/cpuprofile_parse.ts";
import { readSamples } from "../src/format/cpuprofile/cpuprofile_samples.ts";
import { scanCpuprofile } from "../src/format/cpuprofile/cpuprofile_scan.ts";

/** True when the fast reader took the file; then it must have read what the careful one reads. */
export function assertAgreement(bytes: Uint8Array): boolean {
  const scanned = scanCpuprofile(bytes);
  if (!scanned) return false;
  assert.deepEqual(plain(scanned), plain(parseCpuprofile(bytes)));
  return true;
}

/** All that is used of a file, in types that can be compared. */
function plain(file: CpuprofileFile): unknown {
  const { ticks, nodeById: _, ...nodes } = file.nodes;
  const { nodes: _nodes, samples: _samples, timeDeltas: _deltas, ...rest } = file.json;
  return {
    rest,
    nodes,
    ticks: Array.from(nodes.nodeFrame, (_, node) => ticks.of(node)),
    samples: samplesOrComplaint(file),
  };
}

function samplesOrComplaint({ json, nodes }: CpuprofileFile): unknown {
  try {
    return readSamples(json, nodes);
  } catch (error) {
    assert.ok(error instanceof Error);
    return error.message;
  }
}
