import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { currencyOf, numberIn, refusal, type CouponOffer } from '../../journey';

/**
 * What the coupon of an item is worth on each channel, at least on one, and all in one currency: a plan counts what it gives
 * away in one number.
 * @throws NodeOperationError naming the field that cannot work.
 */
export function offersOf(context: IExecuteFunctions, item: number): CouponOffer[] {
  const rows = context.getNodeParameter('offers.values', item, []) as IDataObject[];
  const [first, ...more] = rows.map((row, place) => offerOf(context, item, row, place));
  if (!first)
    throw refusal(context, item, 'There are no Offers. Add one, for example 500 CNY for the channel app');
  const offers = [first, ...more];
  const channels = offers.map(({ channel }) => channel);
  const twice = channels.find((channel, place) => channels.indexOf(channel) !== place);
  if (twice !== undefined)
    throw refusal(context, item, `The Channel ${twice} has two offers. Use one for each channel`);
  const currencies = [...new Set(offers.map(({ currency }) => currency))];
  if (currencies.length > 1) {
    const message = `A plan cannot count offers in ${currencies.join(' and ')} together. Use one currency`;
    throw refusal(context, item, message);
  }
  return offers;
}

function offerOf(context: IExecuteFunctions, item: number, row: IDataObject, place: number): CouponOffer {
  const channel = String(row['channel'] ?? '').trim();
  if (channel === '') {
    const message = `The Channel of offer ${place + 1} is empty. Type where it can be used, for example app`;
    throw refusal(context, item, message);
  }
  const currency = currencyOf(row['currency']);
  if (currency === null) {
    const given = String(row['currency'] ?? '');
    const message = `The Currency of the offer for ${channel} is ${given}. Use three letters of ISO 4217, for example CNY`;
    throw refusal(context, item, message);
  }
  const limits = { min: 0, max: Number.MAX_SAFE_INTEGER, whole: true };
  const value = numberIn(context, item, `The Value of the offer for ${channel}`, row['value'], limits);
  return { channel, value, currency };
}
