import type { Locator } from 'playwright-core';
import { waitFor } from '../../test/host/wait';
import type { Editor } from '../../test/browser/editor';

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

async function boxAround(things: readonly Locator[]): Promise<Box> {
  const boxes = (await Promise.all(things.map((thing) => thing.boundingBox()))).filter((box) => box !== null);
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}

/** Zooms so that all nodes are in view, and waits until they stand still. */
export async function fitCanvas({ page }: Editor): Promise<void> {
  const nodes = page.locator('.vue-flow__node');
  await nodes.first().waitFor();
  await page.keyboard.press('1');
  let before = '';
  await waitFor('the canvas to stand still', async () => {
    const now = JSON.stringify(await boxAround(await nodes.all()));
    const still = now === before;
    before = now;
    return still;
  });
}

/** A picture of the nodes on the canvas, without the buttons around it. */
export async function shootCanvas({ page }: Editor, path: string): Promise<void> {
  const { x, y, width, height } = await boxAround(await page.locator('.vue-flow__node').all());
  // Names stand below their nodes, and loose ends to the right of them.
  const clip = { x: x - 30, y: y - 30, width: width + 110, height: height + 60 };
  const style = '[data-test-id$=-button], [data-test-id=canvas-controls] { visibility: hidden }';
  await page.screenshot({ path, clip, style });
}

/** A picture of the parameters in the open panel, without input, output and what is empty below. */
export async function shootPanel(editor: Editor, path: string): Promise<void> {
  await editor.page.mouse.move(0, 0);
  const { x, y, width } = await boxAround([editor.panel]);
  const fields = await editor.panel.locator('[data-test-id=parameter-item]:visible').all();
  const { y: first, height } = await boxAround(fields);
  const clip = { x, y, width, height: first - y + height + 20 };
  await editor.page.screenshot({ path, clip, animations: 'disabled' });
}

/** Closes the checklist that n8n offers over a journey that has run, on some pages and a moment after them. */
export async function closeChecklist({ page }: Editor): Promise<void> {
  const heading = page.getByRole('heading', { name: 'Production Checklist' });
  const offered = await heading.waitFor({ timeout: 5_000 }).then(
    () => true,
    () => false,
  );
  if (!offered) return;
  await heading.locator('xpath=following-sibling::*').click();
  await heading.waitFor({ state: 'hidden' });
}

/** Opens an execution and waits until a node of this name is in its picture. */
export async function openExecution(
  editor: Editor,
  workflowId: string,
  id: string,
  node: string,
): Promise<void> {
  await editor.visit(`/workflow/${workflowId}/executions/${id}`);
  // The execution stands in a frame of its own.
  await waitFor(`the node ${node} of the execution`, async () => {
    const found = editor.page.frames().map((frame) => frame.getByText(node, { exact: true }).count());
    return (await Promise.all(found)).some((count) => count > 0);
  });
  await editor.page.waitForLoadState('networkidle');
}
