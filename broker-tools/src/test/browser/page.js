// The page in a real Chromium: node page.js PORT CHROMIUM [DIRECTORY FOR SCREENSHOTS].
// Ends with 0 if all was as it should be. It expects a node with a master "visits", which changes
// when it prints "change".
import assert from 'node:assert/strict';
import {chromium} from 'playwright-core';
import WebSocket from 'ws';

const [port, executablePath, directory] = process.argv.slice(2);
const url = `http://127.0.0.1:${port}/?topics=/`;

const value = (type, data) => ({'@data-type': type, data});
const event = (name, ...args) =>
  value('vector', [
    value('count', 1),
    value('count', 1),
    value('vector', [value('string', name), value('vector', args)]),
  ]);

const sender = new WebSocket(`ws://127.0.0.1:${port}/v1/messages/json`);
await new Promise((resolve, reject) => sender.on('open', resolve).on('error', reject));
const received = [];
sender.on('message', (data) => received.push(data.toString()));
sender.send('["/from-page"]');
const publish = (topic, data) =>
  sender.send(JSON.stringify({type: 'data-message', topic, ...data}));

const browser = await chromium.launch({
  executablePath,
  headless: true,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});

const screens = {
  wide: {viewport: {width: 1280, height: 640}, colorScheme: 'light'},
  phone: {viewport: {width: 390, height: 844}, colorScheme: 'dark', isMobile: true, hasTouch: true},
};

for (const [name, screen] of Object.entries(screens)) {
  const context = await browser.newContext(screen);
  const page = await context.newPage();
  const complaints = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (failure) => complaints.push(failure.message));
  await page.goto(url);
  await page.waitForSelector('#status[data-state="open"]');

  publish(
    '/zeek/event/connection',
    event(
      'new_connection',
      value('string', 'CHhAvVGS1DHFjwGM9'),
      value('address', '192.0.2.17'),
      value('port', '51724/tcp'),
      value('address', '198.51.100.4'),
      value('port', '443/tcp'),
    ),
  );
  publish(
    '/zeek/event/notice',
    event(
      'scan_detected',
      value('address', '203.0.113.9'),
      value('timespan', '1500ms'),
      value('set', [value('port', '22/tcp'), value('port', '80/tcp'), value('port', '445/tcp')]),
    ),
  );
  publish('/test', value('string', '<b>not bold</b> h\u00e9 \u{1F600}'));
  await page.waitForFunction(() => document.querySelectorAll('#messages li').length === 3);
  assert.equal(await page.locator('#messages b').count(), 0, 'messages are text, not markup');
  assert.match(await page.locator('#messages').innerText(), /scan_detected\(203\.0\.113\.9, 1500ms/);

  await page.fill('#topic', '/from-page');
  await page.selectOption('#type', 'count');
  await page.fill('#value', 'many');
  await page.click('#publish button');
  assert.equal(await page.locator('#publish-hint').innerText(), 'expected a whole number');
  await page.fill('#value', '18446744073709551615');
  await page.click('#publish button');
  await page.waitForSelector('#messages li.sent');

  console.log('change');
  await page.waitForSelector('#entries tbody tr:nth-child(3)');

  const isCut = await page.evaluate(
    () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
  );
  assert.equal(isCut, false, `the page fits the ${name} screen`);
  assert.deepEqual(complaints, []);
  if (directory) {
    await page.waitForTimeout(1500); // The flash of a change fades.
    await page.screenshot({path: `${directory}/page-${name}.png`});
  }
  await context.close();
}

assert.deepEqual(
  received.slice(1).map((text) => JSON.parse(text).topic),
  ['/from-page', '/from-page'],
);
assert.match(received[1], /"data":18446744073709551615}/);
sender.close();
await browser.close();
console.log('all as it should be');
