import { armOf, bucketOf, type Arm } from '../../../journey/domain/bucket';
import { seed } from '../../support/random';

const AB: Arm[] = [
  { id: 'a', percent: 30 },
  { id: 'b', percent: 20 },
];

describe('bucketOf', () => {
  test.each([
    ['user_1', 0.01134776],
    ['user_2', 0.96356839],
  ])('%s has its published place', (user, place) =>
    expect(bucketOf('workflow-1-a', user)).toBeCloseTo(place, 8),
  );

  test('another salt deals anew', () => {
    expect(bucketOf('workflow-1-b', 'user_1')).not.toBe(bucketOf('workflow-1-a', 'user_1'));
  });
});

describe('armOf', () => {
  test.each([
    ['user_1', 'a'],
    ['user_2', null],
    ['', null],
    [null, null],
  ])('%s goes to %s', (user, arm) => expect(armOf(AB, 'workflow-1-a', user)).toBe(arm));

  test('arms of a hundred percent leave nobody to control, none leave everybody', () => {
    const all = [
      { id: 'a', percent: 33.3 },
      { id: 'b', percent: 66.7 },
    ];
    const users = Array.from({ length: 2000 }, (_, n) => `u${n}`);
    expect(users.map((user) => armOf(all, 's', user))).not.toContain(null);
    expect(new Set(users.map((user) => armOf([], 's', user)))).toEqual(new Set([null]));
  });

  test('raising the last arm moves people from control to it and nobody else', () => {
    const raised = [AB[0]!, { id: 'b', percent: 45 }];
    const moved = Array.from({ length: 5000 }, (_, n) => `u${n}`).map(
      (user) => `${armOf(AB, 's', user)}>${armOf(raised, 's', user)}`,
    );
    expect(new Set(moved)).toEqual(new Set(['a>a', 'b>b', 'null>null', 'null>b']));
  });

  test('shares are kept: chi-square over many ids', () => {
    const people = 50_000;
    const expected: Record<string, number> = { a: 0.3, b: 0.2, null: 0.5 };
    const found: Record<string, number> = { a: 0, b: 0, null: 0 };
    for (let n = 0; n < people; n += 1) {
      const arm = String(armOf(AB, `salt-${seed}`, `user-${seed}-${n}`));
      found[arm] = (found[arm] ?? 0) + 1;
    }
    const chi = Object.entries(expected).reduce(
      (sum, [arm, share]) => sum + ((found[arm] ?? 0) - people * share) ** 2 / (people * share),
      0,
    );
    console.log(`${JSON.stringify(found)}, chi-square ${chi.toFixed(2)} of 2 degrees of freedom`);
    // One run in five million would exceed this by chance.
    expect(chi).toBeLessThan(30.8);
  });
});
