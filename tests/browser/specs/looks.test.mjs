// What a designer's ruler finds: nothing wider than the window, no target under
// 24 px, nothing that takes the focus under the bar of a phone. The walk of
// pages*.test.mjs reads every page with axe; here axe reads what is folded there.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PHONE, WIDE, axe, shot, signIn, visitor } from '../browser.mjs'
import { caseLink, until } from '../desk.mjs'
import { world } from '../world.mjs'

const w = world()

const TEAM = ['/complaints', '/until', '/causes', '/causes/1', '/tradeoffs', '/tradeoffs/1', '/tradeoffs/new', '/help/not', '/people', '/people/1', '/closed', '/silent', '/search?q=lamp']
const LEAD = ['/lead', '/asks', '/settings', '/settings/billing', '/settings/goodwill', '/settings/complaints', '/settings/apologies', '/settings/words', '/settings/times', '/settings/hours', '/settings/hours/1', '/settings/hours/new', '/settings/teams', '/settings/teams/new', '/settings/people', '/settings/mailboxes', '/settings/mailboxes/1', '/settings/health']

/** Runs in the page: what is too small to press, and what the phone's bar covers. */
async function measure() {
  const found = []
  const wide = document.documentElement.scrollWidth - innerWidth
  if (wide > 0) found.push(`${wide} px wider than the window`)
  const name = (it) => `${it.tagName.toLowerCase()}${it.id && `#${it.id}`} "${(it.innerText || it.getAttribute('aria-label') || it.name || '').trim().slice(0, 30)}"`
  const seen = (it) => it.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && it.getBoundingClientRect().width > 1
  const inProse = (it) => it.tagName === 'A' && getComputedStyle(it).display === 'inline'
  const labelled = (it) => [...(it.labels ?? [])].some((label) => label.getBoundingClientRect().height >= 24)
  const bar = document.querySelector('.bottom')
  const top = bar?.checkVisibility() && getComputedStyle(bar).position === 'fixed' ? bar.getBoundingClientRect().top : Infinity
  for (const it of document.querySelectorAll('main a[href], main button, main input:not([type=hidden]), main select, main textarea, main summary')) {
    if (!seen(it) || it.disabled || it.closest('.skip')) continue
    const box = it.getBoundingClientRect()
    if (!inProse(it) && !labelled(it) && (box.width < 23.5 || box.height < 23.5)) {
      found.push(`${name(it)} is ${Math.round(box.width)} by ${Math.round(box.height)} px`)
    }
    if (it.innerText?.trim().length > 3 && box.height > 2 * box.width) found.push(`${name(it)} stands upright, ${Math.round(box.width)} px wide`)
    if (top === Infinity) continue
    it.focus()
    it.scrollIntoView({ block: 'nearest' })
    const now = it.getBoundingClientRect()
    if (document.activeElement === it && now.height < top && now.bottom > top + 1 && !bar.contains(it)) found.push(`${name(it)} is under the bar with the focus on it`)
  }
  scrollTo(0, 0)
  return found
}

/** Each page at both sizes, as `people` at once. */
async function ruled(link, paths, people = 3) {
  const found = []
  const waiting = [...paths]
  const first = await visitor(w.browser, w.desk)
  if (link) await signIn(first.page, link)
  const look = async (page) => {
    for (let path = waiting.shift(); path; path = waiting.shift()) {
      const answer = await page.goto(new URL(path, w.desk.url).href)
      assert.equal(answer.status(), 200, path)
      const named = path.replace(/[a-z2-7]{30,}/g, 'LINK')
      for (const size of [WIDE, PHONE]) {
        await page.setViewportSize(size)
        found.push(...(await page.evaluate(measure)).map((line) => `${named} at ${size.width}: ${line}`))
        await shot(page, `looks-${size.width}-${named.replace(/\W+/g, '-')}`)
      }
    }
  }
  const pages = [first.page]
  while (pages.length < people) pages.push(await first.context.newPage())
  await Promise.all(pages.map(look))
  assert.deepEqual(found, [])
  await first.watch.quiet()
  await first.context.close()
}

test('the pages of the team fit, and everything on them can be pressed', () => ruled(w.desk.agent, TEAM))

test('the pages of a lead and of an admin do too', () => ruled(w.desk.linkFor('priya@brevik.example'), LEAD))

test('so do the pages of a customer', () => ruled(null, [w.desk.customer, w.desk.shop, '/sign-in', '/reset'], 2))

test('the four ways of an honest no stand in two rows, above the bar of a phone', async () => {
  const { items } = await w.desk.ask('GET', 'cases?limit=1')
  const { context, page, watch } = await visitor(w.browser, w.desk)
  await signIn(page, w.desk.agent)
  for (const size of [WIDE, PHONE]) {
    await page.setViewportSize(size)
    await page.goto(new URL(`/cases/${items[0].number}`, w.desk.url).href)
    await page.locator('#say-no').click()
    await page.locator('#no-ask').waitFor()
    assert.deepEqual(await page.evaluate(measure), [], `${size.width}`)
    await page.locator('#no-put').scrollIntoViewIfNeeded()
    const rows = await page.locator('#no-ask [name=no_act]').evaluateAll((all) => all.map((it) => Math.round(it.getBoundingClientRect().top)))
    assert.equal(rows.length, 4)
    assert.ok(rows[0] === rows[1] && rows[2] === rows[3] && rows[1] < rows[2], `${size.width}: the rows begin at ${rows}`)
    await shot(page, `looks-${size.width}-no`)
  }
  await watch.quiet()
  await context.close()
})

test('a case with everything unfolded fits too, in both schemes', async () => {
  const { items } = await w.desk.ask('GET', 'cases?limit=1')
  const { items: [given] } = await w.desk.ask('GET', 'search?q=puddle') // merged, with a gift that can be taken back
  const { context, page, watch } = await visitor(w.browser, w.desk)
  await signIn(page, w.desk.agent)
  const found = []
  for (const [number, size] of [items[0].number, given.case].flatMap((number) => [[number, WIDE], [number, PHONE]])) {
    await page.goto(new URL(`/cases/${number}`, w.desk.url).href)
    await page.setViewportSize(size)
    await page.evaluate(() => document.querySelectorAll('details.fold').forEach((it) => { it.open = true }))
    found.push(...(await page.evaluate(measure)).map((line) => `${number} at ${size.width}: ${line}`))
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      found.push(...(await axe(page)).map((line) => `${colorScheme} ${size.width}: ${line}`))
      await shot(page, `looks-${size.width}-${colorScheme}-case-${number}`)
    }
  }
  assert.deepEqual(found, [])
  await watch.quiet()
  await context.close()
})

test('signs and figures stand beside their words', async () => {
  const { context, page, watch } = await visitor(w.browser, w.desk)
  await signIn(page, w.desk.linkFor('jonas@brevik.example'))
  for (const lang of ['de', 'en']) {
    await page.setViewportSize(WIDE)
    await page.goto(new URL('/settings/me', w.desk.url).href)
    await page.locator('#language').selectOption(lang)
    await page.locator('#main form button.primary').first().click()
    await page.locator(`html[lang=${lang}]`).waitFor()
    // Each plot is wide enough to be read, its middle that of its row's first line.
    await page.goto(new URL('/tradeoffs', w.desk.url).href)
    const plots = await page.locator('.map tbody tr').evaluateAll((rows) => rows.map((row) => {
      const [plot, words] = ['.map-plot', 'a'].map((it) => row.querySelector(it).getBoundingClientRect())
      return [plot.width, Math.abs(plot.top + plot.height / 2 - words.top - words.height / 2)]
    }))
    assert.ok(plots.length >= 4)
    for (const [width, apart] of plots) assert.ok(width >= 120 && apart <= 4, `${lang}: a plot of ${width} px, ${apart} px off its line`)
    await shot(page, `looks-${lang}-map`)
  }
  await watch.quiet()
  await context.close()
})

test('a no on the page of a customer: its reason and what is possible go below it', async () => {
  const number = await w.desk.newCase({ from: 'greta@customers.example', name: 'Greta', subject: 'A green lamp', text: 'Can it be green?' })
  const { needs } = await w.desk.ask('GET', `cases/${number}`)
  await w.desk.ask('PATCH', `cases/${number}/needs/${needs[0].id}`, { state: 'declined', reason: 'we paint nothing that becomes hot', possible: 'a green shade\na green foot' })
  const letter = await w.desk.letterTo('greta@customers.example', '/c/')
  const { context, page, watch } = await visitor(w.browser, w.desk)
  await page.goto(caseLink(letter.raw))
  const box = (it) => page.locator(`.their-needs > li ${it}`).first().boundingBox()
  const [state, why, ways, notYet] = [await box('.state'), await box('.why'), await box('.ways'), await box('form[action$="/not-yet"]')]
  assert.ok(notYet.y < state.y + state.height && notYet.x > state.x + state.width, 'Not yet? stands beside the need')
  assert.ok(why.y >= state.y + state.height && ways.y >= why.y + why.height, 'the reason, then the ways')
  assert.equal(ways.x, why.x)
  await shot(page, 'looks-their-no')
  await watch.quiet()
  await context.close()
})

test('an apology and an honest no leave their button in sight: the line that waits makes room', async () => {
  const { items: [due] } = await w.desk.ask('GET', 'search?q=scratches') // a word that is due in minutes
  const { context, page, watch } = await visitor(w.browser, w.desk)
  await signIn(page, w.desk.agent)
  await page.goto(new URL(`/cases/${due.case}`, w.desk.url).href)
  await page.locator('#holding').waitFor()
  for (const [opener, asked, button] of [['a#open-sorry', '#sorry', '#write form[data-send=reply]:not(#holding) button.primary'], ['a.say-no', '#no-ask', '#no-put']]) {
    await page.locator(opener).first().click()
    await page.locator(asked).waitFor()
    await page.locator('#holding').waitFor({ state: 'hidden' })
    const box = await page.locator(button).first().boundingBox()
    assert.ok(box.y + box.height <= WIDE.height, `${asked}: the button ends at ${box.y + box.height}`)
    await shot(page, `looks-room${asked.replace('#', '-')}`)
    await page.locator(`${asked} a.icon-only`).first().click()
    await page.locator('#holding').waitFor({ state: 'visible' })
  }
  await watch.quiet()
  await context.close()
})

test('no menu is cut at the end of its line, where the words are long as well', async () => {
  const { items } = await w.desk.ask('GET', 'cases?limit=2')
  const { context, page, watch } = await visitor(w.browser, w.desk)
  await signIn(page, w.desk.linkFor('jonas@brevik.example'))
  await page.goto(new URL('/settings/me', w.desk.url).href)
  await page.locator('#language').selectOption('de')
  await page.locator('#main form button.primary').first().click()
  await page.locator('html[lang=de]').waitFor()
  for (const path of [`/cases/${items[0].number}`, `/bulk?case=${items[0].number}&case=${items[1].number}`]) {
    for (const size of [WIDE, PHONE, { width: 320, height: 700 }]) {
      await page.setViewportSize(size)
      await page.goto(new URL(path, w.desk.url).href)
      const menus = page.locator(':is(.acts, .btns) > .menu')
      const n = await menus.count()
      assert.ok(n >= 3, `${path}: ${n} menus`)
      for (let i = 0; i < n; i++) {
        await menus.nth(i).locator('summary').click()
        await menus.nth(i).locator('input:not([type=hidden]), select').first().focus()
        const cut = await menus.nth(i).evaluate((menu) => {
          const pane = menu.closest('.pane')
          const [inside, hanging] = [pane, menu.querySelector('.hanging')].map((it) => it.getBoundingClientRect())
          return hanging.left < inside.left || hanging.right > inside.right || pane.scrollLeft !== 0
        })
        assert.equal(cut, false, `${path} at ${size.width}: menu ${i}`)
        await shot(page, `looks-${size.width}-${path.split('/')[1].split('?')[0]}-menu-${i}`)
        await menus.nth(i).locator('summary').click()
      }
    }
  }
  await watch.quiet()
  await context.close()
})

test('what can be done with a letter stands in its first line, and its source fits a phone', async () => {
  const { number, id } = await w.desk.opens({ from: 'quentin@customers.example', name: 'Quentin of the long and winding street', subject: 'The stand', text: `${'abcdefgh'.repeat(40)} Which one is it?` })
  await w.desk.letter({ from: 'quentin@customers.example', name: 'Quentin of the long and winding street', subject: 'Re: The stand', text: 'And the lamp?', inReplyTo: id })
  await until('the second letter', async () => (await w.desk.ask('GET', `cases/${number}/messages`)).items.length > 1)
  const { context, page, watch } = await visitor(w.browser, w.desk)
  await signIn(page, w.desk.agent)
  for (const size of [WIDE, PHONE]) {
    await page.setViewportSize(size)
    await page.goto(new URL(`/cases/${number}`, w.desk.url).href)
    const apart = await page.locator('.msg > header').last().evaluate((header) => {
      const middle = (it) => { const box = it.getBoundingClientRect(); return box.top + box.height / 2 }
      const line = header.querySelector('h2')
      const first = line.getBoundingClientRect().top + parseFloat(getComputedStyle(line).lineHeight) / 2
      return [...header.querySelectorAll('.icon-only')].map((it) => Math.abs(middle(it) - first))
    })
    assert.equal(apart.length, 2)
    assert.ok(apart.every((px) => px <= 2), `${size.width}: ${apart} px beside the first line`)
    await shot(page, `looks-${size.width}-letter-head`)
    await page.locator('.msg > header a.icon-only').first().click()
    await page.locator('pre.quote').waitFor()
    assert.deepEqual(await page.evaluate(measure), [], `${size.width}`)
    await shot(page, `looks-${size.width}-source`)
  }
  await watch.quiet()
  await context.close()
})
