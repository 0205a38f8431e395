// A case is put off with the keys alone, comes back by a press, and without a
// script as well.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PHONE, WIDE, axe, shot, signIn, visitor } from '../browser.mjs'
import { world } from '../world.mjs'

const w = world()
const at = (path) => new URL(path, w.desk.url).href
const caseOf = (number) => w.desk.ask('GET', `cases/${number}`)
const newCase = (subject) => w.desk.newCase({ from: 'dora@customers.example', name: 'Dora', subject, text: `${subject} Please say.` })

async function open(number, options) {
  const visit = await visitor(w.browser, w.desk, options)
  await signIn(visit.page, w.desk.agent)
  await visit.page.goto(at(`/cases/${number}`))
  return visit
}

test('h, a time in words, Enter: it sleeps, says why, and a press brings it back', async () => {
  const number = await newCase('Which shade?')
  const { context, page, watch } = await open(number)
  await page.keyboard.press('h')
  await page.locator('#later-when:focus').waitFor()
  watch.expect(/status of 422/)
  await page.keyboard.type('whenever')
  await page.keyboard.press('Enter')
  await page.locator('#later-when-error').waitFor()
  assert.equal(await page.locator('#later-when').inputValue(), 'whenever')
  for (const [size, name] of [[WIDE, 'later-asked'], [PHONE, 'later-asked-phone']]) {
    await page.setViewportSize(size)
    await shot(page, name)
    assert.deepEqual(await axe(page), [], name)
  }
  await page.setViewportSize(WIDE)
  await page.locator('#later-when').fill('in 3 weeks')
  await page.locator('#later-reason').fill('The new shades arrive')
  await page.keyboard.press('Enter')
  await page.locator('.later-line', { hasText: 'The new shades arrive' }).waitFor()
  assert.notEqual((await caseOf(number)).parked_until, null)
  await shot(page, 'later-sleeps')
  assert.deepEqual(await axe(page), [])
  await page.locator('.later-line button').click()
  await page.locator('.later-line').waitFor({ state: 'detached' })
  assert.equal((await caseOf(number)).parked_until, null)
  await watch.quiet()
  await context.close()
})

test('the palette knows what other desks call it', async () => {
  const number = await newCase('Which bulb?')
  const { context, page, watch } = await open(number)
  await page.keyboard.press('Control+k')
  await page.keyboard.type('snooze')
  await page.keyboard.press('Enter')
  await page.locator('#later-when:focus').waitFor()
  await watch.quiet()
  await context.close()
})

test('without a script it is a form', async () => {
  const number = await newCase('Which stand?')
  const { context, page } = await open(number, { scripts: false })
  await page.locator('#later > summary').click()
  await page.locator('#later button[value="in 3 h"]').click()
  await page.locator('.later-line').waitFor()
  assert.notEqual((await caseOf(number)).parked_until, null)
  await context.close()
})
