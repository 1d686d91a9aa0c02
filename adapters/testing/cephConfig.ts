import { randomBytes } from 'node:crypto';

/** How the storage daemon keeps objects: in memory, or in a file that survives the end of the daemons. */
export type CephStore = 'memstore' | 'bluestore';

/** What distinguishes one single-node cluster from another. */
export interface CephConfig {
  /** Where everything lies. */
  readonly folder: string;
  /** Random UUID of the cluster. */
  readonly clusterId: string;
  readonly store: CephStore;
  readonly monitorPort: number;
  readonly s3Port: number;
}

/** Bytes that a cluster of a test may hold. */
const DEVICE_BYTES = 2 * 1024 ** 3;

/**
 * The configuration of one monitor, one storage daemon and one gateway on the loopback (Ceph documentation, "Configuration
 * reference"): one copy of everything, few placement groups, no manager.
 */
export function cephConfig({ folder, clusterId, store, monitorPort, s3Port }: CephConfig): string {
  return section('global', {
    fsid: clusterId,
    'mon host': `[v2:127.0.0.1:${monitorPort}]`,
    'mon initial members': 'a',
    'public addr': '127.0.0.1',
    'cluster addr': '127.0.0.1',
    'auth cluster required': 'cephx',
    'auth service required': 'cephx',
    'auth client required': 'cephx',
    keyring: `${folder}/keyring`,
    'run dir': folder,
    'admin socket': `${folder}/$name.sock`,
    'log file': `${folder}/$name.log`,
    'mon cluster log file': `${folder}/cluster.log`,
    'mon data': `${folder}/mon`,
    'osd data': `${folder}/osd`,
    'osd objectstore': store,
    'memstore device bytes': DEVICE_BYTES,
    'bluestore block size': DEVICE_BYTES,
    'osd memory target': 1024 ** 3,
    'osd pool default size': 1,
    'osd pool default min size': 1,
    'osd pool default pg num': 4,
    'osd pool default pg autoscale mode': 'off',
    'osd crush chooseleaf type': 0,
    'mon allow pool size one': true,
    'mon max pg per osd': 1000,
    // A monitor ends itself when the disk is 95 % full.
    'mon data avail crit': 1,
    'mon data avail warn': 1,
    // Without other monitors there is nobody to wait for.
    'paxos propose interval': 0.05,
    'auth allow insecure global id reclaim': false,
  }).concat(
    section('client.gateway', {
      'rgw data': `${folder}/gateway`,
      'rgw frontends': `beast endpoint=127.0.0.1:${s3Port} tcp_nodelay=1`,
      'rgw dns name': 'localhost',
      'rgw thread pool size': 64,
      'rgw run sync thread': false,
      'rgw enable usage log': false,
      'rgw crypt require ssl': false,
    }),
  );
}

/** New keys for all who take part, with their rights. */
export function cephKeyring(): string {
  const all = 'allow *';
  return [
    keyOf('mon.', { mon: all }),
    keyOf('client.admin', { mon: all, osd: all, mgr: all }),
    keyOf('osd.0', { mon: 'allow profile osd', osd: all, mgr: 'allow profile osd' }),
    keyOf('client.gateway', { mon: 'allow rw', osd: 'allow rwx' }),
  ].join('');
}

function keyOf(name: string, rights: Readonly<Record<string, string>>): string {
  const caps = Object.entries(rights).map(([daemon, right]) => [`caps ${daemon}`, `"${right}"`]);
  return section(name, { key: newKey(), ...Object.fromEntries(caps) });
}

/** Kind (AES), seconds and nanoseconds of its making, length and 16 random bytes, little-endian. */
function newKey(): string {
  const head = Buffer.alloc(12);
  head.writeUInt16LE(1, 0);
  head.writeUInt32LE(Math.floor(Date.now() / 1000), 2);
  head.writeUInt16LE(16, 10);
  return Buffer.concat([head, randomBytes(16)]).toString('base64');
}

function section(name: string, settings: Readonly<Record<string, string | number | boolean>>): string {
  const lines = Object.entries(settings).map(([setting, value]) => `${setting} = ${value}\n`);
  return `[${name}]\n${lines.join('')}`;
}
