import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { bandOf } from '../../domain/rating/scale';
import { actingNode } from '../acting';
import type { ActingNode } from '../acting-node';
import { clock } from '../clock';
import { inputItems } from '../continuation';
import { simulatedMessage } from '../messages/turn';
import { ownUrl } from '../own-url';
import { rate, RATING_PATH, ratingData, sampleAnswer } from './turn';
import { ASK, bandOutput, NO_ANSWER, type RatingMessage, type RatingNode, type RatingWish } from './wish';

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
 * What a test run shows: the question as it would go out, with the node's own message where it sends one (`preview`;
 * null = another node asks), and a sample answer; nobody is asked, nobody waits.
 */
export function simulateRatings(
  context: IExecuteFunctions,
  node: Omit<RatingNode, 'asks'>,
  preview: RatingMessage['message'] | null,
): INodeExecutionData[][] {
  const link = `${ownUrl(context, RATING_PATH)}?t=test-run`;
  const outputs = node.outputs.map((): INodeExecutionData[] => []);
  const place = (branchId: string) => node.outputs.findIndex((output) => output.branchId === branchId);
  inputItems(context.getExecuteData()).forEach(({ json }, item) => {
    const { bands, page } = node.wish(item);
    const answer = sampleAnswer(node, page.scale);
    const out = place(answer === null ? NO_ANSWER : bandOutput(bandOf(bands, answer.score)));
    const rating = ratingData(node.outputs[out]?.name ?? '', answer, link);
    const message = preview ? { message: simulatedMessage(preview(item, link), clock().now()) } : {};
    const asked = { json: { ...json, rating: { outcome: 'Ask', link } }, pairedItem: { item } };
    outputs[place(ASK)]?.push(asked);
    outputs[out]?.push({ json: { ...json, rating, ...message }, pairedItem: { item } });
  });
  return outputs;
}
