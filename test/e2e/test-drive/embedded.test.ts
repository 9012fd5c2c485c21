import { describeOracle } from './oracle';

jest.setTimeout(900_000);

describe('the test drive, in the embedded store', () => {
  describeOracle('embedded');
});
