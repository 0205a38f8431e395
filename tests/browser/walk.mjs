// The walk along every link of a person's desk, and what axe finds on a page in
// both schemes and sizes.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PHONE, WIDE, axe, shot, signIn, visitor } from './browser.mjs'

/** Two cases are one page; so are two people, two searches. */
const kind = (url) => url.pathname.replace(/^\/mail\/.+/, '/mail/LETTER').replace(/\d+/g, 'N').replace(/[a-z2-7]{30,}/g, 'LINK')

/** Walks the links of the desk from `starts`; visits each kind of page once. */
async function walk(desk, page, starts, found, visit) {
  const own = new URL(desk.url).host
  const waiting = starts.map((start) => new URL(start, desk.url))
  const known = new Set(waiting.map(kind))
  let visited = 0
  while (waiting.length) {
    const url = waiting.shift()
    const answer = await page.goto(url.href)
    const type = answer?.headers()['content-type'] ?? ''
    if (!type.startsWith('text/html')) continue
    if (answer.status() >= 400) {
      found.push(`${url.pathname} answers ${answer.status()}`)
      continue
    }
    await visit(kind(url))
    visited++
    const links = await page.locator('a[href]:not([download])').evaluateAll((all) => all.map((a) => a.href))
    for (const link of links.map((href) => new URL(href))) {
      // Not pages of ours: a letter's HTML belongs into its frame, where no script runs, axe's neither.
      if (link.host !== own || known.has(kind(link)) || /^\/(api|assets|live|metrics|attachments|messages)\b/.test(link.pathname)) continue
      known.add(kind(link))
      waiting.push(link)
    }
  }
  return visited
}

/** A page as it is drawn now, in both schemes and on a phone: what axe finds, and whether it fits. */
export async function breaches(page, name) {
  const found = []
  for (const size of [WIDE, PHONE]) {
    await page.setViewportSize(size)
    for (const scheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
      found.push(...(await axe(page)).map((line) => `${scheme} ${size.width}: ${line}`))
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      if (wide > 0) found.push(`${scheme} ${size.width}: the page is ${wide} px wider than the window`)
      await shot(page, `${size.width}-${scheme}-${name.replace(/\W+/g, '-')}`)
    }
  }
  return found
}

/**
 * The test that every page `who` reaches by links is clean. Each person is a
 * file of specs: files run side by side, and each has its own time.
 */
export function pagesAreClean(w, who, least) {
  test(`every page of a${/^a/.test(who) ? 'n' : ''} ${who} is clean, in both schemes and on a phone`, async () => {
    const found = []
    const { context, page, watch } = await visitor(w.browser, w.desk)
    // The caught mail is a page of the demo that no other page leads to.
    let starts = [w.desk.customer, w.desk.shop, '/sign-in', '/reset', w.desk.mail]
    if (who !== 'customer') {
      const link = who === 'admin' ? w.desk.linkFor('priya@brevik.example') : w.desk[who]
      await page.goto(link)
      found.push(...(await breaches(page, `${who}-link`)).map((line) => `${who} sign-in link: ${line}`))
      await signIn(page, link)
      const { items } = await w.desk.ask('GET', 'cases?limit=1')
      starts = ['/today', `/cases/${items[0].number}`, '/search?q=lamp', '/search?q=nothingofthiskind']
    }
    const visited = await walk(w.desk, page, starts, found, async (name) => {
      const where = `${who} ${name}`
      found.push(...(await breaches(page, where)).map((line) => `${where}: ${line}`))
      found.push(...(await watch.seen()).map((line) => `${where}: ${line}`))
      const headings = await page.locator('h1').count()
      if (headings !== 1) found.push(`${where}: ${headings} h1`)
      if (!(await page.locator('html').getAttribute('lang'))) found.push(`${where}: no lang`)
      await page.setViewportSize(WIDE)
    })
    assert.deepEqual(found, [])
    assert.ok(visited >= least, `${who}: only ${visited} kinds of page were reached`)
    await context.close()
  })
}
