import { assert, property, string, uint8Array } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeBlob } from '../../../../functions/shared/scrapeConfiguration/index.ts';

const YAML = 'scrape_configs:\n  - job_name: s3cret é\n';
const encode = (text: string) => Buffer.from(text).toString('base64');
const wrap = (text: string) => text.replaceAll(/.{20}/g, '$&\n');

const refused = [
  { name: 'nothing', blob: '', problem: 'is empty' },
  { name: 'the text itself', blob: YAML, problem: 'is not base64' },
  { name: 'base64 in several lines', blob: wrap(encode(YAML)), problem: 'is not base64' },
  { name: 'base64 with a line end', blob: `${encode(YAML)}\n`, problem: 'is not base64' },
  { name: 'base64 without its padding', blob: encode('ab').replaceAll('=', ''), problem: 'is not base64' },
  { name: 'base64 with bits left over', blob: 'YWJ=', problem: 'is not base64' },
  { name: 'the alphabet of URLs', blob: 'YT_-', problem: 'is not base64' },
  { name: 'bytes that are no UTF-8', blob: Buffer.from([0x61, 0xff]).toString('base64'), problem: 'UTF-8' },
  { name: 'a text encoded twice', blob: encode(encode(YAML)), problem: 'is encoded twice' },
  { name: 'a text encoded twice, in several lines', blob: encode(wrap(encode(YAML))), problem: 'is encoded twice' },
];

describe('a configuration blob', () => {
  test('is decoded', () => {
    expect(decodeBlob(encode(YAML))).toEqual({ text: YAML });
  });

  test.each(refused)('that is $name is refused, with the remedy and without its contents', ({ blob, problem }) => {
    const result = decodeBlob(blob);
    expect(result).toMatchObject({
      findings: [
        {
          path: 'scrapeConfiguration.configurationBlob',
          problem: expect.stringContaining(problem),
          remedy: expect.stringContaining('base64 -w0'),
        },
      ],
    });
    expect(JSON.stringify(result)).not.toContain('s3cret');
  });

  test('of base64 that is no YAML map is for the check of the YAML to refuse', () => {
    expect(decodeBlob(encode(encode('hello')))).toEqual({ text: encode('hello') });
  });

  test('keeps its byte order mark, so that the digest is that of the bytes', () => {
    expect(decodeBlob(encode('\uFEFFa: b'))).toEqual({ text: '\uFEFFa: b' });
  });

  test('gives back any text that was encoded', () => {
    assert(
      property(string({ minLength: 1, unit: 'binary' }), (text) => {
        expect(decodeBlob(encode(text))).toEqual({ text });
      }),
    );
  });

  test('of any bytes ends in a text or a finding', () => {
    assert(
      property(uint8Array({ minLength: 1 }), (bytes) => {
        const result = decodeBlob(Buffer.from(bytes).toString('base64'));
        if ('text' in result) expect(Buffer.from(result.text)).toEqual(Buffer.from(bytes));
        else expect(result.findings).toHaveLength(1);
      }),
    );
  });
});
