// A plain case costs what it costs elsewhere: no key and no request more than
// before needs, promises, plans and apologies were there.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { editor, signIn, visitor } from '../browser.mjs'
import { until } from '../desk.mjs'
import { world } from '../world.mjs'

const w = world()

test('one question: open, r, the answer, the chord; two keys and four requests', async () => {
  const letter = { from: 'ann@customers.example', name: 'Ann', subject: 'How do I change my address?', text: 'I have moved.' }
  const number = await w.desk.newCase(letter)
  await w.desk.letterTo(letter.from, 'I have moved.') // the receipt has left: nothing else comes in between
  const { context, page, watch } = await visitor(w.browser, w.desk)
  await signIn(page, w.desk.agent)
  await page.goto(new URL('/today', w.desk.url).href)
  await page.waitForTimeout(1000) // what the page reads when it begins to listen
  const asked = []
  page.on('request', (request) => {
    const { pathname } = new URL(request.url())
    // Files of the program come once; who is here and how the desk is are told while it lasts.
    if (!/^\/(assets|live|presence|troubles)\b/.test(pathname)) asked.push(`${request.method()} ${pathname.replaceAll(String(number), 'N')}`)
  })
  let keys = 0
  const press = async (key) => { keys += 1; await page.keyboard.press(key) }

  await page.locator(`#rows a[href="/cases/${number}"]`).click()
  await page.locator('#letters').waitFor()
  await until('the page listens to its case', async () => asked.length === 2)
  await press('r')
  await page.locator('#reply:focus').waitFor()
  const answer = 'Under Settings, at the top.'
  await page.keyboard.insertText(answer)
  await until('the draft kept', async () => asked.includes('POST /cases/N/draft'))
  await press('Control+Shift+Enter')
  await until('the closed case', async () => (await w.desk.ask('GET', `cases/${number}`)).state === 'closed')
  await page.waitForURL('**?sent=*')

  assert.equal(keys, 2)
  assert.equal(await page.locator('dialog[open], #gate').count(), 0)
  // Opened, read once more when its changes are listened to, kept while it was written, sent; the answer leads to the next case.
  const sent = asked.indexOf('POST /cases/N/messages')
  assert.deepEqual(asked.slice(0, sent + 1), ['GET /cases/N', 'GET /cases/N', 'POST /cases/N/draft', 'POST /cases/N/messages'])
  assert.ok(asked.slice(sent + 1).every((line) => line.startsWith('GET ')), asked.join(', '))
  assert.notEqual(await editor(page).inputValue().catch(() => ''), answer)
  await watch.quiet()
  await context.close()
})
