import { carry, pathHash } from '../../../journey/host/carry';
import { couponCode, digest, newId } from '../../../journey/host/ids';
import { startedWith } from '../../../journey/host/start';
import type { Lineage, LineageStep } from '../../../journey/ports/store';

const KIB = 1024;
const step = (name: string, kib = 0, given: Partial<LineageStep> = {}): LineageStep => ({
  nodeId: `id-${name}`,
  name,
  output: 0,
  json: { of: name, ...(kib > 0 ? { text: 'x'.repeat(kib * KIB) } : {}) },
  ...given,
});
const kept = (lineage: Lineage) => lineage.map(({ json }) => ('of' in json ? json['of'] : null));

describe('what is carried over a wait', () => {
  test('below the cap everything, unchanged', () => {
    const lineage = [step('T', 30), step('A', 30), step('B', 30)];
    expect(carry({ a: 1 }, lineage)).toEqual({ json: { a: 1 }, lineage, trimmed: false });
  });

  test('the cap counts all items together, to the letter', () => {
    const exact = (extra: number) => {
      const lineage = [step('T'), step('A', 60)];
      const used = lineage.reduce((sum, { json }) => sum + JSON.stringify(json).length, '{"x":""}'.length);
      return carry({ x: 'y'.repeat(128 * KIB - used + extra) }, lineage).trimmed;
    };
    expect([exact(0), exact(1)]).toEqual([false, true]);
  });

  test('above it the largest earlier item goes first, and no more than must', () => {
    const carried = carry({ of: 'item' }, [step('T', 30), step('A', 40), step('B', 60), step('C', 20)]);
    expect(kept(carried.lineage)).toEqual(['T', 'A', null, 'C']);
    expect(carried.lineage[2]).toEqual({ ...step('B'), json: {} });
    expect(carried.trimmed).toBe(true);
  });

  test('then the next largest', () => {
    const carried = carry({}, [step('T', 90), step('A', 30), step('B', 60), step('C', 20)]);
    expect(kept(carried.lineage)).toEqual(['T', null, null, 'C']);
  });

  test("neither the item nor the trigger's is ever touched, however large", () => {
    const json = { text: 'x'.repeat(200 * KIB) };
    const carried = carry(json, [step('T', 200), step('A', 1), step('B')]);
    expect(carried.json).toBe(json);
    expect(kept(carried.lineage)).toEqual(['T', null, null]);
    expect(carry(json, [step('T', 200)])).toMatchObject({ trimmed: false });
    expect(carry(json, [])).toEqual({ json, lineage: [], trimmed: false });
  });
});

describe('the way somebody came', () => {
  const way = [step('T'), step('A', 0, { output: 1 })];
  test('is the same whatever they carry, and whatever nodes are called', () => {
    expect(pathHash([step('T', 1), step('B', 1, { nodeId: 'id-A', output: 1 })])).toBe(pathHash(way));
    expect(pathHash(way)).toMatch(/^[0-9a-f]{16}$/);
  });

  test.each([
    ['another output', [step('T'), step('A')]],
    ['another node', [step('T'), step('B', 0, { output: 1 })]],
    ['another order', [...way].reverse()],
    ['one round more', [...way, ...way]],
  ])('differs by %s', (_, lineage) => expect(pathHash(lineage)).not.toBe(pathHash(way)));
});

describe('what an execution was started with', () => {
  const ref = { id: 'd1', attempt: 1 };
  test.each<[unknown, unknown[]]>([
    [{ deliveries: [ref, { id: 'd2', attempt: 3 }] }, [ref, { id: 'd2', attempt: 3 }]],
    [{ deliveries: [{ ...ref, userId: 'ann' }] }, [ref]],
    [{ deliveries: [] }, []],
    [
      { deliveries: [null, 1, 'd1', {}, { id: 'd1' }, { id: 1, attempt: 1 }, { id: 'd1', attempt: '1' }] },
      [],
    ],
    [{ deliveries: [null, ref] }, [ref]],
    [{ deliveries: ref }, []],
    [{ delivery: [ref] }, []],
    [[ref], []],
    ['deliveries', []],
    [null, []],
    [undefined, []],
  ])('%j: %j', (json, refs) => expect(startedWith(json)).toEqual(refs));
});

describe('ids and codes', () => {
  test('ids are 128 bits in hex and never the same', () => {
    const ids = Array.from({ length: 1000 }, newId);
    expect(new Set(ids).size).toBe(1000);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
  });

  test('ids begin with the time, so that later ones come behind earlier ones in an index', () => {
    const now = jest.spyOn(Date, 'now');
    const at = (instant: number): string => (now.mockReturnValue(instant), newId());
    const instants = [0, 1, 255, 256, Date.UTC(2026, 0, 1), Date.UTC(9999, 0, 1)];
    const ids = instants.map(at);
    now.mockRestore();
    expect([...ids].sort()).toEqual(ids);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
  });

  test('digests depend on every part of a value', () => {
    expect(digest([['a', 1]])).toBe(digest([['a', 1]]));
    expect(digest([['a', 1]])).not.toBe(digest([['a', '1']]));
    expect([digest({}).length, digest({}, 12).length]).toEqual([32, 12]);
  });

  test('codes use every letter that cannot be misread, and no other', () => {
    const codes = Array.from({ length: 400 }, () => couponCode('', 16));
    const letters = [...new Set(codes.join(''))].sort().join('');
    expect(letters).toBe('23456789ABCDEFGHJKMNPQRSTUVWXYZ');
    expect(new Set(codes).size).toBe(400);
    expect(codes.every((code) => code.length === 16)).toBe(true);
  });

  test('the prefix stays as it is, before 10 random characters', () => {
    expect(couponCode('Welcome-10')).toMatch(/^Welcome-10[2-9A-HJKMNP-Z]{10}$/);
  });
});
