import type { Command, Scenario } from '../../model/scenario.ts';

/** Commands to insert into a scenario of a shared-data cluster, made of the names that it uses. */
export function sharedDataInsertions({ topology, commands }: Scenario): Command[] {
  const tables = new Set(commands.flatMap(tablesIn));
  const volumes = (topology.sharedData?.volumes ?? []).map(({ name }) => name);
  return [
    ...[1, 5, 10, 15, 20, 61].map((seconds): Command => ({ do: 'advance', seconds })),
    { do: 'enableSnapshots' },
    { do: 'disableSnapshots' },
    { do: 'changeLeader' },
    { do: 'crashFrontend' },
    { do: 'restartFrontend' },
    { do: 'checkpoint' },
    { do: 'failStore', request: 'put', nth: 1 },
    { do: 'failStore', request: 'delete', nth: 1 },
    { do: 'breakStore', on: true },
    { do: 'vacuum', full: true },
    { do: 'restore', source: { from: 'snapshot' } },
    { do: 'restore', source: { from: 'meta' } },
    ...volumes.flatMap((volume): Command[] => [
      { do: 'dropVolume', volume },
      { do: 'setDefaultVolume', volume },
    ]),
    ...[...tables].flatMap((table): Command[] => [
      { do: 'writeTable', load: 'l99', table },
      { do: 'readTable', table },
    ]),
    { do: 'heal' },
  ];
}

function tablesIn(command: Command): readonly string[] {
  return command.do === 'createObject' && command.object.kind === 'table' ? [command.object.name] : [];
}
