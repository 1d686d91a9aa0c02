import { describe, expect, test } from 'vitest';
import { memoryAdapter } from '../../adapters/memory.ts';
import { type Profile, type ProfileName, profileNamed } from '../../model/profile.ts';
import type { Command, Scenario } from '../../model/scenario.ts';
import { runSync } from '../execute.ts';
import { newJudge } from '../judge.ts';
import { sharedDataProperties } from './properties.ts';

const interval = (seconds: number): Command => ({
  do: 'setConfig',
  name: 'automated_cluster_snapshot_interval_seconds',
  value: String(seconds),
});
const history = (limit: number): Command => ({
  do: 'setConfig',
  name: 'max_historical_automated_cluster_snapshot_jobs',
  value: String(limit),
});
const advance = (seconds: number): Command => ({ do: 'advance', seconds });
const stepClock = (seconds: number): Command => ({ do: 'stepClock', seconds });
const restore = (job: number): Command => ({ do: 'restore', source: { from: 'snapshot', job } });
const failStore = (request: 'delete' | 'list', nth: number): Command => ({ do: 'failStore', request, nth });

/** Rare histories of the reference in which nothing is wrong, whatever it looks like. */
const histories: readonly {
  readonly about: string;
  readonly profile: ProfileName;
  readonly commands: readonly Command[];
}[] = [
  {
    about: 'a folder of a past that was given up is copied after OFF',
    profile: 'documented-3.4',
    commands: [
      interval(15),
      { do: 'enableSnapshots' },
      advance(34),
      restore(1),
      { do: 'disableSnapshots' },
      advance(135),
      { do: 'copyVolume', volume: 'v1', location: 's3://bucket/v9' },
      advance(300),
    ],
  },
  {
    about: 'two pasts have used the same name on two volumes, and one of them is restored',
    profile: 'documented-3.4',
    commands: [
      interval(15),
      { do: 'enableSnapshots' },
      advance(48),
      stepClock(-300),
      { do: 'createVolume', volume: 'v3', location: 's3://bucket/v3' },
      advance(50),
      { do: 'restore', source: { from: 'meta', job: 2 } },
      { do: 'disableSnapshots' },
      { do: 'enableSnapshots', volume: 'v3' },
      advance(30),
      restore(6),
      advance(61),
      advance(181),
      { do: 'disableSnapshots' },
      advance(181),
    ],
  },
  {
    about: 'a release gives up a failed job in the step in which it came',
    profile: 'starrocks-main',
    commands: [
      history(2),
      interval(15),
      { do: 'enableSnapshots' },
      advance(25),
      failStore('list', 1),
      { do: 'failStore', request: 'put', nth: 3 },
      advance(34),
      advance(60),
    ],
  },
  {
    about: 'an ON for a volume that there is not lies between OFF without a store and what that has left',
    profile: 'starrocks-main',
    commands: [
      interval(10),
      { do: 'enableSnapshots', volume: 'v1' },
      advance(30),
      { do: 'breakStore', on: true },
      advance(11),
      { do: 'disableSnapshots' },
      { do: 'breakStore', on: false },
      { do: 'enableSnapshots', volume: 'nowhere' },
      advance(108),
    ],
  },
  {
    about: 'a release uses names again once the clock was set back',
    profile: 'starrocks-main',
    commands: [
      interval(1),
      { do: 'enableSnapshots' },
      advance(19),
      stepClock(-20),
      { do: 'changeLeader' },
      failStore('delete', 1),
      advance(8),
      advance(26),
    ],
  },
  {
    about: 'a release writes into a folder of a past that was given up',
    profile: 'starrocks-main',
    commands: [
      interval(15),
      { do: 'enableSnapshots', volume: 'v1' },
      advance(15),
      advance(20),
      stepClock(-20),
      restore(1),
      advance(27),
      advance(61),
    ],
  },
];

function known(name: ProfileName): Profile {
  return profileNamed(name) ?? expect.fail(`no profile ${name}`);
}

describe('no false alarm', () => {
  test.each(histories)('when $about', ({ profile: name, commands }) => {
    const profile = known(name);
    const scenario: Scenario = {
      profile: name,
      suite: 'snapshot,restore',
      topology: {
        backends: [],
        sharedData: {
          volumes: [{ name: 'v1', location: 's3://bucket/v1' }],
          frontends: ['fe1', 'fe2'],
          computeNodes: ['cn1'],
        },
      },
      commands,
      choices: commands.map(() => []),
    };
    const judge = newJudge(sharedDataProperties, profile);
    runSync(memoryAdapter(profile), scenario, judge);
    expect(judge.failures.map(({ property, kind, message }) => `${property} ${kind}: ${message}`)).toEqual([]);
  });
});
