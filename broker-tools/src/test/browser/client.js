// A client made of npm's ws: node client.js PORT. Ends with 0 if all was as it should be.
import assert from 'node:assert/strict';
import WebSocket from 'ws';

const port = process.argv[2];
const url = `ws://127.0.0.1:${port}/v1/messages/json`;

/** A connection whose messages can be awaited one after the other. */
async function open(topics) {
  const socket = new WebSocket(url, {headers: {'X-Application-Name': 'npm ws'}});
  const inbox = [];
  const waiting = [];
  socket.on('message', (data) => {
    const wanted = waiting.shift();
    wanted ? wanted(data.toString()) : inbox.push(data.toString());
  });
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
  const next = () =>
    inbox.length ? Promise.resolve(inbox.shift()) : new Promise((resolve) => waiting.push(resolve));
  if (topics) {
    socket.send(JSON.stringify(topics));
    assert.equal(JSON.parse(await next()).type, 'ack');
  }
  return {socket, next};
}

const closed = (socket) =>
  new Promise((resolve) => socket.on('close', (code, reason) => resolve(`${code} ${reason}`)));

// Two clients hear each other, and not themselves; 64 bits pass.
const one = await open(['/npm']);
const other = await open(['/npm']);
const text = '{"type":"data-message","topic":"/npm/x","@data-type":"count","data":18446744073709551615}';
one.socket.send(text);
assert.equal(await other.next(), text);
one.socket.send('{"type":"data-message","topic":"/npm/x","@data-type":"count","data":1.5}');
const error = JSON.parse(await one.next());
assert.equal(error.code, 'deserialization_failed');
assert.match(error.context, /^input #2 /);

// Pings are answered.
await new Promise((resolve) => one.socket.on('pong', resolve).ping());

// A first message that is no subscription, and binary data.
const wrong = await open();
wrong.socket.send('{}');
assert.equal(JSON.parse(await wrong.next()).type, 'error');
assert.match(await closed(wrong.socket), /^1008 the first message must be an array of topics/);
const binary = closed(other.socket);
other.socket.send(Buffer.from([1]));
assert.match(await binary, /^1003 /);

// A polite end.
const end = closed(one.socket);
one.socket.close(1000, 'bye');
assert.equal(await end, '1000 bye');
console.log('all as it should be');
