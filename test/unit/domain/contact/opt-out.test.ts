import { optsIn, optsOut } from '../../../../journey/domain/contact/opt-out';

test.each(['STOP', 'stop.', ' Td ', 'ＴＤ', 'T', 'R', '退订', '“退订”！', '拒收'])('%s stops', (text) =>
  expect(optsOut(text)).toBe(true),
);

test.each(['', 'please do not stop', 'TODAY', '9', 'R2', '不退订', 'cancel', 'end'])('%s does not', (text) =>
  expect(optsOut(text)).toBe(false),
);

test.each(['START', ' unstop.', '恢复订阅'])('%s takes it back', (text) =>
  expect([optsIn(text), optsOut(text)]).toEqual([true, false]),
);

test.each(['', 'yes', '1', 'STOP', 'START NOW', '订阅'])('%s does not', (text) =>
  expect(optsIn(text)).toBe(false),
);
