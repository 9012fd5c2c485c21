import { CALL_ENDS, callBranches, endedCall } from '../../../../journey/domain/calls/dispositions';
import { inCallingOrder, isFor, type ListedCall } from '../../../../journey/domain/calls/open-call';
import { branchFor } from '../../../../journey/domain/matching';
import { logged } from '../../kit';

const said = (properties: Record<string, unknown>, name = 'call.disposition') =>
  logged(name, 5, { properties });

describe('what a wait for a call hears', () => {
  const hears = (properties: Record<string, unknown>, name?: string) =>
    branchFor(callBranches('d:n:1'), said(properties, name)) !== null;

  test.each(CALL_ENDS)('%s of its task', (disposition) => {
    expect(hears({ task: 'd:n:1', disposition })).toBe(true);
    expect(hears({ task: 'd:n:2', disposition })).toBe(false);
    expect(hears({ task: 'd:n:1', disposition }, 'call.progress')).toBe(false);
  });

  test.each([undefined, null, 'assigned', 'busy ', 'xbusy', 7, ['busy']])('not %j', (disposition) => {
    expect(hears({ task: 'd:n:1', disposition })).toBe(false);
    expect(endedCall(said({ task: 'd:n:1', disposition }))).toBeNull();
  });
});

test.each([
  ['2026-01-05T10:00:00Z', Date.UTC(2026, 0, 5, 10)],
  [86_400_000, 86_400_000],
  ['soon', null],
  [null, null],
])('wanting to be called back at %j', (callbackAt, at) => {
  expect(endedCall(said({ disposition: 'callback', callbackAt }))).toMatchObject({ callbackAt: at });
  expect(endedCall(said({ disposition: 'busy', callbackAt }))).toMatchObject({ callbackAt: null });
});

const listed = (key: string, given: Partial<ListedCall> = {}): ListedCall => ({
  ...{ key, to: '+1', name: key, script: '', variables: {}, priority: 0, assignee: null, dueAt: null },
  ...{ createdAt: 0, zone: 'UTC', attempt: 1, takenBy: null, ...given },
});

test('the order of the list', () => {
  const calls = [
    listed('late'),
    listed('old', { createdAt: -1 }),
    listed('due', { dueAt: 9 }),
    listed('sooner', { dueAt: 5 }),
    listed('urgent', { priority: 1 }),
  ];
  expect(inCallingOrder(calls).map(({ key }) => key)).toEqual(['urgent', 'sooner', 'due', 'old', 'late']);
});

test.each<[string, Partial<ListedCall>, boolean]>([
  ['', { assignee: 'Li' }, true],
  ['li ', { assignee: 'Li' }, true],
  ['Wang', { assignee: 'Li' }, false],
  ['Wang', {}, true],
  ['Wang', { assignee: 'Li', takenBy: 'Wang' }, true],
  ['Li', { assignee: 'Li', takenBy: 'Wang' }, false],
])('%j sees %j: %s', (agent, given, sees) => {
  expect(isFor(agent, listed('a', given))).toBe(sees);
});
