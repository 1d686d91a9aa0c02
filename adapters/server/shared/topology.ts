import type { SharedDataSpec, VolumeSpec } from '../../../model/snapshot/commands.ts';
import { fieldOf, listIn, wrong } from '../topologyParts.ts';

const maxParts = 64;

/** A shared-data cluster as a scenario's topology has it; throws a refusal that names the part that is wrong. */
export function sharedDataFrom(value: unknown): SharedDataSpec {
  const where = 'sharedData';
  const neighbour = fieldOf(value, 'neighbour', where);
  if (neighbour !== undefined && typeof neighbour !== 'boolean')
    throw wrong(`${where}.neighbour must be true or false`);
  return {
    ...(neighbour === undefined ? {} : { neighbour }),
    volumes: unique(`${where}.volumes`, listAt(value, 'volumes').map(volumeFrom), ({ name }) => name),
    frontends: hostsAt(value, 'frontends'),
    computeNodes: hostsAt(value, 'computeNodes'),
  };
}

function volumeFrom(value: unknown, nth: number): VolumeSpec {
  const where = `sharedData.volumes[${nth}]`;
  const [name, location] = ['name', 'location'].map((key) => fieldOf(value, key, where));
  if (typeof name !== 'string' || !/^[\w-]{1,64}$/.test(name)) {
    throw wrong(`${where}.name must be 1 to 64 letters, digits, '_' or '-', such as "v1"`);
  }
  if (typeof location !== 'string' || !/^[a-z][a-z0-9+.-]*:\/\/[^/]+/.test(location)) {
    throw wrong(`${where}.location must be a folder in an object store such as "s3://bucket/cluster"`);
  }
  return { name, location };
}

function hostsAt(value: unknown, key: 'frontends' | 'computeNodes'): readonly string[] {
  const where = `sharedData.${key}`;
  const hosts = listAt(value, key).map((host, nth) => {
    if (typeof host === 'string' && /^[\w.:-]{1,253}$/.test(host)) return host;
    throw wrong(`${where}[${nth}] must be a host such as "fe1"`);
  });
  return unique(where, hosts, (host) => host);
}

function listAt(value: unknown, key: string): unknown[] {
  return listIn(fieldOf(value, key, 'sharedData'), `sharedData.${key}`, maxParts);
}

function unique<T>(where: string, parts: readonly T[], nameOf: (part: T) => string): readonly T[] {
  const names = parts.map(nameOf);
  const twice = names.find((name, nth) => names.indexOf(name) !== nth);
  if (twice !== undefined) throw wrong(`${where} has '${twice}' twice; give each a name of its own`);
  return parts;
}
