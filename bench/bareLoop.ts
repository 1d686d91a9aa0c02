import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xorshift128plus } from 'pure-rand/generator/xorshift128plus';
import { commandKinds } from '../adapters/adapter.ts';
import type { Command, CommandKind } from '../model/scenario.ts';
import { drawCommand, drawPlan } from '../properties/generator/plan.ts';
import type { Random } from '../properties/generator/random.ts';
import { settling } from '../properties/generator/settling.ts';
import { type Judge, newJudge } from '../properties/judge.ts';
import { type LiveSession, openSession } from './liveSession.ts';
import type { Done, Limit, Setting, Variant } from './variant.ts';

const everything: ReadonlySet<CommandKind> = new Set(commandKinds);

/**
 * The limit: a loop around pure-rand that draws each command from the state of the system that it drives, so that a
 * command costs one step and one judgement and nothing else. It keeps no scenario, so it can neither replay nor shrink.
 */
export function bareLoop(setting: Setting): Variant {
  return { name: 'bare loop', run: async (seed, limit) => loop(setting, seed, limit) };
}

function loop(setting: Setting, seed: number, limit: Limit): Done {
  const generator = xorshift128plus(seed);
  const random: Random = { below: (count) => uniformInt(generator, 0, count - 1) };
  const endMs = performance.now() + limit.timeMs;
  const failures: string[] = [];
  let commands = 0;
  for (let runs = 0; runs < limit.runs && (runs === 0 || performance.now() < endMs); runs += 1) {
    commands += oneRun(setting, random, failures);
  }
  return { commands, failures };
}

function oneRun(setting: Setting, random: Random, failures: string[]): number {
  const plan = drawPlan(setting.suites.join(), setting.length, everything, random);
  const session = openSession(setting.profile, setting.rules, plan.topology);
  const judge = newJudge(setting.properties, setting.profile);
  const take = judged(session, judge, random);
  for (let nth = 1; nth <= plan.length; nth += 1) take(drawCommand(plan, session.state, random, nth));
  const last = plan.settles ? settling(session.state, plan.suite, everything) : [];
  for (const command of last) take(command);
  for (const { property, message } of judge.failures) failures.push(`${property}: ${message}`);
  return plan.length + last.length;
}

function judged(session: LiveSession, judge: Judge, random: Random): (command: Command) => void {
  const choose = (count: number): number => random.below(count);
  let before = session.observe();
  return (command) => {
    const outcome = session.apply(command, choose);
    const after = session.observe();
    judge.feed(command, outcome, before, after);
    before = after;
  };
}
