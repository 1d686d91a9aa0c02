import { expect, test } from 'vitest';
import { MAX_COMMAND_BYTES, MAX_FRAGMENT_BYTES, MAX_LOGIN_BYTES } from './constants.ts';
import { createFrameBuffer, type FrameBuffer } from './framing.ts';
import { PacketWriter } from './writer.ts';

function header(payloadBytes: number, sequenceId: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUIntLE(payloadBytes, 0, 3);
  bytes.writeUInt8(sequenceId, 3);
  return bytes;
}

function packet(payload: Buffer, sequenceId = 0): Buffer {
  return Buffer.concat([header(payload.length, sequenceId), payload]);
}

function commandBuffer(): FrameBuffer {
  const buffer = createFrameBuffer();
  buffer.allowCommands();
  return buffer;
}

test('packets are found however the stream is cut', () => {
  const stream = Buffer.concat([packet(Buffer.from('one')), packet(Buffer.alloc(0)), packet(Buffer.from('three'), 7)]);
  for (let size = 1; size <= stream.length; size += 1) {
    const buffer = createFrameBuffer();
    const found: string[] = [];
    for (let at = 0; at < stream.length; at += size) {
      buffer.push(stream.subarray(at, at + size));
      for (let frame = buffer.next(); frame; frame = buffer.next()) {
        found.push(frame.kind === 'packet' ? `${frame.sequenceId}:${frame.payload.toString()}` : frame.kind);
      }
    }
    expect(found).toEqual(['0:one', '0:', '7:three']);
  }
});

test('what follows a packet stays untouched until it is asked for', () => {
  const buffer = createFrameBuffer();
  buffer.push(Buffer.concat([packet(Buffer.from('tls')), Buffer.from([22, 3, 1, 2, 0, 1])]));
  expect(buffer.next()).toMatchObject({ kind: 'packet' });
  expect([...buffer.takeRest()]).toEqual([22, 3, 1, 2, 0, 1]);
  expect(buffer.bufferedBytes).toBe(0);
});

test.each([MAX_FRAGMENT_BYTES - 1, MAX_FRAGMENT_BYTES, MAX_FRAGMENT_BYTES + 1, 2 * MAX_FRAGMENT_BYTES])(
  'a payload of %i bytes is split by the writer and joined by the reader',
  (bytes) => {
    const payload = Buffer.alloc(bytes);
    payload.write('end', bytes - 3);
    const stream = new PacketWriter(250).begin().bytes(payload).end().begin().u8(1).end().finish();
    const buffer = commandBuffer();
    buffer.push(stream);
    const frame = buffer.next();
    const fragments = Math.floor(bytes / MAX_FRAGMENT_BYTES) + 1;
    expect(frame).toMatchObject({ kind: 'packet', firstSequenceId: 250, sequenceId: 250 + fragments - 1 });
    expect(frame?.kind === 'packet' && frame.payload.equals(payload)).toBe(true);
    expect(buffer.next()).toMatchObject({ kind: 'packet', firstSequenceId: 250 + fragments });
  },
);

test('fragments that do not count on are refused', () => {
  const buffer = commandBuffer();
  buffer.push(packet(Buffer.alloc(MAX_FRAGMENT_BYTES), 0));
  buffer.push(packet(Buffer.from('x'), 2));
  expect(() => buffer.next()).toThrow(/out of order: sequence id 2, expected 1/);
});

test('a command above the limit is skipped without being held, and the next one is read', () => {
  const buffer = commandBuffer();
  const part = Buffer.alloc(MAX_FRAGMENT_BYTES);
  part[0] = 3;
  for (let sequenceId = 0; sequenceId < 5; sequenceId += 1) {
    buffer.push(packet(part, sequenceId));
    expect(buffer.next()).toBeUndefined();
    expect(buffer.bufferedBytes).toBe(0);
  }
  buffer.push(packet(Buffer.from('end'), 5));
  buffer.push(packet(Buffer.from('next'), 0));
  expect(buffer.next()).toEqual({ kind: 'tooLarge', firstSequenceId: 0, sequenceId: 5, firstByte: 3 });
  expect(buffer.next()).toMatchObject({ kind: 'packet', payload: Buffer.from('next') });
});

test('a command of exactly the limit is accepted, one byte more is not', () => {
  const rest = MAX_COMMAND_BYTES - 4 * MAX_FRAGMENT_BYTES;
  const kinds = [rest, rest + 1].map((lastBytes) => {
    const buffer = commandBuffer();
    for (let sequenceId = 0; sequenceId < 4; sequenceId += 1)
      buffer.push(packet(Buffer.alloc(MAX_FRAGMENT_BYTES), sequenceId));
    buffer.push(packet(Buffer.alloc(lastBytes), 4));
    return buffer.next()?.kind;
  });
  expect(kinds).toEqual(['packet', 'tooLarge']);
});

test('before the login only small packets are read', () => {
  const buffer = createFrameBuffer();
  buffer.push(packet(Buffer.alloc(MAX_LOGIN_BYTES)));
  expect(buffer.next()).toMatchObject({ kind: 'packet' });
  buffer.push(header(MAX_LOGIN_BYTES + 1, 1));
  expect(() => buffer.next()).toThrow(/a packet of 65537 bytes before the login, expected at most 65536/);
});
