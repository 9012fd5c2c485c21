import {
  NodeConnectionTypes,
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
} from 'n8n-workflow';
import { changeProfiles, erasePeople, getProfiles, lookUpInCrm, mergeIds, showJourneys } from '../../journey';
import { questionOf } from './look-up';
import { changeOf, passagesOf, refuseMsOf, reallyInTestRuns } from './wish';
import { properties } from './properties';
import { aliasOf, otherIdOf } from './whose';

/** Reads and changes what is known of people, and says which journeys they are in. */
export class UserProfile implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'User Profile',
    name: 'userProfile',
    icon: { light: 'file:../../icons/userProfile.svg', dark: 'file:../../icons/userProfile.dark.svg' },
    group: ['transform'],
    version: 1,
    subtitle: '={{ $parameter["operation"] }}',
    description:
      'Reads and changes what is known of people: traits, tags, scores and consents. Merges IDs, erases people, and says which journeys somebody is in.',
    defaults: { name: 'User Profile' },
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    usableAsTool: true,
    credentials: [{ name: 'crmApi', required: true, displayOptions: { show: { operation: ['lookUp'] } } }],
    properties,
  };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    const operation = this.getNodeParameter('operation', 0, 'get');
    const simulate = this.getMode() === 'manual' && !reallyInTestRuns(this);
    const other = (item: number): string | null => otherIdOf(this, item);
    switch (operation) {
      case 'get':
        return [await getProfiles(this, other)];
      case 'journeys':
        return [await showJourneys(this, other, (item) => passagesOf(this, item))];
      case 'lookUp':
        return [await lookUpInCrm(this, other, (item) => questionOf(this, item), simulate)];
      case 'merge':
        return [await mergeIds(this, other, (item) => aliasOf(this, item), simulate)];
      case 'erase':
        return [await erasePeople(this, other, (item) => refuseMsOf(this, item), simulate)];
      default:
        return [await changeProfiles(this, other, (item) => changeOf(this, item), simulate)];
    }
  }
}
