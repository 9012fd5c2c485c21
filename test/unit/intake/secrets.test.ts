import { acceptedSecrets, secretsFault } from '../../../journey/domain/intake/secrets';

const GOOD = Buffer.alloc(32, 1).toString('base64');

test('secretsFault names the field, never the secret', () => {
  expect(secretsFault({ signingSecret: GOOD })).toBeNull();
  expect(secretsFault({ signingSecret: `whsec_${GOOD}`, previousSigningSecret: ' ' })).toBeNull();
  expect(secretsFault({ signingSecret: '' })).toMatch(/^Signing Secret/);
  expect(secretsFault({ signingSecret: 'swordfish' })).not.toContain('swordfish');
  expect(secretsFault({ signingSecret: GOOD, previousSigningSecret: 'short' })).toMatch(
    /^Previous Signing Secret/,
  );
});

test('acceptedSecrets: the current one first, none that is empty', () => {
  expect(acceptedSecrets({ signingSecret: GOOD })).toEqual([GOOD]);
  expect(acceptedSecrets({ signingSecret: GOOD, previousSigningSecret: '' })).toEqual([GOOD]);
  expect(acceptedSecrets({ signingSecret: GOOD, previousSigningSecret: 'old' })).toEqual([GOOD, 'old']);
});
