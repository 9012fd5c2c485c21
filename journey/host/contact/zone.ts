import type { IExecuteFunctions } from 'n8n-workflow';
import { isZone } from '../../domain/local-time';
import { refusal } from '../fields';

/**
 * The time zone of people who have none of their own.
 * @throws NodeOperationError when there is no such zone.
 */
export function zoneIn(context: IExecuteFunctions, item: number, value: unknown): string {
  const zone = String(value || context.getTimezone());
  if (isZone(zone)) return zone;
  throw refusal(context, item, `The Time Zone "${zone}" does not exist. Use a name like Asia/Shanghai`);
}
