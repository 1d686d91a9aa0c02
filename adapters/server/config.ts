import type { State } from '../../model/replication/state.ts';
import { type ConfigRow, configView } from '../../model/views/replication.ts';
import { run } from './cluster.ts';
import { isLikeName } from './like.ts';
import type { Reply } from './protocol/index.ts';
import { analyzing } from './refusal.ts';
import { ok, viewRows } from './replies.ts';
import { accept, type Session, takeChoices } from './session.ts';
import type { Property } from './sql/index.ts';

/** ADMIN SHOW FRONTEND CONFIG: the items that this server goes by (replication notes 7c). */
export function showConfig(session: Session, pattern: string | null): Reply {
  const { state } = session.cluster;
  const rows = configRows(state).filter(({ Key }) => pattern === null || isLikeName(Key, pattern));
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

function configRows({ profile, slotsPerPath }: State): ConfigRow[] {
  return [
    fixed('default_replication_num', [], profile.defaultReplicationNum, 'short'),
    fixed('heartbeat_timeout_second', [], profile.heartbeatIntervalMs / 1000, 'int'),
    fixed('tablet_sched_be_down_tolerate_time_s', [], profile.backendDownToleranceMs / 1000, 'long'),
    fixed('tablet_sched_checker_interval_seconds', [], profile.checkerIntervalMs / 1000, 'int'),
    fixed(
      'tablet_sched_max_clone_task_timeout_sec',
      ['max_clone_task_timeout_sec'],
      profile.cloneTimeoutMaxMs / 1000,
      'long',
    ),
    fixed('tablet_sched_max_not_being_scheduled_interval_ms', [], profile.priorityAgingMs, 'long'),
    fixed(
      'tablet_sched_min_clone_task_timeout_sec',
      ['min_clone_task_timeout_sec'],
      profile.cloneTimeoutMinMs / 1000,
      'long',
    ),
    fixed(
      'tablet_sched_repair_delay_factor_second',
      ['tablet_repair_delay_factor_second'],
      profile.repairDelayMs / 1000,
      'long',
    ),
    {
      ...fixed('tablet_sched_slot_num_per_path', ['schedule_slot_num_per_path'], slotsPerPath, 'int'),
      IsMutable: true,
    },
  ];
}

/** Part of the profile: it cannot be changed while the server runs, and the view says so. */
function fixed(name: string, aliases: readonly string[], value: number, type: string): ConfigRow {
  return {
    Key: name,
    AliasNames: `[${aliases.join(', ')}]`,
    Value: String(value),
    Type: type,
    IsMutable: false,
    Comment: '',
  };
}
