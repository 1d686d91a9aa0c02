/** A flaw of the text, not of the document. */
export interface TextFlaw {
  readonly name: string;
  /**
   * @param lines a good file in block style, a full document.
   * @param nth which of the places that are possible.
   * @returns the lines, and the number (from 1) of the one with the flaw.
   */
  plant(lines: readonly string[], nth: number): { readonly lines: readonly string[]; readonly line: number };
}

/** Replaces one of the lines that fit. */
function inLine(name: string, fits: RegExp, change: (line: string) => readonly string[], offset = 0): TextFlaw {
  return {
    name,
    plant: (lines, nth) => {
      const places = lines.flatMap((line, at) => (fits.test(line) ? [at] : []));
      const place = places[nth % places.length] ?? 0;
      const replaced = change(lines[place] ?? '');
      return { lines: lines.toSpliced(place, 1, ...replaced), line: place + 1 + offset };
    },
  };
}

function whole(name: string, lines: readonly string[], line = 1): TextFlaw {
  return { name, plant: () => ({ lines, line }) };
}

const host = /^ +- host: /;
const field = /^ +[a-z_]+: \S/;

/** Every flaw of the text. */
export const textFlaws: readonly TextFlaw[] = [
  inLine('tab as indent', host, (line) => [line.replace(/^ +/, '\t')]),
  inLine('second document', /^frontends:/, (line) => ['---', line]),
  inLine('key twice', field, (line) => [line, line], 1),
  inLine('section twice', /^compute_nodes:/, (line) => ['compute_nodes: []', line], 1),
  inLine('anchor', host, (line) => [line.replace('host: ', 'host: &here ')]),
  inLine('alias', host, (line) => [line.replace(/host: .*/, 'host: *there')]),
  inLine('merge key', host, (line) => [line, '    <<: {type: observer}'], 1),
  inLine('tag', host, (line) => [line.replace('host: ', 'host: !!str ')]),
  inLine('foreign tag', host, (line) => [line.replace('host: ', 'host: !env ')]),
  inLine('unknown escape', host, (line) => [line.replace(/host: .*/, 'host: "a\\qb"')]),
  inLine('bracket left open', /^frontends:/, () => ['frontends: [', 'compute_nodes:'], 1),
  inLine('stray bracket', host, (line) => [`${line.replace(/host: .*/, 'host: ]')}`]),
  inLine('NUL', host, (line) => [`${line}\0`]),
  inLine('lone surrogate', host, (line) => [`${line}\ud800`]),
  inLine('indented too little', /^ +edit_log_port:/, (line) => [` ${line.trimStart()}`]),
  inLine('indented too far', /^ +edit_log_port:/, (line) => [`   ${line}`]),
  inLine('no blank after the colon', /^ +edit_log_port:/, (line) => [line.replace(': ', ':')]),
  inLine('reserved character', host, (line) => [line.replace(/host: .*/, 'host: @fe2')]),
  inLine('two keys in a line', host, (line) => [line.replace(/host: .*/, 'host: a: b')]),
  inLine('key is a list', host, (line) => [line.replace(/host: .*/, '? [host]'), '    : a']),
  inLine('unquoted star', host, (line) => [line.replace(/host: .*/, 'host: *')]),
  inLine('nested too deeply', host, (line) => [line.replace(/host: .*/, `host: ${'['.repeat(100)}${']'.repeat(100)}`)]),
  inLine('alias bomb', /^cluster_snapshot:/, (line) => ['a: &a [x, x]', 'b: &b [*a, *a]', 'c: &c [*b, *b]', line]),
  inLine('hexadecimal port', /^ +edit_log_port:/, (line) => [line.replace(/: .*/, ': 0x2332')]),
  inLine('octal port', /^ +edit_log_port:/, (line) => [line.replace(/: .*/, ': 021442')]),
  inLine('port with an underscore', /^ +edit_log_port:/, (line) => [line.replace(/: .*/, ': 9_010')]),
  inLine('port with an exponent', /^ +edit_log_port:/, (line) => [line.replace(/: .*/, ': 9e3')]),
  inLine('port with a decimal point', /^ +edit_log_port:/, (line) => [line.replace(/: .*/, ': 9010.0')]),
  whole('a list', ['- frontends: []']),
  whole('a text', ['frontends']),
  whole('a number', ['7']),
  whole('JSON cut short', ['{"frontends": [', '  {"host": "a",'], 2),
];
