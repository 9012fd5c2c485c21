// Loaded into every n8n that a test starts. It ends n8n when the driver has gone without saying good-bye,
// so that a killed test run leaves nothing behind. Without a channel to a driver it does nothing.
if (process.channel) {
  process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  process.channel.unref();
}
