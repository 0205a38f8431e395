// Every page that a link leads to, in both schemes: axe, one h1, a quiet watch.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { axe, shot, signIn, visitor } from '../browser.mjs'
import { world } from '../world.mjs'

const w = world()

/** Two cases are one page; so are two people, two searches. */
const kind = (url) => url.pathname.replace(/\d+/g, 'N').replace(/[a-z2-7]{30,}/g, 'LINK')

/** Walks the links of the desk from `starts`; visits each kind of page once. */
async function walk(page, starts, visit) {
  const own = new URL(w.desk.url).host
  const waiting = starts.map((start) => new URL(start, w.desk.url))
  const known = new Set(waiting.map(kind))
  let visited = 0
  while (waiting.length) {
    const url = waiting.shift()
    const answer = await page.goto(url.href)
    const type = answer?.headers()['content-type'] ?? ''
    if (!type.startsWith('text/html')) continue
    assert.ok(answer.status() < 400, `${url.pathname} answers ${answer.status()}`)
    await visit(kind(url))
    visited++
    const links = await page.locator('a[href]:not([download])').evaluateAll((all) => all.map((a) => a.href))
    for (const link of links.map((href) => new URL(href))) {
      if (link.host !== own || known.has(kind(link)) || /^\/(api|assets|live|metrics|attachments)\b/.test(link.pathname)) continue
      known.add(kind(link))
      waiting.push(link)
    }
  }
  return visited
}

for (const scheme of ['light', 'dark']) {
  test(`every page of an agent, a lead and a customer is clean, ${scheme}`, async () => {
    const found = []
    for (const [who, link, least] of [['lead', w.desk.lead, 6], ['agent', w.desk.agent, 4], ['customer', null, 2]]) {
      const { context, page, watch } = await visitor(w.browser, w.desk, { scheme })
      let starts = [w.desk.customer, w.desk.shop, '/sign-in']
      if (link) {
        await page.goto(link)
        found.push(...(await axe(page)).map((line) => `${who} sign-in link: ${line}`))
        await signIn(page, link)
        const { items } = await w.desk.ask('GET', 'cases?limit=1')
        starts = ['/today', `/cases/${items[0].number}`, '/search?q=book', '/search?q=nothingofthiskind']
      }
      const visited = await walk(page, starts, async (name) => {
        const where = `${who} ${name}`
        found.push(...(await axe(page)).map((line) => `${where}: ${line}`))
        found.push(...(await watch.seen()).map((line) => `${where}: ${line}`))
        const headings = await page.locator('h1').count()
        if (headings !== 1) found.push(`${where}: ${headings} h1`)
        if (!(await page.locator('html').getAttribute('lang'))) found.push(`${where}: no lang`)
        await shot(page, `${scheme}-${who}${name.replace(/\W+/g, '-')}`)
      })
      assert.ok(visited >= least, `${who}: only ${visited} kinds of page were reached`)
      await context.close()
    }
    assert.deepEqual(found, [])
  })
}
