import type { IExecuteFunctions } from 'n8n-workflow';
import {
  capsOf,
  durationMs,
  hoursOf,
  type AttemptOutcome,
  type CapFields,
  type MessageWish,
  type QuietFields,
  numberIn,
  oneOf,
  unitIn,
  zoneIn,
} from '../../journey';
import { channelsOf } from './channels';

/** The fields below Options, as the editor keeps them. */
export interface Settings {
  readonly quietHours?: { readonly values?: QuietFields };
  readonly caps?: { readonly values?: readonly CapFields[] };
  readonly nextAfter?: readonly AttemptOutcome[];
  readonly timeZone?: unknown;
  readonly timeoutSeconds?: unknown;
  readonly reallyInTestRuns?: boolean;
}

const NEXT_AFTER: readonly AttemptOutcome[] = ['suppressed', 'failed', 'undelivered'];

/**
 * What one item's person is to get, from the node's fields. They may be expressions, so each is looked at.
 * @throws NodeOperationError naming the field that cannot work.
 */
export function wishOf(context: IExecuteFunctions, item: number): MessageWish {
  const field = (name: string, fallback: unknown): unknown => context.getNodeParameter(name, item, fallback);
  const settings = field('settings', {}) as Settings;
  const zone = zoneIn(context, item, settings.timeZone);
  const transactional = field('transactional', false) === true;
  return {
    channels: channelsOf(context, item),
    category: String(field('category', 'marketing') ?? '').trim(),
    transactional,
    consent: transactional
      ? 'unlessRefused'
      : oneOf(context, item, 'Consent', field('consent', 'unlessRefused'), ['unlessRefused', 'onlyIfGiven']),
    hours: hoursOf(context, item, settings.quietHours?.values, zone),
    caps: capsOf(context, item, settings.caps?.values ?? []),
    zone,
    nextAfter: settings.nextAfter ?? NEXT_AFTER,
    reportMs: field('deliveryReports', 'none') === 'wait' ? reportMsOf(context, item) : null,
  };
}

function reportMsOf(context: IExecuteFunctions, item: number): number {
  const amount: unknown = context.getNodeParameter('reportAmount', item, 1);
  const unit: unknown = context.getNodeParameter('reportUnit', item, 'hours');
  return durationMs(
    numberIn(context, item, 'Wait at Most', amount, { min: 0, max: 10_000 }),
    unitIn(context, item, 'Unit of Wait at Most', unit),
  );
}
