/** One version of a journey, as people walked it. */
export interface JourneyVersion {
  readonly workflowId: string;
  readonly version: string;
  /** What the workflow was called; null where n8n does not say. */
  readonly name: string | null;
  /** What its nodes were called, by node id. */
  readonly nodes: Readonly<Record<string, string>>;
  /** By how much its lengths of time were divided; 1 = not at all. */
  readonly timeScale: number;
  /** When it was published or, where nobody told that, first walked; in business time. */
  readonly seenAt: number;
  /** Whether it is published at this moment. */
  readonly published: boolean;
}

/** What is known of a journey over all its versions. */
export interface JourneyMap {
  readonly name: string | null;
  /** What its nodes were called last, also those that are gone, by node id. */
  readonly nodes: Readonly<Record<string, string>>;
  /** By version. */
  readonly timeScales: Readonly<Record<string, number>>;
}
