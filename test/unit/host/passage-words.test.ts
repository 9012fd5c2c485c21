import { nextOf } from '../../../journey/host/passage-words';
import type { Passage } from '../../../journey/ports/store';

test('what comes next is said in plain words, in two languages and by the clock of the zone', () => {
  const wait = { nodeId: 'n', since: 0, deadlineAt: Date.UTC(2026, 2, 11, 1), events: ['call.disposition'] };
  const passage = { active: true, reason: null, waiting: [wait], underway: [] } as unknown as Passage;
  const names = { workflow: null, nodeOf: () => 'Call' };
  expect(nextOf(passage, names, 'Asia/Shanghai')).toEqual({
    next: 'At Call: waits for the result of a call, until 2026-03-11 09:00 (Asia/Shanghai)',
    nextInChinese: '在“Call”：等待通话结果，直到2026-03-11 09:00（Asia/Shanghai）',
  });
});
