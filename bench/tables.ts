import { alignedTable } from '../cli/table.ts';
import type { BenchDocument, StepCostNumbers, Target, VariantNumbers } from './document.ts';
import type { ExploreSpeed } from './explore.ts';

/** The document as aligned tables for a terminal. */
export function tablesOf(document: BenchDocument): string {
  const { machine, profile, rounds } = document;
  const parts = [
    `Node ${machine.node}, ${machine.cores} x ${machine.cpu}, profile ${profile}, medians of ${rounds} rounds`,
    variantTable(document.variants),
    targetTable(document.targets),
    stepCostTable(document.stepCost),
    exploreTable(document.explore),
  ];
  return parts.join('\n\n');
}

function variantTable(variants: readonly VariantNumbers[]): string {
  return alignedTable(
    [
      { head: 'variant' },
      { head: 'commands', align: 'right' },
      { head: 'commands/s', align: 'right' },
      { head: 'failures', align: 'right' },
    ],
    variants.map(({ name, commands, commandsPerSecond, failures }) => [
      name,
      grouped(commands),
      grouped(commandsPerSecond),
      String(failures.length),
    ]),
  );
}

function targetTable(targets: readonly Target[]): string {
  return alignedTable(
    [{ head: 'ratio' }, { head: 'is', align: 'right' }, { head: 'at least', align: 'right' }, { head: 'reached' }],
    targets.map(({ name, ratio, atLeast, reached }) => [
      name,
      ratio.toFixed(2),
      atLeast.toFixed(2),
      reached ? 'yes' : 'no',
    ]),
  );
}

function stepCostTable(costs: readonly StepCostNumbers[]): string {
  return alignedTable(
    [
      { head: 'tablets', align: 'right' },
      { head: 'step, us', align: 'right' },
      { head: 'x smallest', align: 'right' },
      { head: 'step + judge, us', align: 'right' },
      { head: 'x smallest', align: 'right' },
    ],
    costs.map(({ tablets, stepUs, stepRatio, judgedUs, judgedRatio }) => [
      grouped(tablets),
      stepUs.toFixed(1),
      stepRatio.toFixed(1),
      judgedUs.toFixed(1),
      judgedRatio.toFixed(1),
    ]),
  );
}

function exploreTable(speed: ExploreSpeed): string {
  const { scope, states, transitions, statesPerSecond, transitionsPerSecond, bareTransitionsPerSecond } = speed;
  return alignedTable(
    [
      { head: 'search of' },
      { head: 'states', align: 'right' },
      { head: 'transitions', align: 'right' },
      { head: 'states/s', align: 'right' },
      { head: 'transitions/s', align: 'right' },
      { head: 'bare steps/s', align: 'right' },
    ],
    [[scope, ...[states, transitions, statesPerSecond, transitionsPerSecond, bareTransitionsPerSecond].map(grouped)]],
  );
}

function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ' ');
}
