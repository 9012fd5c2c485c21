// Loaded into an n8n whose memory is measured. A message `{ heap: true }` is answered by `{ heapUsed }`, in bytes, after
// everything that nobody refers to has been collected. In a process without a channel to a driver it does nothing.
const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');

if (process.channel) {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');

  process.on('message', (message) => {
    if (message?.heap !== true) return;
    collect();
    // What was waiting for a finalizer of the first pass goes with the second.
    setImmediate(() => {
      collect();
      process.send({ heapUsed: process.memoryUsage().heapUsed });
    });
  });
  process.channel.unref();
}
