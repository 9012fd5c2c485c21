import type { IDataObject } from 'n8n-workflow';
import type { LoggedEvent } from '../domain/user-event';
import type { ClaimedPerson } from '../ports/store';

/** The trigger's item of one person. */
export function entryItem(person: ClaimedPerson): IDataObject {
  return {
    ...eventItem(person.entryEvent),
    journey: {
      enrollmentId: person.enrollmentId,
      instanceKey: person.instanceKey,
      enteredAt: iso(person.enteredAt),
      holdout: person.holdout,
    },
  };
}

/** An event as items show it: instants as ISO 8601 in UTC. */
export function eventItem(event: LoggedEvent): IDataObject {
  return {
    eventId: event.eventId,
    userId: event.userId,
    event: event.event,
    timestamp: iso(event.timestamp),
    properties: event.properties as IDataObject,
    source: event.source,
    receivedAt: iso(event.receivedAt),
  };
}

/** An instant in milliseconds as ISO 8601 in UTC. */
export function iso(at: number): string {
  return new Date(at).toISOString();
}
