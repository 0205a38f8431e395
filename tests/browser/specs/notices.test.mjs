// A mention reaches its reader while a page is open: title, picture, list, and gone once opened.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PHONE, WIDE, axe, shot, signIn, visitor } from '../browser.mjs'
import { world } from '../world.mjs'

const w = world()
const at = (path) => new URL(path, w.desk.url).href
const newCase = (subject) => w.desk.newCase({ from: 'dora@customers.example', name: 'Dora', subject, text: `${subject} Please say.` })
const lead = () => w.desk.linkFor('priya@brevik.example')

async function named(number) {
  await w.desk.ask('POST', `cases/${number}/messages`, { kind: 'note', text: '@Priya, please look at the lilac one.' })
}

for (const scheme of ['light', 'dark']) {
  test(`a mention marks the open page, and opening it reads it (${scheme})`, async () => {
    const number = await newCase(`Which vase, ${scheme}?`)
    const { context, page, watch } = await visitor(w.browser, w.desk, { scheme })
    await signIn(page, lead())
    await page.goto(at('/notices'))
    const before = await page.title()
    await named(number)
    await page.waitForFunction((calm) => document.title !== calm && /^\(\d+\) /.test(document.title), before)
    assert.match(await page.locator('link[rel=icon]').getAttribute('href'), /favicon-news/)
    await page.keyboard.press('g')
    await page.keyboard.press('n')
    const line = page.locator('.notice-list .unread', { hasText: `#${number}` })
    await line.waitFor()
    assert.doesNotMatch(await page.locator('.notice-list').innerText(), /lilac/)
    for (const [size, name] of [[WIDE, 'notices'], [PHONE, 'notices-phone']]) {
      await page.setViewportSize(size)
      await shot(page, `${name}-${scheme}`)
      assert.deepEqual(await axe(page), [], name)
    }
    await page.setViewportSize(WIDE)
    await line.locator('button').click()
    await page.waitForURL(new RegExp(`/cases/${number}#m`))
    await shot(page, `notices-case-${scheme}`)
    await page.goto(at('/notices'))
    assert.equal(await line.count(), 0)
    await watch.quiet()
    await context.close()
  })
}

test('without a script a notice is opened and a case followed as well', async () => {
  const number = await newCase('Which bowl?')
  const { context, page } = await visitor(w.browser, w.desk, { javaScriptEnabled: false })
  await signIn(page, lead())
  await named(number)
  await page.goto(at('/notices'))
  await page.locator('.notice-list .unread', { hasText: `#${number}` }).locator('button').click()
  await page.waitForURL(new RegExp(`/cases/${number}`))
  await page.locator('#follow').click()
  await page.locator('#follow[value=no]').waitFor()
  const { items } = await w.desk.ask('GET', `cases/${number}/following`)
  assert.equal(items.length, 1)
  await context.close()
})
