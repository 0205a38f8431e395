// A plain case costs what it costs elsewhere: no key and no request more than
// before needs, promises, plans and apologies were there.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { editor, signIn, visitor } from '../browser.mjs'
import { until } from '../desk.mjs'
import { world } from '../world.mjs'

const w = world()

/** What a request is for; all of them are something. */
function kind(request) {
  const { pathname } = new URL(request.url())
  if (pathname.startsWith('/assets/') || pathname === '/favicon.ico') return 'file'
  if (pathname === '/live') return 'stream'
  if (pathname === '/presence') return 'presence'
  return request.method() === 'GET' ? 'page' : 'deed'
}

test('one question: open, r, the answer, the chord; two keys and three requests', async () => {
  const letter = { from: 'ann@customers.example', name: 'Ann', subject: 'How do I change my address?', text: 'I have moved.' }
  const number = await w.desk.newCase(letter)
  await w.desk.letterTo(letter.from, 'I have moved.') // the receipt has left: nothing else comes in between
  const { context, page, watch } = await visitor(w.browser, w.desk)
  await signIn(page, w.desk.agent)
  const listens = page.waitForResponse((answer) => answer.url().includes('/live?'))
  await page.goto(new URL('/today', w.desk.url).href)
  await listens
  await page.waitForTimeout(1000) // whatever it would read when it begins to listen
  const asked = []
  page.on('request', (request) => asked.push({ kind: kind(request), what: `${request.method()} ${new URL(request.url()).pathname.replaceAll(String(number), 'N')}` }))
  // Every press of this page, whoever makes it.
  let keys = 0
  await page.exposeFunction('countKey', () => { keys += 1 })
  await page.addInitScript(() => addEventListener('keydown', (event) => !['Control', 'Shift'].includes(event.key) && globalThis.countKey(), true))

  const began = Date.now()
  await page.locator(`#rows a[href="/cases/${number}"]`).click()
  await page.locator('#letters').waitFor()
  await until('the page listens to its case', async () => asked.some((one) => one.kind === 'stream'))
  await page.waitForTimeout(1000) // long enough for a page that is read once more
  await page.keyboard.press('r')
  await page.locator('#reply:focus').waitFor()
  const answer = 'Under Settings, at the top.'
  await page.keyboard.insertText(answer)
  await until('the draft kept', async () => asked.some((one) => one.what === 'POST /cases/N/draft'))
  await page.keyboard.press('Control+Shift+Enter')
  await until('the closed case', async () => (await w.desk.ask('GET', `cases/${number}`)).state === 'closed')
  await page.waitForURL('**?sent=*')
  const seconds = (Date.now() - began) / 1000

  assert.equal(keys, 2)
  assert.equal(await page.locator('dialog[open], #gate').count(), 0)
  // Opened, kept while it was written, sent; the answer leads to the next case.
  const sent = asked.findIndex((one) => one.what === 'POST /cases/N/messages')
  const before = asked.slice(0, sent + 1)
  const of = (name) => before.filter((one) => one.kind === name).map((one) => one.what)
  assert.deepEqual(of('page'), ['GET /cases/N'])
  assert.deepEqual(of('deed'), ['POST /cases/N/draft', 'POST /cases/N/messages'])
  assert.deepEqual(of('stream'), ['GET /live'])
  // Reading, writing, and once every four seconds while it lasts.
  assert.ok(of('presence').length <= 2 + Math.ceil(seconds / 4), of('presence').join(', '))
  assert.equal(before.length, of('page').length + of('deed').length + of('stream').length + of('presence').length + of('file').length)
  // Files of the program: each once.
  assert.equal(new Set(of('file')).size, of('file').length, of('file').join(', '))
  assert.ok(asked.slice(sent + 1).every((one) => one.kind !== 'deed'), asked.map((one) => one.what).join(', '))
  assert.notEqual(await editor(page).inputValue().catch(() => ''), answer)
  await watch.quiet()
  await context.close()
})

test('what came between a page and its stream is heard', async () => {
  const number = await w.desk.newCase({ from: 'bea@customers.example', name: 'Bea', subject: 'A second lamp', text: 'Do you have one more?' })
  const { context, page, watch } = await visitor(w.browser, w.desk)
  await signIn(page, w.desk.agent)
  // The stream begins late: a note is written after the page was read.
  let go
  const held = new Promise((done) => { go = done })
  await page.route('**/live?*', async (route) => { await held; await route.continue() })
  await page.goto(new URL(`/cases/${number}`, w.desk.url).href)
  await page.locator('#letters').waitFor()
  await w.desk.ask('POST', `cases/${number}/messages`, { kind: 'note', text: 'There is one on the shelf.' })
  await page.waitForTimeout(500)
  assert.equal(await page.getByText('There is one on the shelf.').count(), 0)
  go()
  await page.getByText('There is one on the shelf.').waitFor()
  await watch.quiet()
  await context.close()
})
