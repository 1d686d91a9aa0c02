import { expect, test } from 'vitest';
import { isLike, isLikeName } from './like.ts';

test.each([
  ['version', 'ver%', true],
  ['version', 'VER%', false],
  ['version', '%s_on', true],
  ['version', '%x%', false],
  ['', '%', true],
  ['', '_', false],
  ['a%b', 'a\\%b', true],
  ['axb', 'a\\%b', false],
  ['abab', '%ab', true],
  ['aXbXc', 'a%X%c', true],
  ['(a+)', '(a+)', true],
  ['äö', '_ö', true],
])('%s LIKE %s is %s', (text, pattern, expected) => {
  expect(isLike(text, pattern)).toBe(expected);
});

test('names are compared without regard to case', () => {
  expect(isLikeName('Variable_Name', 'variable\\_n%')).toBe(true);
});

test('a hostile pattern ends soon', () => {
  expect(isLike('a'.repeat(2000), `${'%a'.repeat(200)}b`)).toBe(false);
});
