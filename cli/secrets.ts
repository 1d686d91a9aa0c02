import type { CampaignResult, Counterexample, TraceStep } from '../properties/campaign-types.ts';

/** Takes secrets out of a text. */
export type Redact = (text: string) => string;

const HIDDEN = '***';

/**
 * A function that takes secrets out of texts, as they are and as they stand in a URL.
 *
 * @param secrets what must never be shown; empty ones are ignored.
 */
export function redactor(secrets: readonly string[]): Redact {
  const forms = [...new Set(secrets.flatMap((secret) => [secret, encodeURIComponent(secret), encodeURI(secret)]))]
    .filter((secret) => secret !== '')
    // A form that holds another goes first, or its rest would stay.
    .sort((left, right) => right.length - left.length);
  return (text) => forms.reduce((shown, secret) => shown.replaceAll(secret, HIDDEN), text);
}

/** A result in which nothing that the target said holds a secret: a system may repeat what it was told. */
export function withoutSecrets(result: CampaignResult, redact: Redact): CampaignResult {
  const { interrupted } = result;
  return {
    ...result,
    target: redact(result.target),
    properties: result.properties.map((property) =>
      property.reason === undefined ? property : { ...property, reason: redact(property.reason) },
    ),
    counterexamples: result.counterexamples.map((counterexample) => counterexampleWithout(counterexample, redact)),
    ...(interrupted === undefined ? {} : { interrupted: { ...interrupted, message: redact(interrupted.message) } }),
  };
}

function counterexampleWithout(counterexample: Counterexample, redact: Redact): Counterexample {
  const { evidence } = counterexample;
  const message = redact(counterexample.message);
  if (evidence.form === 'law') {
    const calls = evidence.calls.map((call) => ({ ...call, answer: answerWithout(call.answer, redact) }));
    return { ...counterexample, message, evidence: { form: 'law', calls } };
  }
  const trace = evidence.trace.map((step) => stepWithout(step, redact));
  return { ...counterexample, message, evidence: { ...evidence, trace } };
}

/** Answers are untrusted: a secret may stand anywhere in them. */
function answerWithout(answer: unknown, redact: Redact): unknown {
  if (typeof answer === 'string') return redact(answer);
  if (Array.isArray(answer)) return answer.map((each) => answerWithout(each, redact));
  if (typeof answer !== 'object' || answer === null) return answer;
  return Object.fromEntries(Object.entries(answer).map(([key, value]) => [redact(key), answerWithout(value, redact)]));
}

function stepWithout(step: TraceStep, redact: Redact): TraceStep {
  const { outcome } = step;
  const shown = 'message' in outcome ? { ...outcome, message: redact(outcome.message) } : outcome;
  return { ...step, outcome: shown, changes: step.changes.map(redact) };
}
