import { describeOracle } from './oracle';

jest.setTimeout(600_000);

describe('the first purchase, in the embedded store', () => {
  describeOracle('embedded');
});
