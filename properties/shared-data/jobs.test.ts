import { folder, jobRow, look, snapshotRow } from './testing/looks.ts';
import { pair, testPairs } from './testing/pairs.ts';
import { act, on, wait } from './testing/runs.ts';

const finished = [on, wait(110, '1:FINISHED')];
const running = [...finished, wait(90, '1:FINISHED 2:SNAPSHOTING')];
const setInterval = { do: 'setConfig', name: 'automated_cluster_snapshot_interval_seconds', value: '50' } as const;
const short = { intervalMs: 50_000 };
const down = { isUp: false };

testPairs([
  pair(
    'SJ-1',
    'illegal transition',
    [on, wait(100, '1:ERROR')],
    [wait(10, '1:FINISHED')],
    [wait(100, '1:ERROR 2:INITIALIZING'), wait(9, '1:ERROR 2:FINISHED')],
  ),
  pair(
    'SJ-1',
    'illegal transition',
    [...finished, wait(100, '1:EXPIRED 2:FINISHED')],
    [wait(1, '1:FINISHED 2:FINISHED')],
    [wait(1, '1:DELETED 2:FINISHED')],
  ),
  pair(
    'SJ-2',
    'two jobs at once',
    finished,
    [wait(90, '1:SNAPSHOTING 2:INITIALIZING')],
    [wait(90, '1:FINISHED 2:UPLOADING')],
  ),
  pair(
    'SJ-3',
    'job id did not grow',
    [on, wait(400, '4:FINISHED')],
    [wait(100, '4:FINISHED 3:INITIALIZING')],
    [wait(100, '4:FINISHED 5:INITIALIZING')],
  ),
  pair(
    'SJ-3',
    'older job unfinished',
    [on, wait(100, '1:SNAPSHOTING')],
    [wait(100, '1:SNAPSHOTING 2:FINISHED')],
    [wait(100, '1:FINISHED 2:SNAPSHOTING')],
  ),
  pair(
    'SJ-4',
    'no finish time',
    [on],
    [wait(110, '', { jobs: [{ ...jobRow(1, 'FINISHED'), FINISHED_TIME: null }] })],
    [wait(110, '1:FINISHED')],
  ),
  pair(
    'SJ-4',
    'finish time too early',
    [on],
    [wait(110, '', { jobs: [{ ...jobRow(1, 'SNAPSHOTING'), FINISHED_TIME: 100_000 }] })],
    [wait(110, '1:FINISHED')],
  ),
  pair(
    'SJ-4',
    'finish time changed',
    finished,
    [wait(1, '', { jobs: [{ ...jobRow(1, 'EXPIRED'), FINISHED_TIME: 111_000 }] })],
    [wait(1, '1:EXPIRED')],
  ),
  pair(
    'SJ-5',
    'finished before created',
    [on],
    [wait(110, '', { jobs: [{ ...jobRow(1, 'FINISHED'), FINISHED_TIME: 99_000 }] })],
    [wait(110, '1:FINISHED')],
  ),
  pair(
    'SJ-5',
    'finished in the future',
    [on],
    [wait(110, '1:FINISHED', { clockMs: 105_000 })],
    [wait(110, '1:FINISHED', { clockMs: 110_000 })],
  ),
  pair(
    'SJ-6',
    'failed without a reason',
    [on],
    [wait(110, '', { jobs: [{ ...jobRow(1, 'ERROR'), ERROR_MESSAGE: '' }] })],
    [wait(110, '1:ERROR')],
  ),
  pair(
    'SJ-6',
    'reason without a failure',
    [on],
    [wait(110, '', { jobs: [{ ...jobRow(1, 'FINISHED'), ERROR_MESSAGE: 'no' }] })],
    [wait(110, '1:ERROR')],
  ),
  pair(
    'SJ-7',
    'interrupted job finished',
    [
      ...running,
      act({ do: 'crashFrontend' }, '1:FINISHED 2:SNAPSHOTING', down),
      wait(5, '1:FINISHED 2:SNAPSHOTING', down),
    ],
    [act({ do: 'restartFrontend' }, '1:EXPIRED 2:FINISHED')],
    [act({ do: 'restartFrontend' }, '1:FINISHED 2:ERROR')],
  ),
  pair(
    'SJ-7',
    'interrupted job goes on',
    [...running, act({ do: 'changeLeader' }, '1:FINISHED 2:SNAPSHOTING')],
    [wait(60, '1:FINISHED 2:SNAPSHOTING')],
    [wait(1, '1:FINISHED 2:ERROR')],
  ),
  pair(
    'SJ-7',
    'interrupted job vanished',
    running,
    [act({ do: 'changeLeader' }, '1:FINISHED')],
    [act({ do: 'changeLeader' }, '1:FINISHED 2:ERROR')],
  ),
  pair(
    'SJ-8',
    'finished too early',
    [on],
    [wait(110, '1:FINISHED', { bucket: { folders: [folder(1, {}, 'ROLE')] } })],
    [wait(110, '1:FINISHED')],
  ),
  pair(
    'SJ-8',
    'finished without objects',
    [on],
    [wait(110, '1:FINISHED', { bucket: { folders: [] } })],
    [wait(110, '1:FINISHED')],
  ),
  pair(
    'SJ-9',
    'deleted but there',
    finished,
    [wait(100, '1:DELETED 2:FINISHED', { bucket: { folders: [folder(1), folder(2)] } })],
    [wait(100, '1:DELETED 2:FINISHED')],
  ),
  pair(
    'SJ-10',
    'expired without a successor',
    running,
    [wait(10, '1:EXPIRED 2:ERROR')],
    [wait(10, '1:EXPIRED 2:FINISHED')],
  ),
  pair(
    'SJ-11',
    'failure changed another job',
    running,
    [wait(10, '1:EXPIRED 2:ERROR')],
    [wait(10, '1:FINISHED 2:ERROR')],
  ),
  pair(
    'SJ-12',
    'job too early',
    finished,
    [wait(20, '', { jobs: [jobRow(1, 'FINISHED'), { ...jobRow(2, 'SNAPSHOTING'), CREATED_TIME: 120_000 }] })],
    [wait(90, '1:FINISHED 2:SNAPSHOTING')],
  ),
  pair(
    'SJ-13',
    'new interval not taken up',
    [...finished, act(setInterval, '1:FINISHED', short)],
    [wait(300, '1:FINISHED', short)],
    [wait(40, '1:FINISHED 2:SNAPSHOTING', short)],
  ),
  pair(
    'SJ-13',
    'old interval goes on',
    [...finished, act({ ...setInterval, value: '500' }, '1:FINISHED', { intervalMs: 500_000 })],
    [wait(90, '1:FINISHED 2:SNAPSHOTING', { intervalMs: 500_000 })],
    [wait(490, '1:FINISHED 6:SNAPSHOTING', { intervalMs: 500_000 })],
  ),
  pair(
    'SJ-13',
    'interval not set',
    finished,
    [act(setInterval, '1:FINISHED')],
    [act(setInterval, '1:FINISHED', short), wait(40, '1:FINISHED 2:SNAPSHOTING', short)],
  ),
  pair('SJ-14', 'row lost', finished, [wait(1, '')], [wait(200, '2:DELETED 3:FINISHED')]),
  pair(
    'SJ-14',
    'younger row given up',
    [on, wait(300, '1:DELETED 2:DELETED 3:FINISHED')],
    [wait(1, '1:DELETED 3:FINISHED')],
    [wait(1, '2:DELETED 3:FINISHED')],
  ),
  pair(
    'SJ-15',
    'row replayed otherwise',
    [on, wait(300, '1:DELETED 2:FINISHED')],
    [
      act({ do: 'changeLeader' }, '2:FINISHED', {
        jobs: [{ ...jobRow(1, 'DELETED'), FINISHED_TIME: 1_000 }, jobRow(2, 'FINISHED')],
      }),
    ],
    [act({ do: 'changeLeader' }, '1:DELETED 2:FINISHED')],
  ),
  pair(
    'SJ-15',
    'snapshot lost by replay',
    finished,
    [act({ do: 'changeLeader' }, '1:EXPIRED')],
    [act({ do: 'changeLeader' }, '1:FINISHED')],
  ),
  pair(
    'SJ-15',
    'row not replayed',
    finished,
    [act({ do: 'changeLeader' }, '')],
    [act({ do: 'changeLeader' }, '1:FINISHED')],
  ),
  // What may be done in more than one way must not be held against a target.
  pair(
    'SJ-4',
    'finish time differs',
    [on, wait(110, '1:FINISHED'), wait(1, '1:FINISHED')],
    [wait(70, '1:FINISHED', { followerJobs: [{ ...jobRow(1, 'FINISHED'), FINISHED_TIME: 111_000 }] })],
    [wait(10, '1:FINISHED', { followerJobs: look('1:SNAPSHOTING').jobs, followerSnapshots: [snapshotRow(1)] })],
  ),
]);
