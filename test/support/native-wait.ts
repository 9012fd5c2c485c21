import { randomUUID } from 'node:crypto';
import { node, type CanvasNode } from './workflow';

/** n8n's own Wait, until somebody calls the URL to resume. */
export function nativeWait(name: string): CanvasNode {
  const settings = { typeVersion: 1.1, webhookId: randomUUID() };
  return node(name, 'n8n-nodes-base.wait', { resume: 'webhook' }, settings);
}
