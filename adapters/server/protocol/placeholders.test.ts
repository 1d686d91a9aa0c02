import { expect, test } from 'vitest';
import { countPlaceholders } from './placeholders.ts';

test.each([
  ['SELECT 1', 0],
  ['SELECT ?', 1],
  ['?', 1],
  ['INSERT INTO t VALUES (?,?, ?)', 3],
  ["SELECT '?', ?", 1],
  ["SELECT 'it''s ?', ?", 1],
  ["SELECT 'a\\'?', ?", 1],
  ['SELECT "?" , ?', 1],
  ['SELECT "a\\"?", ?', 1],
  ['SELECT `?`, ?', 1],
  ['SELECT `a``?`, ?', 1],
  ['SELECT `back\\`, ?', 1],
  ['SELECT ? -- really ?', 1],
  ['SELECT ? --\t?\n, ?', 2],
  ['SELECT 5--?', 1],
  ['SELECT ? --', 1],
  ['SELECT ? # ?\n+ ?', 2],
  ['SELECT /* ? */ ?', 1],
  ['SELECT /* ?', 0],
  ['SELECT 4 / ? * ?', 2],
  ["SELECT '?", 0],
  ["SELECT '\\", 0],
  ["SELECT '-- ?' ?", 1],
  ["SELECT /* ' */ ? /* ' */", 1],
])('%s has %i placeholders', (sql, count) => {
  expect(countPlaceholders(sql)).toBe(count);
});
