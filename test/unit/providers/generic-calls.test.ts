import { genericCalls } from '../../../journey/providers/calls/generic';
import { answer, callback, request } from './kit';

describe('call tasks', () => {
  const calls = genericCalls({
    provider: 'genericHttp',
    baseUrl: 'https://calls.example/api',
    path: 'tasks',
    body: '{"phone": "{to}", "ctx": "{variables}", "prio": "{priority}", "back": "{callbackUrl}", "dueIn": "{timeoutSeconds}"}',
    idPath: 'task.id',
    callbackFields: '{"disposition": "result.word", "id": "task"}',
    dispositionWords: '{"无人接听": "no_answer", "Call Later": "callback"}',
    callbackSecret: 's',
  });
  const task = {
    to: '+8613800000000',
    name: 'No-show',
    script: 'Ask why',
    variables: { model: 'X' },
    priority: 5,
    assignee: null,
    dueAt: null,
    timeoutSeconds: null,
    idempotencyKey: 'k',
    callbackUrl: 'https://n8n.example/w',
  };

  test('keep the types of their fields and leave out what there is none of', () => {
    expect(JSON.parse(request(calls.buildRequest(task)).body ?? '')).toEqual({
      phone: '+8613800000000',
      ctx: { model: 'X' },
      prio: 5,
      back: 'https://n8n.example/w?reference=k&secret=s',
    });
    expect(calls.parseResponse(answer(201, { task: { id: 7 } }))).toEqual({
      kind: 'accepted',
      providerId: '7',
    });
  });

  test.each([
    ['无人接听', 'no_answer'],
    ['call later', 'callback'],
    ['wrong-number', 'wrong_number'],
  ])('the word %s is %s', (word, disposition) => {
    const body = JSON.stringify({ task: 't', result: { word }, callbackAt: '2026-02-01T10:00:00+08:00' });
    const [event] = calls.parseCallback(callback('https://n8n.example/w?reference=k', body)).events;
    expect(event).toMatchObject({ disposition, result: word, taskId: 't', reference: 'k' });
    expect(event?.callbackAt).toBe(disposition === 'callback' ? Date.UTC(2026, 1, 1, 2) : null);
  });

  test('several at once are judged alone', () => {
    const body = JSON.stringify([
      { task: 't', result: { word: 'busy' } },
      { task: 'u', result: { word: 'hm' } },
      1,
    ]);
    expect(calls.parseCallback(callback('https://n8n.example/w', body))).toMatchObject({
      events: [{ taskId: 't', disposition: 'busy' }],
      refused: [{ field: '[1].result.word' }, { field: '[2]' }],
      acknowledgement: { status: 200 },
    });
  });
});
