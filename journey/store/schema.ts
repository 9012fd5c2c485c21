import type { Generated } from 'kysely';

/** Every table of ours, as both engines hold it. Instants are milliseconds since 1970; texts that end in `Json` hold JSON. */
export interface Schema {
  journey_meta: { key: string; value: string };
  journey_cursor: { name: string; seq: number };
  journey_process: { boot_id: string; heartbeat_at: number; started_at: number };

  journey_event: {
    seq: Generated<number>;
    source: string;
    event_id: string | null;
    user_id: string;
    name: string;
    properties: string;
    at: number;
    occurred_at: number;
    received_at: number;
  };
  /** Events that could not be routed, and those whose wish to merge an id was refused. */
  journey_event_dead: {
    seq: number;
    kind: 'failed' | 'alias_refused';
    reason: string;
    failed_at: number;
  };

  journey_rule: {
    id: string;
    workflow_id: string;
    node_id: string;
    spec: string;
    valid_from_seq: number;
    live_at: number;
  };

  /** People started by a throttled journey, by its rule and second of the clock; the last minute only. */
  journey_pace: { id: string; second: number; count: number };

  /** Executions of a workflow that failed in a row, until it is published again. */
  journey_breaker: { workflow_id: string; failures: number };

  journey_profile: { user_id: string; traits: string; updated_at: number };
  journey_alias: { alias: string; user_id: string; merged_at: number };

  journey_enrollment: {
    id: string;
    workflow_id: string;
    user_id: string;
    instance_key: string;
    entry_seq: number;
    state: 'active' | 'ended';
    reason: string | null;
    error: string | null;
    entered_at: number;
    started_at: number;
    ended_at: number | null;
    /** 1 = held out: walks the ghost path, where side effects are suppressed. */
    holdout: number;
    /** When the journey's goal was reached; counted once, also after the end. */
    goal_at: number | null;
  };

  journey_wait: {
    id: string;
    wait_key: string;
    enrollment_id: string;
    delivery_id: string;
    workflow_id: string;
    node_id: string;
    user_id: string;
    state: WaitState;
    parked_at: number;
    since_at: number;
    deadline_at: number | null;
    /** When the time-out is committed: the deadline and the grace for events that arrive late. */
    commit_at: number | null;
    /** 1 = every branch must happen, not only the first. */
    all_of: number;
    /** How events count the deadline again, as JSON; which events do is told by the matching rows. */
    restart: string | null;
    /** When the event happened that the deadline is counted from by now; null = it was never counted again. */
    restarted_at: number | null;
    path_hash: string;
    branch_id: string | null;
    resolved_seq: number | null;
    /** Of a wait for all branches that has ended, which had happened: `[[branch id, place in the log], ...]` as JSON. */
    happened: string | null;
    resolved_at: number | null;
  };
  /** What the router matches; clustered by user and event, apart from the wait and its data. */
  journey_wait_event: {
    user_id: string;
    event_name: string;
    wait_id: string;
    branch_id: string;
    position: number;
    /** 1 = no way out of the wait: the event counts the deadline again. */
    restarts: number;
    conditions: string | null;
  };
  journey_wait_data: { wait_id: string; data: string };

  journey_delivery: {
    id: string;
    kind: 'entry' | 'wait';
    workflow_id: string;
    node_id: string;
    enrollment_id: string;
    user_id: string;
    wait_id: string | null;
    path_hash: string;
    state: DeliveryState;
    attempt: number;
    /** How often a process died, or n8n gave up, with the person running. */
    crashes: number;
    /** How often our own store failed under the person. */
    store_failures: number;
    alone: number;
    parked: number;
    ready_at: number;
    emitted_at: number | null;
    boot_id: string | null;
    execution_id: string | null;
    reason: string | null;
    /** Since when it is known that there is nowhere to go on: held as `node_missing`; null = it is not. */
    stranded_at: number | null;
    /** The node at which an admin lets the person arrive, in an execution that the journey's trigger starts; null = no. */
    move_to: string | null;
  };

  journey_effect: {
    key: string;
    enrollment_id: string;
    delivery_id: string;
    node_id: string;
    kind: string;
    state: 'reserved' | 'done' | 'failed' | 'unknown';
    attempt: number;
    lease_until: number | null;
    result: string | null;
    created_at: number;
  };

  /** Keyed hashes of erased ids, which the intake refuses for a while. */
  journey_erasure: { hash: string; until: number };
  /** What people have said about being contacted; an empty category is all of the channel. */
  journey_consent: { user_id: string; channel: string; category: string; given: number; changed_at: number };
  /** Every message that was sent, may have been, or is being sent; the key is that of its effect. */
  journey_contact: {
    key: string;
    user_id: string;
    channel: string;
    category: string;
    /** 0 = transactional: no cap counts it. */
    counted: number;
    at: number;
    address: string;
    provider: string;
    message_id: string | null;
    enrollment_id: string;
    workflow_id: string;
    node_id: string;
  };

  journey_step: {
    key: string;
    enrollment_id: string;
    workflow_id: string;
    version: string;
    node_id: string;
    outcome: string;
    at: number;
  };
  journey_step_count: {
    workflow_id: string;
    version: string;
    node_id: string;
    outcome: string;
    hour: number;
    count: number;
  };

  /** What each version of a journey and its nodes (by id, as JSON) are called, for whoever does not run it. */
  journey_version: {
    workflow_id: string;
    version: string;
    name: string | null;
    nodes: string;
    time_scale: number;
    seen_at: number;
  };

  /** Conversions (value in minor units) and custom metrics; who it was is known by the enrollment alone. */
  journey_metric: {
    key: string;
    workflow_id: string;
    version: string;
    node_id: string;
    enrollment_id: string;
    kind: 'conversion' | 'custom';
    name: string;
    value: number;
    currency: string | null;
    order_id: string | null;
    at: number;
  };

  journey_coupon_plan: {
    id: string;
    created_at: number;
    issued: number;
    /** In minor units: the highest offer of each coupon issued. */
    face_value: number;
    max_issues: number | null;
    max_face_value: number | null;
    /** What its coupons are in, of ISO 4217: that of the first; null before. */
    currency: string | null;
    /** Since when people find its pool empty; null when codes came since, or nobody was turned away. */
    empty_at: number | null;
    /** Whether a step has asked for it yet: before that, nobody has said what it may give away. */
    asked: number;
  };
  /** Every code there is, whatever its source: no two coupons share one. */
  journey_coupon_code: { code: string; plan_id: string; state: 'free' | 'issued'; added_at: number };
  journey_coupon_issue: {
    id: string;
    plan_id: string;
    user_id: string;
    instance_key: string;
    enrollment_id: string;
    effect_key: string;
    code: string;
    offers: string;
    issued_at: number;
    expires_at: number | null;
  };
}

/** The life of a wait. `timed_out` keeps its matching rows, to recognise late matches: until one is, the wait is forgotten, or its person leaves early. */
export type WaitState = 'open' | 'resolved' | 'timed_out' | 'cancelled';

/** The life of a delivery, as the fence of the architecture describes it. */
export type DeliveryState =
  'ready' | 'emitted' | 'running' | 'settled' | 'held' | 'error' | 'dead' | 'in_native_wait';

/** How many tables the memory of seen events rotates through: today, seven whole days, and the one being emptied. */
export const SEEN_SLOTS = 9;
