import { verifyBasic, verifyHeader } from '../../../journey/domain/intake/credentials';

const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });

describe('a header', () => {
  const secrets = { headerName: ' X-Api-Key ', headerSecret: 's3cret' };

  test('with its value is let in, whatever the case of its name', () => {
    expect(verifyHeader({ 'x-api-key': 's3cret' }, secrets)).toBe('ok');
  });

  test.each([{}, { 'x-api-key': '' }, { 'x-api-key': 's3cre' }, { 'x-api-key': ['s3cret'] }])(
    '%j is not',
    (sent) => {
      expect(verifyHeader(sent, secrets)).toMatchObject({ refused: 401 });
    },
  );

  test.each([
    {},
    { headerName: 'x' },
    { headerName: 'x', headerSecret: ' ' },
    { headerName: 'a b', headerSecret: 'x' },
  ])('a credential of another kind (%j) lets nobody in', (empty) => {
    expect(verifyHeader({ x: '' }, empty)).toMatchObject({
      refused: 401,
      message: expect.stringContaining('no usable credential') as string,
    });
  });
});

describe('user and password', () => {
  test('with both, or with a user alone', () => {
    expect(verifyBasic(basic('ann:pa:ss'), { user: 'ann', password: 'pa:ss' })).toBe('ok');
    expect(verifyBasic(basic('writekey:'), { user: 'writekey' })).toBe('ok');
    expect(
      verifyBasic(
        { authorization: `bAsIc ${basic('a:ö').authorization.slice(6)}` },
        { user: 'a', password: 'ö' },
      ),
    ).toBe('ok');
  });

  test.each([{}, basic('ann:'), basic('ann'), basic(':x'), { authorization: 'Bearer x' }])(
    '%j is refused',
    (sent) => {
      expect(verifyBasic(sent, { user: 'ann', password: 'x' })).toMatchObject({ refused: 401 });
    },
  );

  test('a credential without a user lets nobody in', () => {
    expect(verifyBasic(basic(':'), {})).toMatchObject({ refused: 401 });
    expect(verifyBasic(basic('a:b'), { user: 'a:b' })).toMatchObject({ refused: 401 });
  });
});
