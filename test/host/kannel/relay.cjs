/**
 * Lets a process in a network of its own be reached from outside, and reach out, through sockets in the file system.
 * Arguments: pairs of `<from>=<to>`; each side is a port on 127.0.0.1 or the path of a socket.
 */
'use strict';
const net = require('node:net');

const side = (text) => (/^\d+$/.test(text) ? { host: '127.0.0.1', port: Number(text) } : { path: text });

for (const pair of process.argv.slice(2)) {
  const [from, to] = pair.split('=');
  net
    .createServer((incoming) => {
      const outgoing = net.connect(side(to));
      for (const socket of [incoming, outgoing])
        socket.on('error', () => [incoming, outgoing].forEach((one) => one.destroy()));
      incoming.pipe(outgoing).pipe(incoming);
    })
    .listen(side(from));
}
