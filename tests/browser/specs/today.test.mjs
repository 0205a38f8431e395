import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PHONE, shot, signIn, visitor } from '../browser.mjs'
import { until } from '../desk.mjs'
import { world } from '../world.mjs'

const w = world()
const caseLinks = (page) => page.locator('#rows a[href^="/cases/"]')
const hrefs = (page) => caseLinks(page).evaluateAll((links) => links.map((link) => link.getAttribute('href')))

test('today lists what we owe next, in the order of the API', async () => {
  const { context, page, watch } = await visitor(w.browser, w.desk)
  await signIn(page, w.desk.agent)
  await page.goto(new URL('/today', w.desk.url).href)
  const shown = [...new Set((await hrefs(page)).map((href) => Number(href.match(/\d+/)[0])))]
  const { items } = await w.desk.ask('GET', 'cases?view=today&limit=100')
  assert.ok(items.length >= 5, `a demo shows a desk at work, not ${items.length} cases`)
  assert.deepEqual(shown.slice(0, 5), items.slice(0, 5).map((item) => item.number))

  // Late and due first, by due time; then what was promised nothing yet.
  const due = items.map((item) => item.next_word?.due ?? null)
  const promised = due.filter(Boolean)
  assert.deepEqual(due.slice(0, promised.length), [...promised].sort(), 'the promised ones come first, by due time')
  await shot(page, 'today')
  await watch.quiet()
  await context.close()
})

test('j, k and Enter walk the list', async () => {
  const { context, page, watch } = await visitor(w.browser, w.desk)
  await signIn(page, w.desk.agent)
  await page.goto(new URL('/today', w.desk.url).href)
  const [first, second] = [...new Set(await hrefs(page))]
  const focused = () => page.evaluate(() => document.activeElement?.closest('a[href^="/cases/"]')?.getAttribute('href') ?? null)
  await page.keyboard.press('j')
  assert.equal(await focused(), first)
  await page.keyboard.press('j')
  assert.equal(await focused(), second)
  await page.keyboard.press('k')
  assert.equal(await focused(), first)
  await page.keyboard.press('Enter')
  await page.waitForURL(`**${first}*`)
  await watch.quiet()
  await context.close()
})

test('an arrival waits until it is asked for, and rows hold still', async () => {
  const { context, page, watch } = await visitor(w.browser, w.desk)
  await signIn(page, w.desk.agent)
  await page.goto(new URL('/today', w.desk.url).href)
  await page.keyboard.press('j')
  const before = await hrefs(page)
  const number = await w.desk.newCase({ from: 'anouk@customers.example', name: 'Anouk', subject: 'A late parcel', text: 'Where is it?' })

  const show = page.getByRole('button', { name: /1 new/i }).or(page.getByRole('link', { name: /1 new/i }))
  await show.waitFor({ timeout: 5_000 })
  assert.deepEqual(await hrefs(page), before)
  await show.click()
  await until('the new case in the list', async () => (await hrefs(page)).includes(`/cases/${number}`), 5)
  await watch.quiet()
  await context.close()
})

test('nothing scrolls sideways on a phone, nor at 320 px', async () => {
  for (const size of [PHONE, { width: 320, height: 640 }]) {
    const { context, page, watch } = await visitor(w.browser, w.desk, { size })
    await signIn(page, w.desk.agent)
    const { items } = await w.desk.ask('GET', 'cases?view=today&limit=1')
    for (const path of ['/today', `/cases/${items[0].number}`, '/search?q=book']) {
      await page.goto(new URL(path, w.desk.url).href)
      const wide = await page.evaluate(() => document.scrollingElement.scrollWidth - innerWidth)
      assert.ok(wide <= 0, `${path} is ${wide} px wider than ${size.width}`)
      await shot(page, `phone-${size.width}${path.replace(/\W+/g, '-')}`)
    }
    await watch.quiet()
    await context.close()
  }
})

test('the list shows the row of the case that opened, also below the fold', async () => {
  const { context, page, watch } = await visitor(w.browser, w.desk, { size: { width: 1366, height: 420 } })
  await signIn(page, w.desk.agent)
  await page.goto(new URL('/today', w.desk.url).href)
  const all = [...new Set(await hrefs(page))]
  const seen = () => page.locator('#rows [aria-current]').evaluate((row) => {
    const { top, bottom } = row.getBoundingClientRect()
    const list = document.getElementById('list')
    const head = list.querySelector('.list-head').getBoundingClientRect()
    // The lines of rows are not whole pixels.
    return top >= head.bottom - 1 && bottom <= list.getBoundingClientRect().bottom + 1
  })
  await page.goto(new URL(all.at(-1), w.desk.url).href)
  await until('the last row in sight', seen, 5)
  // In place, as sending goes on to the next case.
  await caseLinks(page).first().evaluate((row) => row.click())
  await page.waitForURL(`**${all[0]}`)
  await until('the first row in sight', seen, 5)
  await page.goBack()
  await page.waitForURL(`**${all.at(-1)}`)
  await until('the last row in sight again', seen, 5)
  await watch.quiet()
  await context.close()
})
