import type { Config, State } from '../../model/replication/state.ts';
import { type ConfigRow, configView } from '../../model/views/replication.ts';
import { run } from './cluster.ts';
import { isLikeName } from './like.ts';
import type { Reply } from './protocol/index.ts';
import { analyzing } from './refusal.ts';
import { ok, viewRows } from './replies.ts';
import { accept, type Session, takeChoices } from './session.ts';
import type { Property } from './sql/index.ts';

/** ADMIN SHOW FRONTEND CONFIG: items by their names, older ones included (replication notes 7c). */
export function showConfig(session: Session, pattern: string | null): Reply {
  const { state } = session.cluster;
  const matches = ({ name, alias }: Item): boolean =>
    pattern === null || isLikeName(name, pattern) || (alias !== undefined && isLikeName(alias, pattern));
  const rows = items.filter(matches).map((item) => configRow(item, state));
  return viewRows(configView, rows, state.profile);
}

/** ADMIN SET FRONTEND CONFIG. */
export function setConfig(session: Session, properties: readonly Property[]): Reply {
  const [property] = properties;
  if (properties.length !== 1 || property === undefined) throw analyzing('config parameter size is not equal to 1');
  const command = { do: 'setConfig' as const, name: property.key, value: property.value };
  accept(run(session.cluster, command, takeChoices(session)));
  return ok;
}

interface Item {
  readonly name: string;
  /** Its older name. */
  readonly alias?: string;
  readonly type: 'int' | 'long' | 'double' | 'boolean' | 'short';
  readonly value: (state: State) => number | boolean;
  /** It can be changed while the server runs. */
  readonly mutable?: true;
}

/** The items of the replica document and of the notes, by name; what this server does not do keeps its default. */
const items: readonly Item[] = [
  { name: 'capacity_used_percent_high_water', type: 'double', value: ({ profile }) => profile.capacityHighWater },
  { name: 'default_replication_num', type: 'short', value: ({ profile }) => profile.defaultReplicationNum },
  constant('enable_new_publish_mechanism', 'boolean', false),
  constant('enable_strict_storage_medium_check', 'boolean', false),
  constant('enable_sync_publish', 'boolean', true),
  constant('heartbeat_retry_times', 'int', 0),
  { name: 'heartbeat_timeout_second', type: 'int', value: ({ profile }) => profile.heartbeatIntervalMs / 1000 },
  { name: 'publish_version_interval_ms', type: 'int', value: ({ profile }) => profile.schedulerIntervalMs },
  constant('quorum_publish_wait_time_ms', 'int', 5000),
  constant('recover_with_empty_tablet', 'boolean', false),
  constant('storage_usage_hard_limit_percent', 'int', 95),
  constant('storage_usage_hard_limit_reserve_bytes', 'long', 107_374_182_400),
  {
    name: 'storage_usage_soft_limit_percent',
    type: 'int',
    value: ({ profile }) => Math.round(profile.diskLimit.share * 100),
  },
  {
    name: 'storage_usage_soft_limit_reserve_bytes',
    type: 'long',
    value: ({ profile }) => profile.diskLimit.reserveBytes,
  },
  constant('tablet_checker_lock_time_per_cycle_ms', 'int', 1000),
  constant('tablet_report_drop_tablet_delay_sec', 'int', 120),
  constant('tablet_sched_always_force_decommission_replica', 'boolean', false),
  {
    name: 'tablet_sched_balance_load_disk_safe_threshold',
    alias: 'balance_load_disk_safe_threshold',
    type: 'double',
    value: ({ profile }) => profile.diskSafeThreshold,
  },
  {
    name: 'tablet_sched_balance_load_score_threshold',
    alias: 'balance_load_score_threshold',
    type: 'double',
    value: ({ profile }) => profile.loadScoreThreshold,
  },
  {
    name: 'tablet_sched_be_down_tolerate_time_s',
    type: 'long',
    value: ({ profile }) => profile.backendDownToleranceMs / 1000,
  },
  {
    name: 'tablet_sched_checker_interval_seconds',
    type: 'int',
    value: ({ profile }) => profile.checkerIntervalMs / 1000,
  },
  constant('tablet_sched_colocate_balance_wait_system_stable_time_s', 'long', 900),
  constant('tablet_sched_colocate_be_down_tolerate_time_s', 'long', 43_200),
  constant('tablet_sched_consecutive_full_clone_delay_sec', 'long', 180),
  settable('tablet_sched_disable_balance', 'disable_balance', 'boolean', ({ disableBalance }) => disableBalance),
  { ...constant('tablet_sched_disable_colocate_balance', 'boolean', false), alias: 'disable_colocate_balance' },
  constant('tablet_sched_disable_colocate_overall_balance', 'boolean', true),
  settable(
    'tablet_sched_max_balancing_tablets',
    'max_balancing_tablets',
    'int',
    ({ maxBalancingTablets }) => maxBalancingTablets,
  ),
  settable(
    'tablet_sched_max_clone_task_timeout_sec',
    'max_clone_task_timeout_sec',
    'long',
    ({ cloneTimeoutMaxMs }) => cloneTimeoutMaxMs / 1000,
  ),
  {
    name: 'tablet_sched_max_not_being_scheduled_interval_ms',
    type: 'long',
    value: ({ profile }) => profile.priorityAgingMs,
  },
  settable(
    'tablet_sched_max_scheduling_tablets',
    'max_scheduling_tablets',
    'int',
    ({ maxSchedulingTablets }) => maxSchedulingTablets,
  ),
  settable(
    'tablet_sched_min_clone_task_timeout_sec',
    'min_clone_task_timeout_sec',
    'long',
    ({ cloneTimeoutMinMs }) => cloneTimeoutMinMs / 1000,
  ),
  constant('tablet_sched_num_based_balance_threshold_ratio', 'double', 0.5),
  constant('tablet_sched_pk_index_rebuild_threshold_seconds', 'int', 172_800),
  {
    name: 'tablet_sched_repair_delay_factor_second',
    alias: 'tablet_repair_delay_factor_second',
    type: 'long',
    value: ({ profile }) => profile.repairDelayMs / 1000,
  },
  settable('tablet_sched_slot_num_per_path', 'schedule_slot_num_per_path', 'int', ({ slotsPerPath }) => slotsPerPath),
];

function constant(name: string, type: Item['type'], value: number | boolean): Item {
  return { name, type, value: () => value };
}

function settable(
  name: string,
  alias: string,
  type: Item['type'],
  valueIn: (config: Config) => number | boolean,
): Item {
  return { name, alias, type, value: ({ config }) => valueIn(config), mutable: true };
}

function configRow({ name, alias, type, value, mutable }: Item, state: State): ConfigRow {
  return {
    Key: name,
    AliasNames: `[${alias ?? ''}]`,
    Value: String(value(state)),
    Type: type,
    IsMutable: mutable === true,
    Comment: '',
  };
}
