import {
  NodeConnectionTypes,
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
} from 'n8n-workflow';
import { recordMetrics, reportMetrics } from '../../journey';
import { properties } from './properties';
import { queryOf } from './query';
import { wishOf } from './wish';

/** Records conversions and metrics of people in a journey, and reports what a journey has achieved. */
export class MetricsRecorder implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Metrics Recorder',
    name: 'metricsRecorder',
    icon: {
      light: 'file:../../icons/metricsRecorder.svg',
      dark: 'file:../../icons/metricsRecorder.dark.svg',
    },
    group: ['output'],
    version: 1,
    subtitle:
      '={{ $parameter["operation"] === "report" ? "report" : "record " + ($parameter["name"] || "") }}',
    description:
      'Records conversions and metrics of each person once, and reports funnel, conversion and revenue of a journey',
    defaults: { name: 'Metrics Recorder' },
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    usableAsTool: true,
    properties,
  };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    if (this.getNodeParameter('operation', 0, 'record') === 'report') {
      return [await reportMetrics(this, queryOf(this))];
    }
    return [await recordMetrics(this, (item) => wishOf(this, item))];
  }
}
