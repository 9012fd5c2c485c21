import { postgresAvailable } from '../../host/services';
import { describeOracle } from './oracle';

jest.setTimeout(600_000);

(postgresAvailable() ? describe : describe.skip)(
  'the first purchase, in a PostgreSQL schema of its own',
  () => {
    describeOracle('postgres');
  },
);
