import { NodeOperationError, type AssignmentCollectionValue, type IExecuteFunctions } from 'n8n-workflow';
import { durationMs, propertiesFrom, traitsFault, type PassageWish, type ProfileWish } from '../../journey';

const MAX_NAME = 200;

/** Whether a test run in the editor acts as well. */
export function reallyInTestRuns(context: IExecuteFunctions): boolean {
  const settings = context.getNodeParameter('settings', 0, {}) as { reallyInTestRuns?: boolean };
  return settings.reallyInTestRuns === true;
}

/**
 * What to say about the person of an item, from the node's fields. They may be expressions, so each is looked at.
 * @throws NodeOperationError naming the field that cannot work.
 */
export function changeOf(context: IExecuteFunctions, item: number): ProfileWish {
  const operation = context.getNodeParameter('operation', item);
  const fields = new Fields(context, item);
  switch (operation) {
    case 'set':
      return { kind: 'set', traits: fields.traits() };
    case 'tag': {
      const tags = fields.tags();
      const adds = context.getNodeParameter('tagAction', item, 'add') !== 'remove';
      return adds ? { kind: 'tag', add: tags, remove: [] } : { kind: 'tag', add: [], remove: tags };
    }
    case 'score': {
      const name = fields.name('score', 'Score');
      const points = fields.number('points', 'Points');
      const sets = context.getNodeParameter('scoreAction', item, 'add') === 'set';
      return sets ? { kind: 'score', name, to: points } : { kind: 'score', name, by: points };
    }
    case 'consent':
      return {
        kind: 'consent',
        channel: fields.name('channel', 'Channel').toLowerCase(),
        category: fields.text('category'),
        given: context.getNodeParameter('consentAction', item, 'grant') !== 'withdraw',
      };
    default:
      throw fields.refused(
        `The operation ${String(operation)} is not known. Known: get, set, tag, score, consent, merge, erase, journeys, lookUp`,
      );
  }
}

/** Which passages of the person are asked for. */
export function passagesOf(context: IExecuteFunctions, item: number): PassageWish {
  const workflowId = new Fields(context, item).text('workflowId');
  const activeOnly = context.getNodeParameter('activeOnly', item, false) === true;
  return { workflowId: workflowId || null, activeOnly };
}

/**
 * How long an erased person's events are refused.
 * @throws NodeOperationError when it is no number of days.
 */
export function refuseMsOf(context: IExecuteFunctions, item: number): number {
  const fields = new Fields(context, item);
  const days = fields.number('refuseDays', 'Refuse Their Events for (Days)');
  if (days >= 1 && days <= 3650) return durationMs(days, 'days');
  throw fields.refused(`Refuse Their Events for (Days) is ${days}. Use 1 to 3650 days`);
}

class Fields {
  constructor(
    private readonly context: IExecuteFunctions,
    private readonly item: number,
  ) {}

  refused(message: string): NodeOperationError {
    return new NodeOperationError(this.context.getNode(), message, { itemIndex: this.item });
  }

  text(name: string): string {
    const value = this.context.getNodeParameter(name, this.item, '') as unknown;
    return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  }

  name(name: string, shown: string): string {
    const text = this.text(name);
    if (text === '') throw this.refused(`The ${shown} is empty. Type a name`);
    if (text.length <= MAX_NAME) return text;
    throw this.refused(`The ${shown} has ${text.length} characters. Use ${MAX_NAME} at most`);
  }

  number(name: string, shown: string): number {
    const given = this.context.getNodeParameter(name, this.item, 0) as unknown;
    const value = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
    if (typeof value === 'number' && Math.abs(value) <= 2 ** 53) return value;
    throw this.refused(`${shown} is ${String(given)}. Use a number`);
  }

  /** A text with commas, or a list from an expression. */
  tags(): string[] {
    const given = this.context.getNodeParameter('tags', this.item, '') as unknown;
    const parts = Array.isArray(given) ? given.map(String) : this.text('tags').split(',');
    const tags = [...new Set(parts.map((tag) => tag.trim()).filter((tag) => tag !== ''))];
    if (tags.length === 0) throw this.refused('The Tags are empty. Type one, for example vip');
    const long = tags.find((tag) => tag.length > MAX_NAME);
    if (long === undefined) return tags;
    throw this.refused(`A tag has ${long.length} characters. Use ${MAX_NAME} at most`);
  }

  traits(): Record<string, unknown> {
    const rows = this.context.getNodeParameter('traits', this.item, {}) as Partial<AssignmentCollectionValue>;
    const traits = this.read(rows);
    if (Object.keys(traits).length === 0)
      throw this.refused('There are no Traits. Add one, for example city');
    const fault = traitsFault(traits);
    if (fault === null) return traits;
    throw this.refused(`Traits: ${fault}`);
  }

  private read(rows: Partial<AssignmentCollectionValue>): Record<string, unknown> {
    try {
      return propertiesFrom(rows);
    } catch (error) {
      throw new NodeOperationError(this.context.getNode(), error as Error, { itemIndex: this.item });
    }
  }
}
