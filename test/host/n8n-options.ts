import type { TestClock } from './clock';
import type { HeapProbe } from './heap';

/** Where n8n keeps its own tables. */
export type DatabaseOptions =
  | 'sqlite'
  | {
      /** `postgres://user:password@host:port/database` */
      url: string;
      /** Default `public`. It must exist. */
      schema?: string;
    };

/** How to start an n8n. Every option has a default that suits a test. */
export interface N8nOptions {
  /** Default: a fresh copy of the migrated template, removed by `dispose()`. A given folder is kept. */
  userFolder?: string;
  /** Default: a free port. */
  port?: number;
  /** Default `sqlite`. */
  database?: DatabaseOptions;
  /** With editor, task runner and all modules, as users have it. Default: without, which starts twice as fast. */
  complete?: boolean;
  /** Added to, and stronger than, the driver's own environment. `N8N_CUSTOM_EXTENSIONS` goes here too. */
  env?: Record<string, string>;
  /** The journeys of this n8n run on this clock. Default: the system clock. */
  clock?: TestClock;
  /** Asks the main process how much memory is in use. */
  heap?: HeapProbe;
  /** Tarballs made by `npm pack`, installed before the start. */
  packages?: readonly string[];
}

/** What a workflow file holds, as far as the driver looks at it. */
export interface WorkflowJson {
  name: string;
  nodes: readonly Record<string, unknown>[];
  connections: Record<string, unknown>;
  settings?: Record<string, unknown>;
  pinData?: Record<string, unknown>;
}

/** A stored workflow. `versionId` is that of the draft, `activeVersionId` that of the published version or null. */
export interface WorkflowView {
  id: string;
  name: string;
  versionId: string;
  activeVersionId: string | null;
  active: boolean;
  nodes: readonly Record<string, unknown>[];
  connections: Record<string, unknown>;
}

/** What to run in the editor. */
export interface ManualRunOptions {
  /** The trigger to start from. One of this and `destination` is needed. */
  trigger?: string;
  /** Taken as the trigger's output, as if it had just fired. Without them the trigger itself runs. */
  triggerItems?: readonly Record<string, unknown>[];
  /** Run up to and including this node. */
  destination?: string;
}

/** Either the run has begun, or the editor waits for a call of the test webhook. */
export type ManualRunOutcome = { executionId: string } | { waitingForWebhook: true };

/** How far n8n is with publishing a workflow. */
export interface PublicationStatus {
  status: 'in_progress' | 'not_published' | 'published' | 'partial' | 'failed';
  liveVersionId: string | null;
  pendingVersionId: string | null;
  triggers: { nodeId: string; status: string; errorMessage: string | null }[];
}
