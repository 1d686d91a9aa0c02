import { tabletsOfTable } from '../../model/operations/lookup.ts';
import { addBackend, cancelDecommission, decommissionBackend, dropBackend } from '../../model/replication/backends.ts';
import type { Draft } from '../../model/replication/draft.ts';
import { done } from '../../model/replication/outcomes.ts';
import type { Backend, State } from '../../model/replication/state.ts';
import { defaultDisk } from '../../model/replication/step.ts';
import type { Outcome } from '../../model/scenario.ts';
import { change } from './cluster.ts';
import type { Reply } from './protocol/index.ts';
import { analyzing, refusal } from './refusal.ts';
import { ok } from './replies.ts';
import { accept, type Session, takeChoices } from './session.ts';
import type { AdminStatement } from './sql/index.ts';

type MembershipStatement = Extract<AdminStatement, { readonly backends: readonly string[] }>;
type ModifyStatement = Extract<AdminStatement, { kind: 'modifyBackend' }>;

interface Address {
  readonly host: string;
  readonly port: number;
}

/** ALTER SYSTEM ADD, DROP and DECOMMISSION BACKEND and CANCEL DECOMMISSION: all backends named, or none. */
export function changeBackends(session: Session, statement: MembershipStatement): Reply {
  const addresses = statement.backends.map(addressOf);
  const { state } = session.cluster;
  if (statement.kind === 'dropBackends' && !statement.force) checkLastReplicas(state, addresses);
  const outcome = change(session.cluster, takeChoices(session), (draft) =>
    changeEach(draft, statement.kind, addresses),
  );
  accept(outcome);
  return ok;
}

/** ALTER SYSTEM MODIFY BACKEND ... SET: its location label, which SHOW BACKENDS shows; an empty one takes it away. */
export function modifyBackend(session: Session, { backend: address, properties }: ModifyStatement): Reply {
  const { cluster } = session;
  for (const { key, value } of properties) {
    if (key.toLowerCase() !== 'labels.location') throw analyzing(`unsupported property: ${key}`);
    if (value !== '' && !/^[^:\s]+:[^:\s]+$/.test(value)) {
      throw analyzing(`invalid location format: ${value}, should be like: 'key:val'`);
    }
  }
  const backend = backendAt(cluster.state, addressOf(address));
  if (backend === undefined) throw refusal(`backend [${address}] not found`);
  for (const { value } of properties) cluster.locations.set(backend.id, value);
  return ok;
}

function changeEach(draft: Draft, kind: MembershipStatement['kind'], addresses: readonly Address[]): Outcome {
  for (const address of addresses) {
    const outcome = changeOne(draft, kind, address);
    if (outcome.kind === 'refused') return outcome;
  }
  return done;
}

function changeOne(draft: Draft, kind: MembershipStatement['kind'], address: Address): Outcome {
  if (kind === 'addBackends') {
    const { host, port } = address;
    return addBackend(draft, { name: nameFor(address), host, heartbeatPort: port, disks: [defaultDisk] });
  }
  const backend = backendAt(draft.state, address);
  if (backend === undefined) throw unknownBackend(kind, address);
  switch (kind) {
    case 'dropBackends':
      return dropBackend(draft, backend.name);
    case 'decommissionBackends':
      return decommissionBackend(draft, backend.name);
    case 'cancelDecommissionBackends':
      return cancelDecommission(draft, backend.name);
  }
}

function addressOf(text: string): Address {
  const [, host, port] = /^\[?([\w.:-]{1,253}?)\]?:(\d{1,5})$/.exec(text.trim()) ?? [];
  if (host === undefined || Number(port) < 1 || Number(port) > 65_535) throw analyzing(`Invalid host port: ${text}`);
  return { host, port: Number(port) };
}

/** The model wants a name for every backend; where a scenario's topology puts them it is the scenario's. */
function nameFor({ host, port }: Address): string {
  const nth = port === 9050 ? /^10\.0\.0\.(\d+)$/.exec(host)?.[1] : undefined;
  return nth === undefined ? `${host}:${port}` : `b${nth}`;
}

function backendAt(state: State, { host, port }: Address): Backend | undefined {
  return state.backends.find((backend) => backend.host === host && backend.heartbeatPort === port);
}

/** The words differ from statement to statement, as in the release. */
function unknownBackend(kind: MembershipStatement['kind'], { host, port }: Address) {
  return refusal(`${kind === 'dropBackends' ? 'backend does not exists' : 'Backend does not exist'}[${host}:${port}]`);
}

/** Without FORCE a backend that holds the only replica of something stays (recorded behaviour of a release). */
function checkLastReplicas(state: State, addresses: readonly Address[]): void {
  for (const address of addresses) {
    const backend = backendAt(state, address);
    const tables = state.tables.filter(
      (table) =>
        table.replicationNum === 1 &&
        tabletsOfTable(state, table).some(({ replicas }) =>
          replicas.some(({ backendId }) => backendId === backend?.id),
        ),
    );
    if (backend === undefined || tables.length === 0) continue;
    const names = `[${tables.map((table) => `${table.database}.${table.name}`).join(', ')}]`;
    throw refusal(
      `Tables such as ${names} on the backend[${address.host}:${address.port}] have only one replica. To avoid data loss, ` +
        `please change the replication_num of ${names} to three. ` +
        'ALTER SYSTEM DROP BACKEND <backends> FORCE can be used to forcibly drop the backend. ',
    );
  }
}
