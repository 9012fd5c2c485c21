import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type { SendingHours } from '../../domain/contact/guards';
import { oneOf } from '../fields';

/** On whose clock hours are asked: the same field in every node that has hours. */
export const whoseClock: INodeProperties = {
  displayName: 'Whose Clock',
  name: 'whoseClock',
  type: 'options',
  options: [
    {
      name: 'Both',
      value: 'both',
      description: 'Only when it is time on both clocks, for calls from an office that is open by its own',
    },
    {
      name: 'That of the Person',
      value: 'person',
      description: "The profile's timezone, else the Time Zone of the Options",
    },
    {
      name: 'That of This Node',
      value: 'node',
      description: 'The Time Zone of the Options, for opening hours and for messages to colleagues',
    },
  ],
  default: 'person',
  description: 'By which clock these hours are meant',
};

/**
 * On whose clock hours are asked; the person's where nothing was chosen.
 * @throws NodeOperationError with the list of what can be chosen.
 */
export function clockIn(context: IExecuteFunctions, item: number, value: unknown): SendingHours['clock'] {
  return oneOf(context, item, 'Whose Clock', value ?? 'person', ['person', 'node', 'both']);
}
