import type { Topology } from '../model/scenario.ts';
import type { SharedDataSpec } from '../model/snapshot/commands.ts';
import type { Counterexample, TraceStep } from '../properties/campaign-types.ts';
import { listingMarkdown } from './listing.ts';
import { narrate, narrateOutcome } from './narrate.ts';
import { clip, counted, markdown } from './text.ts';

/** How many changes of one step are told. */
const CHANGES_TOLD = 40;

/** Longest question or answer of a law that is told, in UTF-16 units. */
const VALUE_LENGTH = 500;

/** `trace.md`: a counterexample step by step. */
export function traceMarkdown(counterexample: Counterexample, title: string): string {
  const { property, kind, message, clauses } = counterexample;
  return [
    `# ${markdown(property)}: ${markdown(title)}`,
    `**${markdown(kind)}** (${clauses.map(markdown).join(', ') || 'no clause'}): ${markdown(message)}`,
    ...evidenceMarkdown(counterexample),
    '',
  ].join('\n\n');
}

/** What happened, as blocks of Markdown. */
export function evidenceMarkdown(counterexample: Counterexample): readonly string[] {
  const { evidence, foundCommands, foundRun, shrinkExecutions } = counterexample;
  if (evidence.form === 'law') return [evidence.calls.map(callLine).join('\n')];
  const { scenario, trace } = evidence;
  const length = counted(scenario.commands.length, 'command');
  const origin = `Found in run ${foundRun} with ${counted(foundCommands, 'command')}`;
  return [
    `${length}. ${origin}, shrunk in ${counted(shrinkExecutions, 'execution')}.`,
    `At the start: ${topologyLine(scenario.topology)}.`,
    stepsOf(scenario.commands, trace),
  ];
}

function callLine({ law, args, answer }: { law: string; args: readonly unknown[]; answer: unknown }): string {
  const question = `${law}(${args.map(valueText).join(', ')})`;
  return `- ${markdown(clip(question, VALUE_LENGTH))} answers ${markdown(clip(valueText(answer), VALUE_LENGTH))}`;
}

function valueText(value: unknown): string {
  return JSON.stringify(value) ?? 'nothing';
}

function topologyLine({ backends, sharedData }: Topology): string {
  if (sharedData !== undefined) return markdown(sharedDataLine(sharedData));
  const described = backends.map(({ name, disks }) => `${name} (${disks.map(({ medium }) => medium).join(', ')})`);
  return `${counted(backends.length, 'backend')}: ${markdown(described.join(', '))}`;
}

/** The first volume is the default one, the first FE the leader. */
function sharedDataLine({ volumes, frontends, computeNodes, neighbour }: SharedDataSpec): string {
  const places = volumes.map(({ name, location }) => `${name} at ${location}`);
  return [
    `shared data, ${counted(volumes.length, 'volume')}: ${places.join(', ')}`,
    `${counted(frontends.length, 'FE')}: ${frontends.join(', ')}`,
    `${counted(computeNodes.length, 'CN')}: ${computeNodes.join(', ') || 'none'}`,
    ...(neighbour === true ? ['another cluster has a snapshot on the first volume'] : []),
  ].join('; ');
}

/** The steps as they were seen; where a target broke off, the commands that were still to come. */
function stepsOf(commands: readonly TraceStep['command'][], trace: readonly TraceStep[]): string {
  return commands
    .map((command, nth) => {
      const step = trace[nth];
      const head = `${nth + 1}. ${markdown(narrate(command))}`;
      return step === undefined ? head : `${head}: ${stepText(step)}${listed(step, `${nth + 1}. `.length)}`;
    })
    .join('\n');
}

function stepText({ outcome, nowMs, changes }: TraceStep): string {
  const told = changes.slice(0, CHANGES_TOLD).map((change) => `\n   - ${markdown(change)}`);
  const left = changes.length - told.length;
  const more = left > 0 ? [`\n   - and ${counted(left, 'change')} more`] : [];
  return `**${markdown(narrateOutcome(outcome))}** (at ${nowMs / 1000} s)${[...told, ...more].join('')}`;
}

/** The rows that a target has listed, set in as far as the text of the step. */
function listed({ outcome }: TraceStep, indent: number): string {
  if (outcome.kind !== 'listed') return '';
  const blocks = listingMarkdown(outcome.results);
  return (
    blocks.map((block) => `\n\n${block.replace(/^/gm, ' '.repeat(indent))}`).join('') + (blocks.length > 0 ? '\n' : '')
  );
}
