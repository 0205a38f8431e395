// No vector runs, wherever a stranger or a colleague can put words: letters
// (text and HTML), names, subjects, file names, forms, notes, replies, search.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signIn, visitor } from '../browser.mjs'
import { caseLink } from '../desk.mjs'
import { sharedLines, world } from '../world.mjs'

const w = world()

const OURS = [
  '<script>window.__x=1</script>',
  '<img src=x onerror="window.__x=1">',
  '<svg onload="window.__x=1"></svg>',
  '"><script>window.__x=1</script>',
  "'-alert(1)-'",
  '</textarea><script>window.__x=1</script>',
  '</title><script>window.__x=1</script>',
  '<a href="javascript:window.__x=1" id="trap">press</a>',
  '<iframe srcdoc="<script>parent.__x=1</script>"></iframe>',
  '<form action="http://elsewhere.example/"><button id="trap">press</button></form>',
  '<style>@import "http://elsewhere.example/x.css"; * { background: url(http://elsewhere.example/x.gif) }</style>',
  '<img src="http://elsewhere.example/pixel.gif">',
  '<meta http-equiv="refresh" content="0;url=http://elsewhere.example/">',
  '<base href="http://elsewhere.example/">',
  '{{constructor.constructor("window.__x=1")()}}',
  '[press](javascript:window.__x=1)',
  '<math><mtext><table><mglyph><style><img src=x onerror=window.__x=1>',
]
const vectors = [...new Set([...OURS, ...(sharedLines('hostile/xss.jsonl') ?? []).map((line) => line.payload)])]
/** A header holds one line and no NUL. */
const line = (text) => text.replace(/[\r\n\0]+/g, ' ').trim() || '-'

/** Visits and presses whatever a vector may have planted, in all frames. */
async function look(page, url) {
  await page.goto(url)
  for (const frame of page.frames()) {
    for (const trap of await frame.locator('#trap').all()) await trap.click({ timeout: 500, noWaitAfter: true }).catch(() => {})
  }
}

test(`no vector runs in a letter, a name, a subject, a file name, a note or a reply`, async () => {
  const found = []
  const queue = vectors.map((vector, n) => [vector, n])
  const worker = async () => {
    const agent = await visitor(w.browser, w.desk)
    const customer = await visitor(w.browser, w.desk)
    await signIn(agent.page, w.desk.agent)
    for (let next = queue.shift(); next; next = queue.shift()) {
      const [vector, n] = next
      const number = await w.desk.newCase({
        from: `stranger${n}@customers.example`,
        name: line(vector),
        subject: line(vector),
        text: vector,
        html: `<p>${vector}</p>`,
        file: { name: line(vector).slice(0, 200), text: vector },
      })
      await w.desk.ask('POST', `cases/${number}/messages`, { kind: 'note', text: vector })
      await w.desk.ask('POST', `cases/${number}/messages`, { kind: 'reply', text: vector })
      await look(agent.page, new URL(`/cases/${number}`, w.desk.url).href)
      found.push(...(await agent.watch.seen()).map((seen) => `case page, ${vector}: ${seen}`))
      const letter = await w.desk.letterTo(`stranger${n}@customers.example`, '/c/')
      await look(customer.page, caseLink(letter.raw))
      found.push(...(await customer.watch.seen()).map((seen) => `customer's page, ${vector}: ${seen}`))
    }
    await agent.context.close()
    await customer.context.close()
  }
  await Promise.all([worker(), worker(), worker()])
  assert.deepEqual(found, [])
})

test('no vector runs in the lists, the search, the catcher and the forms that show it again', async () => {
  const { context, page, watch } = await visitor(w.browser, w.desk)
  watch.expect(/status of 4(00|22)/)
  await signIn(page, w.desk.agent)
  const found = []
  for (const path of ['/today', '/people', '/search?q=window', '/search?q=script', w.desk.mail]) {
    await look(page, new URL(path, w.desk.url).href)
    found.push(...(await watch.seen()).map((seen) => `${path}: ${seen}`))
  }
  for (const vector of vectors) {
    await page.goto(new URL(`/search?q=${encodeURIComponent(vector)}`, w.desk.url).href)
    found.push(...(await watch.seen()).map((seen) => `search for ${vector}: ${seen}`))
  }
  for (const vector of OURS) {
    await page.goto(w.desk.shop)
    await page.locator('main form').first().evaluate((form) => { form.noValidate = true })
    for (const field of await page.locator('main form input:visible:not([type=file]), main form textarea:visible').all()) await field.fill(vector)
    await page.locator('main form button[type=submit], main form button:not([type])').last().click()
    await page.waitForLoadState()
    found.push(...(await watch.seen()).map((seen) => `the public form with ${vector}: ${seen}`))
  }
  assert.deepEqual(found, [])
  await context.close()
})
