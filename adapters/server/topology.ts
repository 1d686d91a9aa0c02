import type { BackendSpec, DiskSpec, Topology } from '../../model/scenario.ts';
import { sharedDataFrom } from './shared/topology.ts';
import { fieldOf, listIn, wrong } from './topologyParts.ts';

const maxBackends = 64;
const maxDisks = 16;

/** Four backends with a disk of 1 TiB each: room for three replicas and one to spare. */
export const defaultTopology: Topology = {
  backends: ['b1', 'b2', 'b3', 'b4'].map((name) => ({
    name,
    disks: [{ medium: 'HDD', totalBytes: 1_099_511_627_776 }],
  })),
};

/**
 * Reads a topology such as `{"backends":[{"name":"b1","disks":[{"medium":"HDD","totalBytes":1099511627776}]}]}`, or one with
 * shared data instead of backends (S01).
 * Throws a refusal that names the part that is wrong.
 */
export function parseTopology(text: string): Topology {
  const topology = parsed(text);
  const sharedData = fieldOf(topology, 'sharedData', 'the topology');
  if (sharedData !== undefined) return { backends: [], sharedData: sharedDataFrom(sharedData) };
  const backends = listIn(fieldOf(topology, 'backends', 'the topology'), 'backends', maxBackends).map(backendFrom);
  const names = backends.map((backend) => backend.name);
  const twice = names.find((name, nth) => names.indexOf(name) !== nth);
  if (twice !== undefined) throw wrong(`two backends are named '${twice}'; give each a name of its own`);
  return { backends };
}

function backendFrom(value: unknown, nth: number): BackendSpec {
  const where = `backends[${nth}]`;
  const name = fieldOf(value, 'name', where);
  if (typeof name !== 'string' || !/^[\w-]{1,64}$/.test(name)) {
    throw wrong(`${where}.name must be 1 to 64 letters, digits, '_' or '-', such as "b1"`);
  }
  const disks = listIn(fieldOf(value, 'disks', where), `${where}.disks`, maxDisks);
  return { name, disks: disks.map((disk, at) => diskFrom(disk, `${where}.disks[${at}]`)) };
}

function diskFrom(value: unknown, where: string): DiskSpec {
  const medium = fieldOf(value, 'medium', where);
  const totalBytes = fieldOf(value, 'totalBytes', where);
  if (medium !== 'HDD' && medium !== 'SSD') throw wrong(`${where}.medium must be "HDD" or "SSD"`);
  const usedBytes = fieldOf(value, 'usedBytes', where);
  if (!isByteCount(totalBytes)) throw wrong(`${where}.totalBytes must be a whole number of bytes, 0 or more`);
  if (usedBytes === undefined) return { medium, totalBytes };
  if (!isByteCount(usedBytes) || usedBytes > totalBytes) {
    throw wrong(`${where}.usedBytes must be a whole number of bytes, from 0 up to totalBytes`);
  }
  return { medium, totalBytes, usedBytes };
}

function isByteCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw wrong('it is no JSON');
  }
}
