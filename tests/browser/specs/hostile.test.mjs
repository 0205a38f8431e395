// No vector runs, wherever a stranger or a colleague can put words: letters
// (text and HTML), names, subjects, file names, forms, notes, replies, search.
//
// Many vectors share a page, so that all of them are looked at in a minute. One
// that swallows what follows (an open <textarea>, a comment) would hide its
// neighbours: it gets an HTML letter of its own.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signIn, visitor } from '../browser.mjs'
import { caseLink, until } from '../desk.mjs'
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
const lots = (all, size) => Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.slice(n * size, (n + 1) * size))

/** Which of the vectors leave what follows them where it stands, asked of the browser's own parser. */
async function contained() {
  const page = await w.browser.newPage() // no page of ours: its policy would report what is only parsed
  const calm = await page.evaluate((all) => all.map((vector) => {
    const read = new DOMParser().parseFromString(`<div>${vector}</div><p id="after">after</p>`, 'text/html')
    return read.querySelector('body > p#after:last-child')?.outerHTML === '<p id="after">after</p>'
  }), vectors)
  await page.close()
  return calm
}

/** Opens all folds, lets every frame load, and presses whatever a vector may have planted. */
async function look(page, url) {
  await page.goto(url)
  await page.evaluate(() => {
    for (const fold of document.querySelectorAll('details')) fold.open = true
    for (const frame of document.querySelectorAll('iframe')) frame.loading = 'eager'
  })
  await until('all frames', async () => page.frames().every((frame) => frame.url()), 10)
  for (const frame of page.frames()) {
    await frame.waitForLoadState()
    for (const trap of await frame.locator('#trap').all()) await trap.click({ timeout: 300, noWaitAfter: true }).catch(() => {})
  }
}

test('no vector runs in a letter, a name, a subject, a file name, a note or a reply', async () => {
  const found = []
  const agent = await visitor(w.browser, w.desk)
  await signIn(agent.page, w.desk.agent)
  const calm = await contained()
  const shared = lots(vectors.filter((_, n) => calm[n]), 25)
  const alone = lots(vectors.filter((_, n) => !calm[n]), Math.ceil(calm.filter((is) => !is).length / shared.length))

  // One case for each lot: a letter that holds all of it, then the ones that need a letter of their own.
  const queue = shared.map((lot, n) => [n, lot, alone[n] ?? []])
  const worker = async () => {
    const customer = await visitor(w.browser, w.desk)
    const desk = await visitor(w.browser, w.desk)
    await signIn(desk.page, w.desk.agent)
    for (let next = queue.shift(); next; next = queue.shift()) {
      const [n, lot, single] = next
      const from = `stranger${n}@customers.example`
      const all = [...lot, ...single]
      const first = {
        from,
        name: line(lot.slice(0, 8).join(' ')),
        subject: line(lot.join(' ')),
        text: lot.join('\n\n'),
        html: lot.map((vector) => `<div>${vector}</div>`).join('\n'),
        files: all.map((vector) => ({ name: line(vector).slice(0, 200), text: vector })),
      }
      const { number, id } = await w.desk.opens(first)
      for (const vector of single) {
        await w.desk.letter({ from, name: line(vector), subject: `Re: ${line(vector)}`, text: vector, html: `<p>${vector}</p>`, inReplyTo: id })
      }
      await until(`all letters of case ${number}`, async () =>
        (await w.desk.ask('GET', `cases/${number}/messages`)).items.length === 1 + single.length)
      await w.desk.ask('POST', `cases/${number}/messages`, { kind: 'note', text: all.join('\n\n') })
      await w.desk.ask('POST', `cases/${number}/messages`, { kind: 'reply', text: all.join('\n\n'), keep_gaps: true })

      await look(desk.page, new URL(`/cases/${number}`, w.desk.url).href)
      // The page, its letters, and the files of the first one: text is shown where it stands.
      const sent = desk.page.frames().filter((frame) => frame.url().includes('/html'))
      assert.equal(sent.length, 1 + single.length, `case ${number} shows each letter as it was sent`)
      assert.equal(desk.page.frames().length, 1 + sent.length + all.length, `case ${number} shows each file`)
      found.push(...(await desk.watch.seen()).map((seen) => `case ${number}: ${seen}`))
      const letter = await w.desk.letterTo(from, '/c/')
      await look(customer.page, caseLink(letter.raw))
      found.push(...(await customer.watch.seen()).map((seen) => `customer's page of case ${number}: ${seen}`))
    }
    await desk.context.close()
    await customer.context.close()
  }
  await Promise.all([worker(), worker()])

  // The lists, the search and the catcher show the same words again.
  for (const path of ['/today', '/free', '/people', '/search?q=window', '/search?q=script', w.desk.mail]) {
    await look(agent.page, new URL(path, w.desk.url).href)
    found.push(...(await agent.watch.seen()).map((seen) => `${path}: ${seen}`))
  }
  assert.deepEqual(found, [])
  await agent.context.close()
})

test('no vector runs in the search and the public form that show it again', async () => {
  const { context, page, watch } = await visitor(w.browser, w.desk)
  watch.expect(/status of 4(00|22)/)
  await signIn(page, w.desk.agent)
  const found = []
  for (const lot of lots(vectors, 25)) {
    await page.goto(new URL(`/search?q=${encodeURIComponent(lot.join(' '))}`, w.desk.url).href)
    found.push(...(await watch.seen()).map((seen) => `search for ${lot[0]} and more: ${seen}`))
  }
  for (const address of ['not an address', 'lena@customers.example']) {
    for (const lot of lots(vectors, 60)) {
      await page.goto(w.desk.shop)
      await page.locator('[name=text]').fill(lot.join('\n'))
      await page.locator('[name=name]').fill(line(lot.join(' ')))
      await page.locator('[name=order]').fill(line(lot.join(' ')))
      await page.locator('[name=from]').fill(address)
      await page.locator('main form button').last().click()
      await page.locator(address.includes('@') ? '[data-received]' : '#errors').waitFor()
      found.push(...(await watch.seen()).map((seen) => `the public form with ${lot[0]} and more: ${seen}`))
    }
  }
  assert.deepEqual(found, [])
  await context.close()
})
