import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandKinds } from '../../../adapters/adapter.ts';
import { type ProfileName, profileNamed } from '../../../model/profile.ts';
import type { CommandKind, Outcome, Scenario } from '../../../model/scenario.ts';
import { isSnapshotCommand } from '../../../model/snapshot/commands.ts';
import { referenceSnapshotRules } from '../../../model/snapshot/rules.ts';
import type { SharedDataState } from '../../../model/snapshot/state.ts';
import { initialSharedDataState, sharedDataStep } from '../../../model/snapshot/step.ts';
import { ScenarioArbitrary } from '../arbitrary.ts';

const profileNames: readonly ProfileName[] = ['documented-3.4', 'starrocks-main'];
const capabilities = new Set(commandKinds);

function drawn(suite: string, name: ProfileName, seed: number, numRuns: number): readonly Scenario[] {
  const profile = profileNamed(name) ?? expect.unreachable();
  return fc.sample(new ScenarioArbitrary({ profile, suite, length: 120, capabilities }), { seed, numRuns });
}

/** Replays a scenario from its commands and decisions alone. */
function replay(
  scenario: Scenario,
  onStep: (state: SharedDataState, outcome: Outcome, kind: CommandKind) => void = () => {},
): SharedDataState {
  const profile = profileNamed(scenario.profile) ?? expect.unreachable();
  let state = initialSharedDataState(profile, scenario.topology);
  scenario.commands.forEach((command, nth) => {
    const tape = [...(scenario.choices[nth] ?? [])];
    const result = sharedDataStep(referenceSnapshotRules, state, command, (count) => (tape.shift() ?? 0) % count);
    state = result.state;
    onStep(state, result.outcome, command.do);
  });
  return state;
}

describe.each(profileNames)('scenarios of shared-data clusters under %s', (name) => {
  it('draw every kind of command, both answered and refused', () => {
    const done = new Set<CommandKind>();
    const refused = new Set<CommandKind>();
    for (const scenario of [...drawn('snapshot', name, 1, 80), ...drawn('restore', name, 2, 80)]) {
      replay(scenario, (_state, outcome, kind) => (outcome.kind === 'refused' ? refused : done).add(kind));
    }
    const kinds = commandKinds.filter((kind) => isSnapshotCommand({ do: kind }));
    expect(kinds.filter((kind) => !done.has(kind))).toEqual(['createSnapshot']);
    const refusedKinds = [
      'enableSnapshots',
      'disableSnapshots',
      'createSnapshot',
      'createVolume',
      'dropVolume',
    ] as const;
    const alsoRefused = ['createObject', 'dropObject', 'recoverTable', 'readTable', 'writeTable', 'restore'] as const;
    for (const kind of [...refusedKinds, ...alsoRefused]) expect(refused).toContain(kind);
  });

  it('reach jobs in every state, hand-overs and second generations', () => {
    const states = new Set<string>();
    let finished = 0;
    let restored = 0;
    for (const scenario of [...drawn('snapshot', name, 3, 40), ...drawn('restore', name, 4, 40)]) {
      let since = 0;
      const last = replay(scenario, (state, outcome, kind) => {
        for (const job of state.meta.manager.jobs) states.add(job.state);
        if (kind === 'restore' && outcome.kind === 'done') since = state.launched.length;
      });
      finished += last.meta.manager.jobs.filter((job) => job.finishedMs !== null).length;
      if (since > 0 && last.launched.length > since) restored += 1;
    }
    expect([...states].sort()).toEqual(
      expect.arrayContaining(['DELETED', 'ERROR', 'EXPIRED', 'FINISHED', 'INITIALIZING', 'SNAPSHOTING']),
    );
    expect(finished).toBeGreaterThan(80);
    expect(restored).toBeGreaterThan(10);
  });

  it('settle without faults', () => {
    const settled = drawn('snapshot', name, 5, 30).filter(({ commands }) =>
      commands.slice(-12).some((command) => command.do === 'advance' && command.seconds === 120),
    );
    expect(settled.length).toBeGreaterThan(5);
    const ends = settled.map((scenario) => replay(scenario));
    // Only what has lost all its snapshots with its metadata stays down.
    expect(ends.filter(({ isUp }) => isUp).length).toBeGreaterThan(0.8 * settled.length);
    for (const { isUp, faults, publishIsHeld } of ends) {
      expect(faults.isBroken || (isUp && publishIsHeld)).toBe(false);
    }
  });
});

it('scenarios of shared-data clusters are the same for the same seed, and plain JSON', () => {
  const draw = (): readonly Scenario[] => drawn('snapshot,restore', 'documented-3.4', 6, 10);
  expect(draw()).toEqual(draw());
  for (const scenario of draw()) expect(JSON.parse(JSON.stringify(scenario))).toEqual(scenario);
});
