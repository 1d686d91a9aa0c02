import { referenceRules } from '../../model/replication/rules.ts';
import { type Mutant, withFault } from './mutant.ts';

/** Faults of the answers that operators get (R15 to R20, R28). */
export const operationMutants: readonly Mutant[] = [
  {
    name: 'missing-row-too-short',
    clauses: ['R17'],
    expected: ['SQL-1'],
    story: 'A row that stands for a missing replica has two cells fewer than there are columns.',
    source: 'https://github.com/StarRocks/starrocks/pull/74504',
    rules: withFault({
      missingCells: (tabletId, columns) => referenceRules.missingCells(tabletId, columns).slice(0, -2),
    }),
  },
  {
    name: 'columns-swapped',
    clauses: ['R17', 'R18'],
    expected: ['SQL-2'],
    story: 'The first two columns of every answer have changed places.',
    rules: withFault({
      titles: ([first, second, ...others]) =>
        first === undefined || second === undefined ? [] : [second, first, ...others],
    }),
  },
  {
    name: 'column-renamed',
    clauses: ['R17', 'R18'],
    expected: ['SQL-2'],
    story: 'The column BackendId is called BeId everywhere.',
    rules: withFault({ titles: (columns) => columns.map((column) => (column === 'BackendId' ? 'BeId' : column)) }),
  },
  {
    name: 'status-filter-drops-missing',
    clauses: ['R17'],
    expected: ['SQL-3'],
    story: 'WHERE STATUS = "MISSING" finds nothing.',
    rules: withFault({
      passesStatus: (status, filter) => status !== 'MISSING' && referenceRules.passesStatus(status, filter),
    }),
  },
  {
    name: 'status-filter-ignores-not',
    clauses: ['R17'],
    expected: ['SQL-3'],
    story: 'WHERE STATUS != is taken for WHERE STATUS =.',
    rules: withFault({
      passesStatus: (status, { value }) => referenceRules.passesStatus(status, { operator: '=', value }),
    }),
  },
  {
    name: 'missing-replicas-not-listed',
    clauses: ['R17'],
    expected: ['SQL-4'],
    story: 'Replicas that a tablet should have and has not are left out.',
    rules: withFault({ missingRows: () => 0 }),
  },
  {
    name: 'dead-replica-shown-ok',
    clauses: ['R17'],
    expected: ['SQL-5', 'WQ-7', 'SQL-3'],
    story: 'A complete replica on a dead backend is shown as OK.',
    rules: withFault({ isShownDead: () => false }),
  },
  {
    name: 'lagging-replica-shown-ok',
    clauses: ['R17'],
    expected: ['SQL-5', 'SQL-3'],
    story: 'A replica that is behind is shown as OK.',
    rules: withFault({ isShownBehind: () => false }),
  },
  {
    name: 'second-partition-ignored',
    clauses: ['R17', 'R18', 'R19'],
    expected: ['SQL-6'],
    story: 'Of several partitions in a clause only the first one is shown.',
    rules: withFault({
      choosesPartitions: (partitions, names) => referenceRules.choosesPartitions(partitions, names?.slice(0, 1)),
    }),
  },
  {
    name: 'partition-clause-ignored',
    clauses: ['R17', 'R18', 'R19'],
    expected: ['SQL-6'],
    story: 'Whatever partitions are named, all are shown.',
    rules: withFault({ choosesPartitions: (partitions) => partitions }),
  },
  {
    name: 'empty-backend-not-listed',
    clauses: ['R19'],
    expected: ['SQL-7'],
    story: 'A dead backend has no row in the distribution.',
    rules: withFault({ listsBackend: (backend) => backend.alive }),
  },
  {
    name: 'percent-of-tablets',
    clauses: ['R19'],
    expected: ['SQL-7'],
    story: 'The percentages are parts of the largest number, not of the sum.',
    rules: withFault({ distributionTotal: (counts) => Math.max(0, ...counts) }),
  },
  {
    name: 'graph-upside-down',
    clauses: ['R19'],
    expected: ['SQL-8'],
    story: 'The backend with the fewest replicas has the longest bar.',
    rules: withFault({
      graphLength: (count, backends, total) => (total === 0 ? 0 : Math.max(0, backends - count)),
    }),
  },
  {
    name: 'total-counts-one-database',
    clauses: ['R15'],
    expected: ['SQL-9'],
    story: 'The row Total is one too high.',
    rules: withFault({ sum: (values) => referenceRules.sum(values) + 1 }),
  },
  {
    name: 'bad-replicas-not-counted',
    clauses: ['R15'],
    expected: ['SQL-9'],
    story: 'Bad replicas are missing from ReplicaNum.',
    rules: withFault({ countsRecord: (replica) => !replica.bad }),
  },
  {
    name: 'unhealthy-ids-cut-off',
    clauses: ['R16'],
    expected: ['SQL-10'],
    story: 'Of several unhealthy tablets only the first is listed.',
    rules: withFault({ unhealthyIds: (ids) => ids.slice(0, 1) }),
  },
  {
    name: 'page-ignores-offset-at-the-end',
    clauses: ['R18'],
    expected: ['SQL-11'],
    story: 'When a page reaches over the end, all rows are returned.',
    source: 'https://github.com/StarRocks/starrocks/issues/13009',
    rules: withFault({
      page: (rows, offset, limit) => (offset + limit <= rows.length ? rows.slice(offset, offset + limit) : rows),
    }),
  },
  {
    name: 'paged-before-sorting',
    clauses: ['R18'],
    expected: ['SQL-11'],
    story: 'The page is cut out before the rows are sorted.',
    source: 'https://github.com/StarRocks/starrocks/pull/23398',
    rules: withFault({ sortsBeforePaging: () => false }),
  },
  {
    name: 'descending-order-ignored',
    clauses: ['R18'],
    expected: ['SQL-11'],
    story: 'ORDER BY ... DESC sorts upwards.',
    rules: withFault({ directed: (order) => order }),
  },
  {
    name: 'version-filter-ignored',
    clauses: ['R18'],
    expected: ['SQL-11'],
    story: 'WHERE VERSION = finds replicas of every version.',
    rules: withFault({ matchesVersion: () => true }),
  },
  {
    name: 'detail-of-the-table-for-the-partition',
    clauses: ['R20'],
    expected: ['SQL-12'],
    story: 'DetailCmd has the id of the table where that of the partition belongs.',
    rules: withFault({
      detailPath: (address) => referenceRules.detailPath({ ...address, partitionId: address.tableId }),
    }),
  },
  {
    name: 'bad-flag-stuck',
    clauses: ['R17'],
    expected: ['SQL-13'],
    story: 'A replica that was set bad and then ok again is still shown as bad.',
    source: 'https://github.com/StarRocks/starrocks/issues/1708',
    rules: withFault({ isBadAfter: () => true }),
  },
  {
    name: 'unknown-names-ignored',
    clauses: ['R17', 'R18'],
    expected: ['SQL-14'],
    story: 'A statement about a table or partition that does not exist answers with no rows.',
    rules: withFault({ onUnknown: () => 'ignore' }),
  },
  {
    name: 'unknown-status-accepted',
    clauses: ['R17'],
    expected: ['SQL-14'],
    story: 'WHERE STATUS = takes any text and finds nothing.',
    rules: withFault({ isStatus: () => true }),
  },
  {
    name: 'looking-empties-the-queue',
    clauses: ['R15', 'R28'],
    expected: ['SQL-16'],
    story: 'Showing something makes the waiting tasks VERY_HIGH.',
    rules: withFault({
      afterShow: (state) => ({
        ...state,
        pending: state.pending.map((task) => ({ ...task, priority: 'VERY_HIGH' as const })),
      }),
    }),
  },
  {
    name: 'visible-version-shown-for-all',
    clauses: ['R18'],
    expected: ['SQL-18'],
    story: 'Every replica is shown with the version of its partition, whatever it has.',
    rules: withFault({ shownVersion: (_replica, visibleVersion) => visibleVersion }),
  },
  {
    name: 'task-list-cut-off',
    clauses: ['R28'],
    expected: ['SQL-19'],
    story: 'Of several waiting or running tasks only the first is listed.',
    rules: withFault({ listedTasks: (tasks) => tasks.slice(0, 1) }),
  },
];
