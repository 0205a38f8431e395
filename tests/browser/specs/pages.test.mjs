// Every page that a link leads an agent and a customer to, and what is refused, in both schemes: axe, one h1, a quiet watch.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signIn, visitor } from '../browser.mjs'
import { breaches, pagesAreClean } from '../walk.mjs'
import { world } from '../world.mjs'

const w = world()

pagesAreClean(w, 'agent', 6)
pagesAreClean(w, 'customer', 6)

test('what is refused is clean too, in both schemes and on a phone', async () => {
  const { context, page, watch } = await visitor(w.browser, w.desk)
  watch.expect(/status of 4(03|04|22)/)
  const found = []
  const look = async (name) => found.push(...(await breaches(page, name)).map((line) => `${name}: ${line}`))
  const at = (path) => page.goto(new URL(path, w.desk.url).href)

  assert.equal((await at('/no-such-page')).status(), 404)
  await look('404')
  await page.goto(w.desk.shop)
  await page.locator('#text').fill('A lamp.')
  await page.locator('#from').fill('nobody')
  await page.locator('main .btn.primary').click()
  await page.locator('#errors').waitFor()
  await look('form-422')

  await signIn(page, w.desk.agent)
  assert.equal((await at('/settings/mailboxes')).status(), 403)
  await look('403')
  await context.clearCookies()
  await signIn(page, w.desk.linkFor('priya@brevik.example'))
  await at('/settings/mailboxes/new')
  await page.locator('#address').fill('help@nowhere.example')
  await page.locator('#name').fill('Nowhere')
  await page.locator('#zone').fill('Nowhere/Land')
  await page.locator('#smtp_port').fill('many')
  await page.locator('main form .btn.primary').first().click()
  await page.locator('.errors').waitFor()
  await look('mailbox-422')
  assert.deepEqual(found, [])
  await watch.quiet()
  await context.close()
})
