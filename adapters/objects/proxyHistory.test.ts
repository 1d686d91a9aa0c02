import { describe, expect, test } from 'vitest';
import { createListHistory } from './proxyHistory.ts';

const answer = (text: string) => ({ status: 200, headers: {}, body: Buffer.from(text) });

describe('the history of listings', () => {
  test('tells the last answer to the same question that is old enough', () => {
    const history = createListHistory();
    const recall = (target: string, writesAgo: number) => history.recall(target, writesAgo)?.body.toString();
    history.note('/b?', answer('none'));
    history.countWrite();
    history.note('/b?', answer('one'));
    history.note('/b?prefix=a', answer('other'));
    history.countWrite();
    expect([recall('/b?', 1), recall('/b?', 2), recall('/b?', 3)]).toEqual(['one', 'none', undefined]);
    expect([recall('/b?prefix=a', 1), recall('/b?prefix=a', 2)]).toEqual(['other', undefined]);
  });

  test('keeps the last answers only', () => {
    const history = createListHistory();
    history.note('/old', answer('old'));
    history.countWrite();
    for (let nth = 0; nth < 256; nth += 1) history.note('/new', answer(String(nth)));
    expect(history.recall('/old', 1)).toBeUndefined();
  });
});
