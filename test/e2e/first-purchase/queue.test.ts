import { postgresAvailable, redisAvailable } from '../../host/services';
import { describeOracle } from './oracle';

jest.setTimeout(600_000);

const here = postgresAvailable() && redisAvailable();

(here ? describe : describe.skip)('the first purchase, with n8n in queue mode', () => {
  describeOracle('queue');
});
