import {
  EOF,
  type IParserErrorMessageProvider,
  type IToken,
  type TokenType,
  tokenLabel,
  tokenMatcher,
} from 'chevrotain';
import { quoteForMessage } from './failure.ts';

/** Receives the token at which a statement stops making sense; the parser library reports only where it was looking from. */
export type Culprit = { token: IToken | undefined };

const maxListed = 8;

const found = (token: IToken | undefined): string =>
  token === undefined || token.tokenType === EOF
    ? 'The statement ends too early'
    : `Unexpected ${quoteForMessage(token.image)}`;

function expecting(types: readonly TokenType[]): string {
  const labels = [...new Set(types.map(tokenLabel))];
  if (labels.length === 0 || labels.length > maxListed) return '';
  const choice = labels.length === 1 ? '' : 'one of ';
  return `; expected ${choice}${labels.join(', ')}`;
}

function matchedLength(path: readonly TokenType[], actual: readonly IToken[]): number {
  const miss = path.findIndex((type, i) => {
    const token = actual[i];
    return token === undefined || !tokenMatcher(token, type);
  });
  return miss < 0 ? path.length : miss;
}

/** Where the actual tokens leave every path that was possible, and what the paths that got furthest wanted there. */
function deviation(paths: readonly TokenType[][], actual: readonly IToken[]): { at: number; wanted: TokenType[] } {
  const lengths = paths.map((path) => matchedLength(path, actual));
  const at = Math.max(0, ...lengths);
  return { at, wanted: paths.flatMap((path, i) => (lengths[i] === at ? path.slice(at, at + 1) : [])) };
}

/**
 * One sentence for each way a token can be wrong: what was found and, where the list is short, what was expected.
 * @param culprit is told the offending token
 */
export function errorMessages(culprit: Culprit): IParserErrorMessageProvider {
  const sentence = (token: IToken | undefined, rest: string): string => {
    culprit.token = token;
    return `${found(token)}${rest}.`;
  };
  const noPath = (paths: readonly TokenType[][], actual: readonly IToken[]): string => {
    const { at, wanted } = deviation(paths, actual);
    return sentence(actual[at], expecting(wanted));
  };
  return {
    buildMismatchTokenMessage: ({ expected, actual }) => sentence(actual, expecting([expected])),
    buildNotAllInputParsedMessage: ({ firstRedundant }) => sentence(firstRedundant, ' after the end of the statement'),
    buildNoViableAltMessage: ({ expectedPathsPerAlt, actual }) => noPath(expectedPathsPerAlt.flat(), actual),
    buildEarlyExitMessage: ({ expectedIterationPaths, actual }) => noPath(expectedIterationPaths, actual),
  };
}
