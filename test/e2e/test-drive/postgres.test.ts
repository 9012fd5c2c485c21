import { postgresAvailable } from '../../host/services';
import { describeOracle } from './oracle';

jest.setTimeout(900_000);

(postgresAvailable() ? describe : describe.skip)('the test drive, in a PostgreSQL schema of its own', () => {
  describeOracle('postgres');
});
