const CHINESE_MOBILE = /^1[3-9]\d{9}$/;

/** How an address is kept to be found again: a phone number as its digits, anything else without its case. */
export function addressKey(address: string): string {
  const plain = address.normalize('NFKC').trim();
  if (!/^\+?[\d\s().-]{5,}$/.test(plain)) return plain.toLowerCase();
  return plain.replace(/\D/g, '').replace(/^00/, '');
}

/** All keys the same address may have been kept under: Chinese services leave the country code out. */
export function addressKeys(address: string): string[] {
  const key = addressKey(address);
  if (CHINESE_MOBILE.test(key) && !address.trim().startsWith('+')) return [key, `86${key}`];
  return key.startsWith('86') && CHINESE_MOBILE.test(key.slice(2)) ? [key, key.slice(2)] : [key];
}
