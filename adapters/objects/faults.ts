/** What a request wants of a store, as far as faults tell requests apart. `put` includes the parts of a multipart upload and its completion. */
export type StoreOperation = 'put' | 'get' | 'head' | 'list' | 'delete' | 'copy' | 'other';

/**
 * What goes wrong:
 * - `answer`: the store answers 500 (`InternalError`) or 503 and does nothing;
 * - `cutBefore`: the connection ends and nothing was done;
 * - `cutAfter`: it was done, and the connection ends before the answer;
 * - `delay`: the request waits before it is done;
 * - `staleList`: a listing answers as of so many writes ago;
 * - `keyErrors`: a DeleteObjects answers 200 but tells an error for every key with the rule's prefix, and leaves those objects.
 */
export type ObjectFault =
  | { readonly kind: 'answer'; readonly code: 'InternalError' | 'ServiceUnavailable' | 'SlowDown' }
  | { readonly kind: 'cutBefore' }
  | { readonly kind: 'cutAfter' }
  | { readonly kind: 'delay'; readonly delayMs: number }
  | { readonly kind: 'staleList'; readonly writesAgo: number }
  | { readonly kind: 'keyErrors'; readonly code: 'InternalError' | 'AccessDenied' };

/** Which requests go wrong, and how. A client's retries are requests of their own and are counted too. */
export interface FaultRule {
  readonly operation: StoreOperation | 'any';
  /** Only requests on a key with this prefix; of a listing, its own prefix must start so; of a batch, one key is enough. */
  readonly keyPrefix?: string;
  /** The first request that goes wrong among those the rule is about, from 1. */
  readonly nth: number;
  /** How many of them go wrong from there on; one when absent. */
  readonly times?: number | 'always';
  readonly fault: ObjectFault;
}

/** A request as faults see it. */
export interface FaultableRequest {
  readonly operation: StoreOperation;
  /** The keys it is about; of a listing its prefix; of a copy its destination. */
  readonly keys: readonly string[];
  /** A deletion of several keys in one request. */
  readonly isBatch: boolean;
}

/** A fault that really happened. */
export interface InjectedFault {
  readonly rule: FaultRule;
  readonly operation: StoreOperation;
  readonly keys: readonly string[];
}

/** A fault that is due now. */
export interface DueFault {
  readonly rule: FaultRule;
  /** Records that the fault took effect. */
  happened(): void;
}

/** The faults of one endpoint or proxy. */
export interface ObjectFaults {
  /**
   * Adds rules; each starts to count now.
   * @throws RangeError for a rule that could never take effect
   */
  add(...rules: readonly FaultRule[]): void;
  /** Forgets the rules, not what was injected. */
  clear(): void;
  /** Every fault that took effect, in order: a test that plants one asserts that it happened. */
  injected(): readonly InjectedFault[];
  /** For servers: counts the request and tells the fault that is due. When several are, the rule added first wins. */
  due(request: FaultableRequest): DueFault | undefined;
}

interface Armed {
  readonly rule: FaultRule;
  seen: number;
}

/**
 * Faults as data: which request of which kind goes wrong, and how.
 * @throws RangeError for a rule that could never take effect
 */
export function createObjectFaults(rules: readonly FaultRule[] = []): ObjectFaults {
  let armed: readonly Armed[] = [];
  const injected: InjectedFault[] = [];
  const faults: ObjectFaults = {
    add: (...more) => {
      more.forEach(checkRule);
      armed = [...armed, ...more.map((rule) => ({ rule, seen: 0 }))];
    },
    clear: () => {
      armed = [];
    },
    injected: () => [...injected],
    due: (request) => {
      const due = armed.filter((candidate) => count(candidate, request))[0];
      if (!due) return undefined;
      const { rule } = due;
      const { operation, keys } = request;
      return { rule, happened: () => injected.push({ rule, operation, keys }) };
    },
  };
  faults.add(...rules);
  return faults;
}

function count(armed: Armed, request: FaultableRequest): boolean {
  const { rule } = armed;
  if (!isAbout(rule, request)) return false;
  armed.seen += 1;
  const times = rule.times === 'always' ? Number.POSITIVE_INFINITY : (rule.times ?? 1);
  return armed.seen >= rule.nth && armed.seen < rule.nth + times;
}

function isAbout({ operation, keyPrefix, fault }: FaultRule, request: FaultableRequest): boolean {
  if (operation !== 'any' && operation !== request.operation) return false;
  if (fault.kind === 'keyErrors' && !request.isBatch) return false;
  return keyPrefix === undefined || request.keys.some((key) => key.startsWith(keyPrefix));
}

function checkRule(rule: FaultRule): void {
  const { fault, operation, nth, times } = rule;
  const whole = (what: string, value: number) => {
    if (!Number.isSafeInteger(value) || value < 1) throw new RangeError(`${what} is ${value}, expected 1, 2, 3, ...`);
  };
  whole('nth', nth);
  if (times !== undefined && times !== 'always') whole('times', times);
  if (fault.kind === 'delay') whole('delayMs', fault.delayMs);
  if (fault.kind === 'staleList') whole('writesAgo', fault.writesAgo);
  const only = onlyOperation(fault);
  if (only !== undefined && operation !== only) {
    throw new RangeError(`${fault.kind} is a fault of operation "${only}", got "${operation}"; correct the rule`);
  }
}

function onlyOperation(fault: ObjectFault): StoreOperation | undefined {
  if (fault.kind === 'staleList') return 'list';
  return fault.kind === 'keyErrors' ? 'delete' : undefined;
}
