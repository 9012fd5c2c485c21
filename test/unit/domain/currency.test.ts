import { currencyOf } from '../../../journey/domain/currency';

test.each([
  ['CNY', 'CNY'],
  [' eur ', 'EUR'],
  ['¥', null],
  ['RMB yuan', null],
  ['', null],
  [156, null],
  [undefined, null],
])('the currency %j is %j', (given, code) => {
  expect(currencyOf(given)).toBe(code);
});
