import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { bandOf } from '../../domain/rating/scale';
import { actingNode } from '../acting';
import type { ActingNode } from '../acting-node';
import { clock } from '../clock';
import { inputItems } from '../continuation';
import { ownUrl } from '../own-url';
import { rate, RATING_PATH, ratingData } from './turn';
import { ASK, bandOutput, NO_ANSWER, type RatingNode, type RatingWish } from './wish';

/**
 * Asks each person for a number and lets them wait until they have answered, or their time is up.
 * @throws NodeOperationError when items belong to nobody, or a field cannot work.
 */
export async function ratingNode(
  context: IExecuteFunctions,
  describe: () => Promise<RatingNode>,
): Promise<INodeExecutionData[][]> {
  return actingNode(context, async () => {
    const node = await describe();
    let wishes: readonly RatingWish[] | null = null;
    const act: ActingNode['act'] = async (turn) => {
      // A wrong field must show before anybody is asked.
      wishes ??= inputItems(context.getExecuteData()).map((_, item) => node.wish(item));
      return rate(context, turn, node, wishes[turn.item] ?? node.wish(turn.item));
    };
    return { outputs: node.outputs, mayWait: true, act };
  });
}

/**
 * What a test run shows: the question as it would go out, and a sample answer (null = none); nobody is asked, nobody
 * waits.
 */
export function simulateRatings(
  context: IExecuteFunctions,
  node: Pick<RatingNode, 'outputs' | 'wish'>,
  score: number | null,
): INodeExecutionData[][] {
  const link = `${ownUrl(context, RATING_PATH)}?t=test-run`;
  const outputs = node.outputs.map((): INodeExecutionData[] => []);
  const place = (branchId: string) => node.outputs.findIndex((output) => output.branchId === branchId);
  inputItems(context.getExecuteData()).forEach(({ json }, item) => {
    const { bands } = node.wish(item);
    const answer = score === null ? null : { score, comment: null, via: 'page' as const, at: clock().now() };
    const out = place(score === null ? NO_ANSWER : bandOutput(bandOf(bands, score)));
    const rating = ratingData(node.outputs[out]?.name ?? '', answer, link);
    const asked = { json: { ...json, rating: { outcome: 'Ask', link } }, pairedItem: { item } };
    outputs[place(ASK)]?.push(asked);
    outputs[out]?.push({ json: { ...json, rating }, pairedItem: { item } });
  });
  return outputs;
}
