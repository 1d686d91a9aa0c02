import { describe, expect, test } from 'vitest';
import { authorize } from './authorize.ts';
import { decodeChunks } from './chunked.ts';
import { queryOf, type RequestHead } from './request.ts';

// The keys, requests and signatures of Amazon's own examples (Amazon S3 API reference, "Authenticating requests").
const credentials = { accessKey: 'AKIAIOSFODNN7EXAMPLE', secretKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
const dayMs = Date.UTC(2013, 4, 24);
const emptyHash = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const scope = '20130524/us-east-1/s3/aws4_request';

interface Example {
  readonly method?: string;
  readonly path: string;
  readonly query?: string;
  readonly headers: Readonly<Record<string, string>>;
}

function head({ method = 'GET', path, query = '', headers }: Example): RequestHead {
  const all: Readonly<Record<string, string>> = { host: 'examplebucket.s3.amazonaws.com', ...headers };
  return {
    method,
    path,
    query: queryOf(query),
    header: (name) => all[name],
    headerNames: Object.keys(all),
    bucket: 'examplebucket',
    key: path.slice(1),
  };
}

function signed(example: Example, names: string, signature: string): RequestHead {
  const authorization = `AWS4-HMAC-SHA256 Credential=${credentials.accessKey}/${scope},SignedHeaders=${names},Signature=${signature}`;
  return head({ ...example, headers: { 'x-amz-date': '20130524T000000Z', ...example.headers, authorization } });
}

const get = signed(
  { path: '/test.txt', headers: { range: 'bytes=0-9', 'x-amz-content-sha256': emptyHash } },
  'host;range;x-amz-content-sha256;x-amz-date',
  'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
);

const presigned = {
  path: '/test.txt',
  query:
    `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F${encodeURIComponent(scope)}` +
    '&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host' +
    '&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
  headers: {},
};

describe('signatures of version 4', () => {
  test('in the header: a GET with a range, a PUT, a bucket with a parameter, a listing', () => {
    expect(authorize(get, credentials, dayMs)).toEqual({ kind: 'sha256', hash: emptyHash });
    const putHash = '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072';
    const put = signed(
      {
        method: 'PUT',
        path: '/test$file.text',
        headers: {
          date: 'Fri, 24 May 2013 00:00:00 GMT',
          'x-amz-storage-class': 'REDUCED_REDUNDANCY',
          'x-amz-content-sha256': putHash,
        },
      },
      'date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class',
      '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
    );
    expect(authorize(put, credentials, dayMs)).toEqual({ kind: 'sha256', hash: putHash });
    const names = 'host;x-amz-content-sha256;x-amz-date';
    const headers = { 'x-amz-content-sha256': emptyHash };
    const lifecycle = 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543';
    const list = '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7';
    for (const [query, signature] of [
      ['lifecycle', lifecycle],
      ['prefix=J&max-keys=2', list],
    ]) {
      const request = signed({ path: '/', query: query ?? '', headers }, names, signature ?? '');
      expect(authorize(request, credentials, dayMs).kind).toBe('sha256');
    }
  });

  test('in the query', () => {
    expect(authorize(head(presigned), credentials, dayMs + 86_400_000)).toEqual({ kind: 'unsigned' });
    expect(() => authorize(head(presigned), credentials, dayMs + 86_400_001)).toThrow(/expired/);
    expect(() => authorize(head(presigned), credentials, dayMs - 3_600_000)).toThrow(/not valid yet/);
  });

  test.each<readonly [string, RequestHead, string]>([
    ['another method', { ...get, method: 'PUT' }, 'SignatureDoesNotMatch'],
    ['another path', { ...get, path: '/test.tx' }, 'SignatureDoesNotMatch'],
    ['another parameter', { ...get, query: [['a', '']] }, 'SignatureDoesNotMatch'],
    [
      'no host that was signed',
      signed(
        { path: '/', headers: { 'x-amz-content-sha256': emptyHash } },
        'x-amz-content-sha256;x-amz-date',
        'a'.repeat(64),
      ),
      'AccessDenied',
    ],
    ['a header that was not signed', { ...get, headerNames: [...get.headerNames, 'x-amz-meta-a'] }, 'AccessDenied'],
    ['no signature', head({ path: '/', headers: {} }), 'AccessDenied'],
    [
      'a signature of version 2',
      head({ path: '/', headers: { authorization: 'AWS a:b' } }),
      'AuthorizationHeaderMalformed',
    ],
    [
      'more than a week of validity',
      head({ ...presigned, query: presigned.query.replace('86400', '604801') }),
      'AuthorizationQueryParametersError',
    ],
    [
      'another validity',
      head({ ...presigned, query: presigned.query.replace('86400', '86401') }),
      'SignatureDoesNotMatch',
    ],
    [
      'no date',
      head({ ...presigned, query: presigned.query.replace('X-Amz-Date', 'X-Date') }),
      'AuthorizationQueryParametersError',
    ],
    [
      'the scope of another day',
      head({ ...presigned, query: presigned.query.replace('20130524T', '20130525T') }),
      'AuthorizationHeaderMalformed',
    ],
  ])('are refused with %s', (_what, request, code) => {
    expect(() => authorize(request, credentials, dayMs)).toThrow(expect.objectContaining({ code }));
  });

  test('are refused for other keys and another time', () => {
    const refusal = (more: Partial<typeof credentials>, nowMs = dayMs) => {
      const attempt = () => authorize(get, { ...credentials, ...more }, nowMs);
      return expect(attempt);
    };
    refusal({ accessKey: 'other' }).toThrow(expect.objectContaining({ code: 'InvalidAccessKeyId' }));
    refusal({ secretKey: 'other' }).toThrow(expect.objectContaining({ code: 'SignatureDoesNotMatch' }));
    refusal({}, dayMs + 15 * 60_000).not.toThrow();
    refusal({}, dayMs + 15 * 60_000 + 1).toThrow(expect.objectContaining({ code: 'RequestTimeTooSkewed' }));
    refusal({}, dayMs - 15 * 60_000 - 1).toThrow(expect.objectContaining({ code: 'RequestTimeTooSkewed' }));
  });
});

describe('signed chunks', () => {
  const chunk = (size: number, signature: string) =>
    `${size.toString(16)};chunk-signature=${signature}\r\n${'a'.repeat(size)}${size === 0 ? '' : '\r\n'}`;
  const headers = {
    'content-encoding': 'aws-chunked',
    'content-length': '66824',
    'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
    'x-amz-decoded-content-length': '66560',
    'x-amz-storage-class': 'REDUCED_REDUNDANCY',
  };
  const request = signed(
    { method: 'PUT', path: '/chunkObject.txt', headers: { ...headers, host: 's3.amazonaws.com' } },
    'content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class',
    '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
  );
  const signedRequest = { ...request, path: '/examplebucket/chunkObject.txt' };
  const body = [
    chunk(65_536, 'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648'),
    chunk(1024, '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497'),
    `${chunk(0, 'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9')}\r\n`,
  ].join('');

  function chainOf() {
    const promise = authorize(signedRequest, credentials, dayMs);
    return promise.kind === 'chunks' ? promise.chain : undefined;
  }

  test('are decoded', () => {
    expect(body.length).toBe(66_824);
    expect(decodeChunks(Buffer.from(body), chainOf()).bytes.equals(Buffer.alloc(66_560, 'a'))).toBe(true);
  });

  test.each([
    ['a changed byte', body.replace('\r\naaa', '\r\nbaa')],
    ['a chunk less', body.replace(/400;.*\r\na+\r\n/, '')],
    ['no signature', body.replace(/;chunk-signature=\w+/, '')],
  ])('are refused with %s', (_what, changed) => {
    const refused = expect.objectContaining({ code: 'SignatureDoesNotMatch' });
    expect(() => decodeChunks(Buffer.from(changed), chainOf())).toThrow(refused);
  });

  test('may have a signed trailer', () => {
    const chain = chainOf();
    const seed = '106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e';
    const trailing = (checksum: string) =>
      [
        chunk(65_536, 'b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2'),
        chunk(1024, '1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7'),
        chunk(0, '2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992'),
        `x-amz-checksum-crc32c:${checksum}\r\n`,
        'x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n',
      ].join('');
    if (!chain) throw new RangeError('no chain');
    const decoded = decodeChunks(Buffer.from(trailing('sOO8/Q==')), { ...chain, seed });
    expect([...decoded.trailers]).toEqual([['x-amz-checksum-crc32c', 'sOO8/Q==']]);
    expect(() => decodeChunks(Buffer.from(trailing('sOO8/R==')), { ...chain, seed })).toThrow(/signature of a chunk/);
  });
});

describe('unsigned chunks', () => {
  test('are joined, their trailer kept', () => {
    const { bytes, trailers } = decodeChunks(
      Buffer.from('3\r\nabc\r\n2\r\nde\r\n0\r\nX-Amz-Checksum-Crc32: AA==\r\n\r\n'),
    );
    expect(bytes.toString()).toBe('abcde');
    expect([...trailers]).toEqual([['x-amz-checksum-crc32', 'AA==']]);
    expect(decodeChunks(Buffer.from('0\r\n\r\n')).bytes.length).toBe(0);
  });

  test.each([
    '',
    '3\r\nab',
    '3\r\nabcd\r\n0\r\n\r\n',
    'x\r\n',
    '0',
    '0\r\nnonsense\r\n\r\n',
    '0\r\n\r\nmore',
    '1'.repeat(5000),
  ])('are refused when broken: %j', (body) => {
    expect(() => decodeChunks(Buffer.from(body))).toThrow(expect.objectContaining({ code: 'IncompleteBody' }));
  });
});
