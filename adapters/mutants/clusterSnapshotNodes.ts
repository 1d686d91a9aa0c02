import { referenceRestoreFileRules as reference } from '../../model/snapshot/restoreFileRules.ts';
import { type RestoreFileMutant, withRestoreFileFault as withFault } from './restoreFileMutant.ts';

/** Faults in what nodes and ports mean (S14, S15). */
export const restoreNodeMutants: readonly RestoreFileMutant[] = [
  {
    name: 'file-nodes-reversed',
    clauses: ['S14', 'S15', 'S16'],
    expected: ['YM-1'],
    story: 'The entries of every list are taken in the opposite order.',
    rules: withFault({ itemsOf: (written) => [...written].reverse() }),
  },
  {
    name: 'file-last-node-lost',
    clauses: ['S14', 'S15', 'S16'],
    expected: ['YM-1'],
    story: 'The last entry of a list with several is lost.',
    rules: withFault({ itemsOf: (written) => (written.length > 1 ? written.slice(0, -1) : written) }),
  },
  {
    name: 'file-unknown-type-follows',
    clauses: ['S14'],
    expected: ['YM-4'],
    story: 'An FE whose type is unknown becomes a follower, and so votes.',
    rules: withFault({ frontendType: (written) => reference.frontendType(written) ?? 'follower' }),
  },
  {
    name: 'file-missing-type-observes',
    clauses: ['S14'],
    expected: ['YM-4'],
    story: 'An FE without a type becomes an observer.',
    rules: withFault({
      frontendType: (written) => (written === undefined ? 'observer' : reference.frontendType(written)),
    }),
  },
  {
    name: 'file-null-type-observes',
    clauses: ['S14'],
    expected: ['YM-4'],
    story: 'An FE whose type is left empty becomes an observer, as whatever is not a follower does.',
    source: 'snapshot notes 7.2 (frontends.type)',
    rules: withFault({ frontendType: (written) => (written === null ? 'observer' : reference.frontendType(written)) }),
  },
  {
    name: 'file-capitals-observe',
    clauses: ['S14'],
    expected: ['YM-4'],
    story: 'Types are compared letter by letter, and what is not exactly follower becomes an observer.',
    rules: withFault({
      frontendType: (written) => {
        const type = reference.frontendType(written);
        return type === undefined || written === undefined ? type : written === 'follower' ? 'follower' : 'observer';
      },
    }),
  },
  {
    name: 'file-any-number-is-a-port',
    clauses: ['S14', 'S15'],
    expected: ['YM-5'],
    story: 'Ports of 0, below, and above 65535 are taken, and fail when the cluster has been changed.',
    source: 'snapshot notes 7.2 (edit_log_port)',
    rules: withFault({ portOf: (written) => (typeof written === 'number' ? written : reference.portOf(written)) }),
  },
  {
    name: 'file-port-fraction-cut',
    clauses: ['S14', 'S15'],
    expected: ['YM-5'],
    story: 'The fraction of a port is cut off.',
    source: 'snapshot notes 7.2 (edit_log_port)',
    rules: withFault({
      portOf: (written) => reference.portOf(typeof written === 'number' ? Math.trunc(written) : written),
    }),
  },
  {
    name: 'file-port-default',
    clauses: ['S14', 'S15'],
    expected: ['YM-5'],
    story: 'What is no port becomes the default port without a word.',
    rules: withFault({ portOf: (written) => reference.portOf(written) ?? 9010 }),
  },
  {
    name: 'file-quoted-port-octal',
    clauses: ['S14', 'S15'],
    expected: ['YM-13'],
    story: 'A port in quotes is read with base 8 as far as its digits allow.',
    rules: withFault({
      portOf: (written) =>
        typeof written === 'string' ? reference.portOf(Number.parseInt(written, 8) || 1) : reference.portOf(written),
    }),
  },
  {
    name: 'file-same-host-twice',
    clauses: ['S14', 'S15'],
    expected: ['YM-8'],
    story: 'One host may be listed twice, so that one node is added as two.',
    source: 'snapshot notes 7.6',
    rules: withFault({ isSameHost: () => false }),
  },
  {
    name: 'file-leader-listed',
    clauses: ['S14'],
    expected: ['YM-9'],
    story: 'The leader may be listed among the frontends and is there twice then.',
    source: 'snapshot notes 7.6',
    rules: withFault({ isLeader: () => false }),
  },
];
