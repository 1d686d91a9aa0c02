import { describe, expect, test } from 'vitest';
import { clip, markdown, markdownTable, plain } from './text.ts';

describe('plain', () => {
  test.each([
    ['two\r\nlines\tand   blanks ', 'two lines and blanks'],
    ['\u001b[31mred\u001b[0m\u0007\u0000', '[31mred[0m'],
    ['\u009b2J', '2J'],
    ['safe\u202egnp.exe\u2066\u200b', 'safegnp.exe'],
    ['half \ud800 of a character', 'half of a character'],
    ['grüße 丈 🎉', 'grüße 丈 🎉'],
  ])('%j', (text, shown) => expect(plain(text)).toBe(shown));

  test('cuts what is too long', () => {
    expect(plain('x'.repeat(5_000))).toMatch(/^x{600}\.\.\. \(4400 more\)$/);
  });
});

test('clip never cuts a character in two', () => {
  expect(clip('ab🎉cd', 3)).toBe('ab... (4 more)');
  expect(clip('abc', 3)).toBe('abc');
});

describe('markdown', () => {
  test.each([
    ['<script>alert(1)</script>', '&lt;script\\>alert(1)&lt;/script\\>'],
    ['[x](javascript:alert(1))', '\\[x\\](javascript:alert(1))'],
    ['![x](http://evil/?q)', '!\\[x\\](http\\://evil/?q)'],
    ['www.evil.example @all #1', 'www\\.evil.example \\@all \\#1'],
    ['a | b', 'a \\| b'],
    ['`code` *bold* _it_ ~no~ $x$ \\', '\\`code\\` \\*bold\\* \\_it\\_ \\~no\\~ \\$x\\$ \\\\'],
    ['&lt;b&gt;', '&amp;lt;b&amp;gt;'],
    ['line\n# title\n\n---', 'line \\# title ---'],
  ])('%j', (text, shown) => expect(markdown(text)).toBe(shown));

  test('a cell cannot end its row', () => {
    const table = markdownTable(['a'], [[markdown('x |\n| y |')]]);
    expect(table.split('\n')).toHaveLength(3);
    expect(table).toContain('x \\| \\| y \\|');
  });
});
