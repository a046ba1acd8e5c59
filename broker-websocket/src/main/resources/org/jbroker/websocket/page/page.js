// A client of the endpoint's WebSocket API: shows what passes, publishes, and shows the changes of
// stores. Text from messages is only ever set as text, never as markup.
'use strict';

/** Where the node publishes the changes of its stores, to its own clients only. */
const STORE_EVENTS = '<$>/local/data/store-events';

const MAX_ROWS = 300;
const MAX_ENTRIES = 500;
const MAX_TEXT = 2000;
const FIRST_PAUSE_MILLIS = 250;
const LAST_PAUSE_MILLIS = 10000;

const find = (id) => document.getElementById(id);
const status = find('status');
const rows = find('messages');
const entriesBody = find('entries').tBodies[0];

let socket = null;
let acknowledged = false;
let pause = FIRST_PAUSE_MILLIS;
let retry = 0;
let total = 0;
let recent = 0;
let changes = 0;
let waiting = [];
const entries = new Map();

// --- values

/** Numbers of 64 bits do not fit JavaScript's: longer ones are kept as text. */
function parse(text) {
  return JSON.parse(text.replace(/("data":)(-?\d{16,})(?=[,}])/g, '$1"$2"'));
}

/** A value as Broker prints it. */
function show(value) {
  const data = value.data;
  switch (value['@data-type']) {
    case 'none':
      return 'nil';
    case 'boolean':
      return data ? 'T' : 'F';
    case 'string':
      return JSON.stringify(data);
    case 'vector':
      return '(' + data.map(show).join(', ') + ')';
    case 'set':
      return '{' + data.map(show).join(', ') + '}';
    case 'table':
      return '{' + data.map((e) => show(e.key) + ' -> ' + show(e.value)).join(', ') + '}';
    default:
      return String(data);
  }
}

/** Zeek's events are vectors of vectors; shown as calls, they can be read. */
function showMessage(message) {
  const outer = message.data;
  if (message['@data-type'] === 'vector' && outer.length === 3 && isCount(outer[0], 1)
      && isCount(outer[1], 1) && outer[2]['@data-type'] === 'vector') {
    const [name, args] = outer[2].data;
    if (name && name['@data-type'] === 'string' && args && args['@data-type'] === 'vector') {
      return name.data + '(' + args.data.map(show).join(', ') + ')';
    }
  }
  return show(message);
}

function isCount(value, number) {
  return value['@data-type'] === 'count' && value.data === number;
}

function cut(text) {
  return text.length > MAX_TEXT ? text.slice(0, MAX_TEXT) + ' …' : text;
}

/** The members "@data-type" and "data" of what the form says, as text: numbers keep all digits. */
function formMembers(type, text) {
  switch (type) {
    case 'json': {
      const value = JSON.parse(text);
      if (!value || typeof value !== 'object' || !('@data-type' in value)) {
        throw new Error('expected {"@data-type": …, "data": …}');
      }
      return text.trim().replace(/^\{|\}$/g, '');
    }
    case 'count':
    case 'integer':
      if (!/^-?\d{1,20}$/.test(text.trim())) {
        throw new Error('expected a whole number');
      }
      return `"@data-type":"${type}","data":${BigInt(text.trim())}`;
    case 'real':
      if (text.trim() === '' || !Number.isFinite(Number(text))) {
        throw new Error('expected a number');
      }
      return `"@data-type":"real","data":${Number(text)}`;
    case 'boolean':
      if (!/^(true|false|t|f)$/i.test(text.trim())) {
        throw new Error('expected true or false');
      }
      return `"@data-type":"boolean","data":${/^t/i.test(text.trim())}`;
    default:
      return `"@data-type":"${type}","data":${JSON.stringify(text)}`;
  }
}

// --- the connection

function topics() {
  return find('topics').value.split(/[\s,]+/).filter((topic) => topic !== '');
}

function setStatus(state, text) {
  status.dataset.state = state;
  status.textContent = text;
  find('publish').querySelector('button').disabled = state !== 'open';
}

function connect() {
  clearTimeout(retry);
  if (socket) {
    const old = socket;
    socket = null; // Its events are nobody's any more.
    old.close(1000);
  }
  acknowledged = false;
  setStatus('connecting', 'connecting');
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  const mine = new WebSocket(`${scheme}://${location.host}/v1/messages/json`);
  socket = mine;
  mine.onopen = () => mine.send(JSON.stringify([...topics(), STORE_EVENTS]));
  mine.onmessage = (event) => {
    if (mine === socket) {
      take(parse(event.data));
    }
  };
  mine.onclose = (event) => {
    if (mine !== socket) {
      return;
    }
    const reason = event.reason || (event.code === 1006 ? 'no connection' : `code ${event.code}`);
    setStatus('closed', `closed: ${reason}`);
    if (acknowledged) {
      pause = FIRST_PAUSE_MILLIS;
    }
    retry = setTimeout(connect, pause * (0.5 + Math.random() / 2));
    pause = Math.min(LAST_PAUSE_MILLIS, pause * 2);
  };
}

function take(message) {
  if (message.type === 'ack') {
    acknowledged = true;
    pause = FIRST_PAUSE_MILLIS;
    setStatus('open', 'connected');
    find('endpoint').textContent = `${message.version} ${message.endpoint}`;
  } else if (message.type === 'error') {
    add('error', message.code, message.context);
  } else if (message.topic === STORE_EVENTS) {
    takeStoreEvent(message.data);
  } else {
    total++;
    recent++;
    add('', message.topic, showMessage(message));
  }
}

// --- messages

function add(kind, topic, text) {
  waiting.push({kind, topic, text: cut(text), at: new Date()});
  if (waiting.length > MAX_ROWS) {
    waiting.shift();
  }
  schedule();
}

let scheduled = false;

/** Draws once a frame, however many messages come. */
function schedule() {
  if (!scheduled) {
    scheduled = true;
    requestAnimationFrame(draw);
  }
}

function isPaused() {
  return find('pause').getAttribute('aria-pressed') === 'true';
}

function draw() {
  scheduled = false;
  find('total').textContent = total.toLocaleString('en');
  if (isPaused()) {
    return;
  }
  const fresh = document.createDocumentFragment();
  for (const row of waiting.reverse()) {
    fresh.append(element(row));
  }
  waiting = [];
  rows.prepend(fresh);
  while (rows.childElementCount > MAX_ROWS) {
    rows.lastElementChild.remove();
  }
  find('no-messages').hidden = rows.childElementCount > 0;
}

function element(row) {
  const item = document.createElement('li');
  item.className = row.kind;
  const time = document.createElement('time');
  time.dateTime = row.at.toISOString();
  time.textContent = row.at.toLocaleTimeString('en-GB') + '.'
      + String(row.at.getMilliseconds()).padStart(3, '0');
  const topic = document.createElement('span');
  topic.className = 'topic';
  topic.textContent = row.kind === 'sent' ? '→ ' + row.topic : row.topic;
  const data = document.createElement('span');
  data.className = 'data';
  data.textContent = row.text;
  item.append(time, topic, data);
  item.hidden = !matches(item);
  return item;
}

function matches(item) {
  return item.textContent.toLowerCase().includes(find('filter').value.toLowerCase());
}

// --- stores

/** ("insert", store, key, value, …), ("update", store, key, old, new, …), ("erase", store, key, …) */
function takeStoreEvent(event) {
  const what = event[0].data;
  const store = event[1].data;
  const key = show(event[2]);
  const value = what === 'insert' ? event[3] : what === 'update' ? event[4] : null;
  const id = JSON.stringify([store, key]);
  let row = entries.get(id);
  if (!row) {
    row = entriesBody.insertRow(0);
    for (let i = 0; i < 4; i++) {
      row.insertCell();
    }
    row.cells[0].textContent = store;
    row.cells[1].textContent = cut(key);
    entries.set(id, row);
    if (entries.size > MAX_ENTRIES) {
      const [oldest, oldRow] = entries.entries().next().value;
      oldRow.remove();
      entries.delete(oldest);
    }
  }
  const now = new Date();
  const time = document.createElement('time');
  time.dateTime = now.toISOString();
  time.textContent = now.toLocaleTimeString('en-GB');
  if (value) {
    row.cells[2].textContent = cut(show(value));
  }
  row.cells[3].replaceChildren(time);
  if (what === 'expire' || what === 'erase') {
    row.cells[3].append(what === 'expire' ? ' expired' : ' erased');
  }
  row.className = value ? '' : 'gone';
  void row.offsetWidth; // Lets the animation begin anew.
  row.classList.add('changed');
  changes++;
  find('changes').textContent = changes.toLocaleString('en');
  find('entries').hidden = false;
  find('no-entries').hidden = true;
}

// --- what the user does

find('subscribe').addEventListener('submit', (event) => {
  event.preventDefault();
  try {
    localStorage.setItem('broker.topics', find('topics').value);
  } catch (refused) {
    console.info('The topics are not remembered:', refused.message);
  }
  connect();
});

find('publish').addEventListener('submit', (event) => {
  event.preventDefault();
  const hint = find('publish-hint');
  hint.textContent = '';
  try {
    const topic = find('topic').value;
    const members = formMembers(find('type').value, find('value').value);
    const text = `{"type":"data-message","topic":${JSON.stringify(topic)},${members}}`;
    const message = parse(text);
    socket.send(text);
    add('sent', topic, showMessage(message));
  } catch (wrong) {
    hint.textContent = wrong.message;
  }
});

find('pause').addEventListener('click', (event) => {
  const button = event.currentTarget;
  const pausing = !isPaused();
  button.setAttribute('aria-pressed', String(pausing));
  button.textContent = pausing ? 'Resume' : 'Pause';
  draw();
});

find('clear').addEventListener('click', () => {
  waiting = [];
  rows.replaceChildren();
  draw();
});

find('filter').addEventListener('input', () => {
  for (const item of rows.children) {
    item.hidden = !matches(item);
  }
});

setInterval(() => {
  find('rate').textContent = recent.toLocaleString('en');
  recent = 0;
}, 1000);

function firstTopics() {
  const named = new URLSearchParams(location.search).get('topics');
  if (named !== null) {
    return named;
  }
  try {
    return localStorage.getItem('broker.topics') ?? '/';
  } catch (refused) {
    return '/';
  }
}

find('topics').value = firstTopics();
connect();
