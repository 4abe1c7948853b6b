const FIN_TEXT = 0x81;
const LENGTH_16 = 126;
const LENGTH_64 = 127;

/**
 * A text message as one whole WebSocket frame of a server (RFC 6455, section 5.2): unmasked, uncompressed, not in parts.
 * Built once, it can be written to any number of sockets.
 */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const head = headOf(length);
  const frame = Buffer.allocUnsafeSlow(head.length + length);
  head.copy(frame);
  frame.write(text, head.length, 'utf8');
  return frame;
}

function headOf(length: number): Buffer {
  if (length < LENGTH_16) return Buffer.from([FIN_TEXT, length]);
  if (length < 65_536) return Buffer.from([FIN_TEXT, LENGTH_16, length >> 8, length & 0xff]);
  const head = Buffer.alloc(10);
  head[0] = FIN_TEXT;
  head[1] = LENGTH_64;
  head.writeBigUInt64BE(BigInt(length), 2);
  return head;
}

/** The message of graphql-transport-ws that brings a result, which is given as JSON. */
export function nextFrame(id: string, result: string): Buffer {
  return textFrame(`${openingOf(id)}${result}}`);
}

/** The same frame in two parts, of which the second is alike for all ids: who gets it need not have the same id to share it. */
export function nextEnding(result: string): Buffer {
  const text = `${result}}`;
  const ending = Buffer.allocUnsafeSlow(Buffer.byteLength(text));
  ending.write(text, 'utf8');
  return ending;
}

/** @returns bytes, each as a character of latin1: short as they are, a buffer of its own would be the greater part of them */
export function nextBeginning(id: string, ending: Buffer): string {
  const opening = Buffer.from(openingOf(id));
  return Buffer.concat([headOf(opening.length + ending.length), opening]).toString('latin1');
}

function openingOf(id: string): string {
  return `{"id":${JSON.stringify(id)},"type":"next","payload":`;
}
