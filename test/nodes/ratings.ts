/** A Rating Branch, its page, and a local server on which people open it. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IDataObject } from 'n8n-workflow';
import { node, type CanvasNode } from '../support/workflow';
import { webhooks } from './harness';
import { arrived, canvas } from './stage';

let server: Server;

/** Registers what every file of such tests needs around its tests. */
export function pages(): void {
  beforeAll(async () => {
    server = createServer((request, response) => void canvas().called('R', request, response));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    webhooks.base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`;
  });
  afterAll(() => new Promise((closed) => server.close(closed)));
}

/** The outputs of the node with its default bands. */
export const OUT = { ask: 0, happy: 1, unhappy: 2, noAnswer: 3 } as const;

/** A Rating Branch called R, asked by another node unless told otherwise. */
export function rating(parameters: IDataObject = {}, settings: IDataObject = {}): CanvasNode {
  return node('R', 'ratingBranch', parameters, { webhookId: 'a11ce', ...settings });
}

/** The links that left by Ask, by user. */
export function links(): Map<unknown, string> {
  const asked = arrived('R', OUT.ask);
  return new Map(asked.map((item) => [item['userId'], String((item['rating'] as IDataObject)['link'])]));
}

/** The link of a user; fails when there is none. */
export function linkOf(userId: string): string {
  const link = links().get(userId);
  if (link === undefined) throw new Error(`${userId} was given no link`);
  return link;
}

/** What somebody sees who opens a link. */
export interface Seen {
  readonly status: number;
  readonly html: string;
  readonly headers: Headers;
}

/** Opens a link. */
export async function open(
  link: string,
  method = 'GET',
  headers: Record<string, string> = {},
): Promise<Seen> {
  const answer = await fetch(link, { method, headers });
  return { status: answer.status, html: await answer.text(), headers: answer.headers };
}

/** Sends the form of a link; what is not given is left out. */
export async function answer(
  link: string,
  fields: { readonly score?: number | string; readonly comment?: string; readonly nonce?: string },
): Promise<Seen> {
  const body = new URLSearchParams(
    Object.entries(fields).map(([name, value]): [string, string] => [name, String(value)]),
  );
  const sent = await fetch(link, { method: 'POST', body });
  return { status: sent.status, html: await sent.text(), headers: sent.headers };
}

/** What the items that left an output say of the rating. */
export const ratings = (output: number): IDataObject[] =>
  arrived('R', output).map((item) => item['rating'] as IDataObject);
