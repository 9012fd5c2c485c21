// Loaded into an n8n that runs on a test clock. Time stands still until the driver moves it with a message `{ to }`;
// each message is answered by `{ at }`, or by `{ at, refused }` where time would have gone back.
// In a process without a channel to a driver (a task runner, a worker thread) it does nothing.
const start = Number(process.env.JOURNEY_CANVAS_TEST_CLOCK);

if (process.channel && Number.isFinite(start)) {
  let now = start;
  let order = 0;
  const alarms = new Set();

  const ring = () => {
    const due = [...alarms].filter((alarm) => alarm.at <= now);
    due.sort((a, b) => a.at - b.at || a.order - b.order);
    for (const alarm of due) {
      // An earlier callback of this round may have cancelled it.
      if (!alarms.delete(alarm)) continue;
      try {
        alarm.callback();
      } catch (error) {
        // Uncaught, as from a timer, but not at the cost of the callbacks after it.
        setImmediate(() => {
          throw error;
        });
      }
    }
  };

  globalThis[Symbol.for('@journey-canvas/clock')] = {
    now: () => now,
    wakeAt(at, callback) {
      const alarm = { at, callback, order: order++ };
      alarms.add(alarm);
      // Like a timer, never before wakeAt() has returned.
      if (at <= now) setImmediate(ring);
      return { cancel: () => void alarms.delete(alarm) };
    },
  };

  process.on('message', (message) => {
    const to = message?.to;
    if (!Number.isFinite(to)) return;
    if (to < now) {
      process.send({ at: now, refused: to });
      return;
    }
    now = to;
    ring();
    process.send({ at: now });
  });
  process.channel.unref();
}
