import { sql } from 'kysely';
import type { Engine, Tx } from '../engine';
import { SEEN_SLOTS } from '../schema';

/** The first schema. Statements are plain SQL that both engines read, but for the column types of `engine.types`. */
export async function initialSchema(tx: Tx, engine: Engine): Promise<void> {
  const { serial, bigint, binary, clustered } = engine.types;
  const statements = [
    `create table journey_cursor (name text primary key, seq ${bigint} not null)`,
    `insert into journey_cursor (name, seq) values ('route', 0), ('seen_slot', 0), ('seen_day', 0), ('pruned', 0), ('erased', 0), ('alive', 0), ('alive_at', 0)`,
    `create table journey_process (boot_id text primary key, heartbeat_at ${bigint} not null, started_at ${bigint} not null)`,

    `create table journey_event (seq ${serial}, source text not null, event_id text, user_id text not null, name text not null,
       properties text not null, at ${bigint} not null, occurred_at ${bigint} not null, received_at ${bigint} not null)`,
    `create index journey_event_user on journey_event (user_id, name, at)`,
    `create table journey_event_dead (seq ${bigint} primary key, kind text not null, reason text not null,
       failed_at ${bigint} not null)`,
    `create index journey_event_dead_failed on journey_event_dead (seq) where kind = 'failed'`,
    ...Array.from(
      { length: SEEN_SLOTS },
      (_, slot) => `create table journey_event_seen_${slot} (hash ${binary} primary key) ${clustered}`,
    ),

    `create table journey_rule (id text primary key, workflow_id text not null, node_id text not null, spec text not null,
       valid_from_seq ${bigint} not null, live_at ${bigint} not null)`,

    `create table journey_pace (id text not null, second ${bigint} not null, count ${bigint} not null,
       primary key (id, second)) ${clustered}`,

    `create table journey_breaker (workflow_id text primary key, failures integer not null)`,

    `create table journey_profile (user_id text primary key, traits text not null, updated_at ${bigint} not null)`,
    `create table journey_alias (alias text primary key, user_id text not null, merged_at ${bigint} not null)`,
    `create index journey_alias_user on journey_alias (user_id)`,

    `create table journey_enrollment (id text primary key, workflow_id text not null, user_id text not null,
       instance_key text not null, entry_seq ${bigint} not null, state text not null, reason text, error text,
       entered_at ${bigint} not null, started_at ${bigint} not null, ended_at ${bigint},
       holdout integer not null, goal_at ${bigint})`,
    `create index journey_enrollment_user on journey_enrollment (user_id, workflow_id, instance_key)`,
    `create index journey_enrollment_entered on journey_enrollment (workflow_id, entered_at)`,
    `create index journey_enrollment_active on journey_enrollment (entry_seq) where state = 'active'`,
    `create index journey_enrollment_ended on journey_enrollment (ended_at) where ended_at is not null`,

    `create table journey_wait (id text primary key, wait_key text not null unique, enrollment_id text not null,
       delivery_id text not null, workflow_id text not null, node_id text not null, user_id text not null,
       state text not null, parked_at ${bigint} not null, since_at ${bigint} not null, deadline_at ${bigint}, commit_at ${bigint},
       all_of integer not null, restart text, restarted_at ${bigint}, path_hash text not null, branch_id text,
       resolved_seq ${bigint}, happened text, resolved_at ${bigint})`,
    `create index journey_wait_deadline on journey_wait (commit_at) where state = 'open'`,
    `create index journey_wait_enrollment on journey_wait (enrollment_id)`,
    `create table journey_wait_event (user_id text not null, event_name text not null, wait_id text not null,
       branch_id text not null, position integer not null, restarts integer not null, conditions text,
       primary key (user_id, event_name, wait_id, branch_id)) ${clustered}`,
    `create index journey_wait_event_call on journey_wait_event (wait_id) where event_name = 'call.disposition'`,
    `create table journey_wait_data (wait_id text primary key, data text not null) ${clustered}`,

    `create table journey_delivery (id text primary key, kind text not null, workflow_id text not null, node_id text not null,
       enrollment_id text not null, user_id text not null, wait_id text, path_hash text not null, state text not null,
       attempt integer not null, crashes integer not null, store_failures integer not null, alone integer not null, parked integer not null, ready_at ${bigint} not null,
       emitted_at ${bigint}, boot_id text, execution_id text, reason text, stranded_at ${bigint})`,
    `create index journey_delivery_ready on journey_delivery (workflow_id, node_id, ready_at) where state = 'ready'`,
    `create index journey_delivery_open on journey_delivery (state) where state <> 'settled'`,
    `create index journey_delivery_held on journey_delivery (workflow_id, node_id, reason) where state = 'held'`,
    `create index journey_delivery_stranded on journey_delivery (stranded_at) where state = 'held'`,
    `create index journey_delivery_execution on journey_delivery (execution_id)`,
    `create index journey_delivery_enrollment on journey_delivery (enrollment_id)`,
    `create index journey_delivery_wait on journey_delivery (wait_id) where wait_id is not null`,

    `create table journey_effect (key text primary key, enrollment_id text not null, delivery_id text not null,
       node_id text not null, kind text not null, state text not null, attempt integer not null, lease_until ${bigint},
       result text, created_at ${bigint} not null)`,
    `create index journey_effect_enrollment on journey_effect (enrollment_id)`,
    `create index journey_effect_open on journey_effect (state) where state in ('reserved', 'unknown')`,

    `create table journey_erasure (hash text primary key, until ${bigint} not null) ${clustered}`,
    `create index journey_erasure_until on journey_erasure (until)`,
    `create table journey_consent (user_id text not null, channel text not null, category text not null,
       given integer not null, changed_at ${bigint} not null, primary key (user_id, channel, category)) ${clustered}`,
    `create table journey_contact (key text primary key, user_id text not null, channel text not null, category text not null,
       counted integer not null, at ${bigint} not null, address text not null, provider text not null, message_id text,
       enrollment_id text not null, workflow_id text not null, node_id text not null)`,
    `create index journey_contact_user on journey_contact (user_id, at)`,
    `create index journey_contact_address on journey_contact (address, at)`,
    `create index journey_contact_message on journey_contact (message_id) where message_id is not null`,
    `create index journey_contact_at on journey_contact (at)`,

    `create table journey_step (key text primary key, enrollment_id text not null, workflow_id text not null,
       version text not null, node_id text not null, outcome text not null, at ${bigint} not null)`,
    `create index journey_step_enrollment on journey_step (enrollment_id)`,
    `create index journey_step_workflow on journey_step (workflow_id, at)`,
    `create table journey_step_count (workflow_id text not null, version text not null, node_id text not null,
       outcome text not null, hour ${bigint} not null, count ${bigint} not null,
       primary key (workflow_id, version, node_id, outcome, hour)) ${clustered}`,

    `create table journey_version (workflow_id text not null, version text not null, name text, nodes text not null,
       time_scale double precision not null, seen_at ${bigint} not null, primary key (workflow_id, version))`,

    `create table journey_metric (key text primary key, workflow_id text not null, version text not null,
       node_id text not null, enrollment_id text not null, kind text not null, name text not null,
       value double precision not null, currency text, order_id text, at ${bigint} not null)`,
    `create index journey_metric_enrollment on journey_metric (enrollment_id)`,
    `create unique index journey_metric_order on journey_metric (workflow_id, order_id) where order_id is not null`,

    `create table journey_coupon_plan (id text primary key, created_at ${bigint} not null, issued ${bigint} not null,
       face_value ${bigint} not null, max_issues ${bigint}, max_face_value ${bigint}, currency text,
       empty_at ${bigint}, asked integer not null)`,
    `create index journey_coupon_plan_empty on journey_coupon_plan (id) where empty_at is not null`,
    `create table journey_coupon_code (code text primary key, plan_id text not null, state text not null, added_at ${bigint} not null)`,
    `create index journey_coupon_code_free on journey_coupon_code (plan_id, added_at) where state = 'free'`,
    `create table journey_coupon_issue (id text primary key, plan_id text not null, user_id text not null,
       instance_key text not null, enrollment_id text not null, effect_key text not null unique, code text not null unique,
       offers text not null, issued_at ${bigint} not null, expires_at ${bigint},
       unique (plan_id, user_id, instance_key))`,
    `create index journey_coupon_issue_user on journey_coupon_issue (user_id)`,
  ];
  for (const statement of statements) await sql.raw(statement).execute(tx);
}
