import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync, type ZlibOptions } from 'node:zlib';
import type { IntakeLimits } from './limits';
import type { Refusal } from './outcome';

type Inflate = (bytes: Buffer, options: ZlibOptions) => Buffer;

const KNOWN = 'gzip, deflate and br';

/**
 * The bytes of a body without compression. The content decides, the header only helps where the content cannot
 * tell: gzip and zlib show themselves by their first bytes whatever the header says, because some SDKs label
 * gzip as a form; raw deflate and brotli need the header, and text under a wrong header is taken as text.
 * Inflating stops at `maxDecodedBytes`, so that a bomb costs no more than that. Never throws.
 */
export function inflate(
  bytes: Buffer,
  contentEncoding: string | undefined,
  limits: IntakeLimits,
): Buffer | Refusal {
  const encoding = (contentEncoding ?? '').trim().toLowerCase();
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return run(gunzipSync, 'gzip', bytes, limits);
  if (isZlib(bytes)) return run(inflateSync, 'deflate', bytes, limits);
  if (encoding === 'br') return orText(run(brotliDecompressSync, 'br', bytes, limits), bytes);
  if (encoding === 'deflate') return orText(run(inflateRawSync, 'deflate', bytes, limits), bytes);
  if (looksLikeJson(bytes) || encoding === '' || encoding === 'identity') return bytes;
  if (encoding === 'gzip' || encoding === 'x-gzip') return broken('gzip');
  return {
    status: 415,
    message: `Content-Encoding ${encoding.slice(0, 40)} is not known. Send the body uncompressed or as ${KNOWN}`,
  };
}

function run(decode: Inflate, name: string, bytes: Buffer, limits: IntakeLimits): Buffer | Refusal {
  try {
    return decode(bytes, { maxOutputLength: limits.maxDecodedBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') return broken(name);
    return {
      status: 413,
      message: `The body is larger than ${limits.maxDecodedBytes} bytes after decompression. Send fewer events at once`,
    };
  }
}

function orText(inflated: Buffer | Refusal, bytes: Buffer): Buffer | Refusal {
  if (Buffer.isBuffer(inflated) || inflated.status === 413) return inflated;
  return looksLikeJson(bytes) ? bytes : inflated;
}

function broken(name: string): Refusal {
  return {
    status: 400,
    message: `The body is not complete ${name} data. Send it again, or without compression`,
  };
}

/** RFC 1950: method 8, window up to 32 KiB, and a check that makes the first two bytes divisible by 31. */
function isZlib(bytes: Buffer): boolean {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) return false;
  return (first & 0x0f) === 8 && first >> 4 <= 7 && first >= 0x68 && (first * 256 + second) % 31 === 0;
}

function looksLikeJson(bytes: Buffer): boolean {
  const start = bytes
    .subarray(0, 64)
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart();
  return start.startsWith('{') || start.startsWith('[');
}
