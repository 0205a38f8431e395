// The checks themselves, checked: a page that does everything wrong must be
// caught by each of them, or a green line means nothing.

import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { after, before, test } from 'node:test'
import { axe, launch, tabTo, visitor } from '../browser.mjs'

const pages = {
  '/calm': '<!doctype html><html lang=en><title>Calm</title><main><h1>Calm</h1><button>Go on</button></main>',
  '/dialog': '<script>alert("here")</script>',
  '/tripwire': '<script>window.__x = "inline"</script>',
  '/frame': '<iframe srcdoc="<script>window.__x = 7</script>"></iframe>',
  '/error': '<script>throw new Error("torn")</script>',
  '/request': '<img src="http://elsewhere.example/pixel.gif" alt="">',
  '/policy': '<meta http-equiv="Content-Security-Policy" content="script-src \'none\'"><script>window.__x = 1</script>',
  '/sandbox': '<iframe sandbox srcdoc="<script>window.__x = 1</script>"></iframe>',
  '/crooked': '<!doctype html><title>Crooked</title><main><h1>x</h1><img src="/calm"><input></main>',
}

let server, browser, desk
before(async () => {
  server = createServer((request, answer) => {
    answer.setHeader('content-type', 'text/html; charset=utf-8')
    answer.end(pages[request.url] ?? '')
  }).listen(0, '127.0.0.1')
  await new Promise((done) => server.once('listening', done))
  desk = { url: `http://127.0.0.1:${server.address().port}` }
  browser = await launch()
})
after(async () => {
  await browser?.close()
  server?.close()
})

async function check(path, pattern) {
  const { context, page, watch } = await visitor(browser, desk)
  await page.goto(desk.url + path)
  await page.waitForLoadState('networkidle')
  assert.match((await watch.seen()).join('\n'), pattern)
  await context.close()
}

test('a calm page is quiet and clean', async () => {
  const { context, page, watch } = await visitor(browser, desk)
  await page.goto(`${desk.url}/calm`)
  assert.deepEqual(await axe(page), [])
  await tabTo(page, page.getByRole('button'))
  await watch.quiet()
  await context.close()
})
test('a dialog is seen', () => check('/dialog', /an? alert dialog: here/))
test('a tripwire is seen', () => check('/tripwire', /window.__x = inline/))
test('a tripwire in a frame is seen', () => check('/frame', /window.__x = 7/))
test('an uncaught error is seen', () => check('/error', /torn/))
test('a request to another host is seen', () => check('/request', /a request to http:\/\/elsewhere.example/))
test('a report of the content policy is seen', () => check('/policy', /the console: .*Content Security Policy/))
test('a script stopped by a sandbox is seen', () => check('/sandbox', /the console: .*sandboxed/i))
test('axe finds what is crooked', async () => {
  const { context, page } = await visitor(browser, desk)
  await page.goto(`${desk.url}/crooked`)
  const found = (await axe(page)).join('\n')
  for (const rule of ['html-has-lang', 'image-alt', 'label']) assert.match(found, new RegExp(`^${rule}:`, 'm'))
  await context.close()
})
test('a visitor without scripts runs none', async () => {
  const { context, page, watch } = await visitor(browser, desk, { scripts: false })
  await page.goto(`${desk.url}/dialog`)
  await watch.quiet()
  await context.close()
})
