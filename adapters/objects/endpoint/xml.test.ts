import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { element, optional, xmlDocument } from './xml.ts';
import { childText, MAX_XML_BYTES, readXml } from './xmlReader.ts';

const read = (text: string) => readXml(Buffer.from(text), 'R');

describe('documents', () => {
  test('are written with every text escaped, and absent elements left out', () => {
    const root = element('R', [
      element('A', '<&>"\'\r\n'),
      element('N', 3),
      element('T', false),
      optional('X', undefined),
    ]);
    expect(xmlDocument(root)).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<R xmlns="http://s3.amazonaws.com/doc/2006-03-01/">' +
        '<A>&#60;&#38;&#62;&#34;&#39;&#13;&#10;</A><N>3</N><T>false</T></R>',
    );
  });

  test('are read as they were written, whatever the text', () => {
    const text = fc.string({
      unit: fc.constantFrom(...'<&>"\'\r\n\t ;#x', '\u0001', '\u0085', 'é', '日', '\u{1f600}', '\ufffd'),
    });
    fc.assert(
      fc.property(text, text, (first, second) => {
        const root = read(xmlDocument(element('R', [element('A', first), element('B', second)])));
        expect([childText(root, 'A'), childText(root, 'B')]).toEqual([first, second]);
      }),
    );
  });

  test('may have a declaration, a namespace, empty elements and space between elements', () => {
    const root = read(
      `<?xml version='1.0' encoding='UTF-8'?>\n<R xmlns='urn:x'>\n <A/>\n <B>x &lt;&#x41;&#66;</B>\n</R>\n`,
    );
    expect([childText(root, 'A'), childText(root, 'B'), childText(root, 'C')]).toEqual(['', 'x <AB', undefined]);
  });

  test.each([
    ['an entity that it declares', '<!DOCTYPE R [<!ENTITY e "x">]><R>&e;</R>'],
    ['an entity that nobody declared', '<R>&e;</R>'],
    ['a property of every object', '<R>&constructor;</R>'],
    ['a lone ampersand', '<R>a & b</R>'],
    ['no character', '<R>&#0;</R>'],
    ['half a character', '<R>&#xD800;</R>'],
    ['too large a character', '<R>&#x110000;</R>'],
    ['a comment', '<R><!-- x --></R>'],
    ['a section', '<R><![CDATA[x]]></R>'],
    ['an instruction', '<R><?php x?></R>'],
    ['an attribute', '<R a="b"></R>'],
    ['two elements', '<R></R><R></R>'],
    ['text outside', 'x<R></R>'],
    ['text beside elements', '<R>x<A></A></R>'],
    ['an element that is not closed', '<R><A></R>'],
    ['an element that is closed twice', '<R></R></R>'],
    ['nothing', ''],
    ['another element', '<S></S>'],
    ['too many levels', `<R>${'<A>'.repeat(9)}${'</A>'.repeat(9)}</R>`],
    ['too many elements', `<R>${'<A/>'.repeat(100_001)}</R>`],
  ])('with %s are refused', (_what, text) => {
    expect(() => read(text)).toThrow(/^The XML of the request cannot be read: /);
  });

  test('that are too long or no UTF-8 are refused', () => {
    expect(() => readXml(Buffer.alloc(MAX_XML_BYTES + 1, 0x20), 'R')).toThrow(/expected at most/);
    expect(() => readXml(Buffer.from([0x3c, 0x52, 0x3e, 0xff]), 'R')).toThrow(/not UTF-8/);
  });

  test('with an element twice or with elements in it have no text for it', () => {
    expect(() => childText(read('<R><A>1</A><A>2</A></R>'), 'A')).toThrow(/several A/);
    expect(() => childText(read('<R><A><B/></A></R>'), 'A')).toThrow(/elements in A/);
  });
});
