// Each key does what the sheet says of it, and the palette finds each act by
// its name, by what other desks call it, and each saved view.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { axe, shot, signIn, visitor } from '../browser.mjs'
import { until } from '../desk.mjs'
import { world } from '../world.mjs'

const w = world()
const at = (path) => new URL(path, w.desk.url).href
const path = (page) => new URL(page.url()).pathname
const newCase = (subject) => w.desk.newCase({ from: 'dora@customers.example', name: 'Dora', subject, text: `${subject} Please say.` })

async function open(where, options) {
  const visit = await visitor(w.browser, w.desk, options)
  await signIn(visit.page, w.desk.lead)
  await visit.page.goto(at(where))
  return visit
}

/** Presses one key after the other, from no field. */
async function press(page, keys) {
  await page.evaluate(() => document.activeElement?.blur())
  for (const key of keys.split(' ')) await page.keyboard.press(key)
}

test('g and a letter goes to each place, from any page', async () => {
  const { context, page, watch } = await open('/people')
  for (const [keys, to] of [['g t', '/today'], ['g m', '/mine'], ['g f', '/free'], ['g w', '/waiting'], ['g l', '/later'], ['g v', '/views'], ['g o', '/tradeoffs'], ['g u', '/until'], ['g k', '/lead'], ['g s', '/settings/me'], ['/', '/search']]) {
    await press(page, keys)
    await until(`${keys} leads to ${to}`, () => path(page) === to)
  }
  await page.locator('#q:focus').waitFor()
  await watch.quiet()
  await context.close()
})

test('the keys of a case open what they name, with the focus where one types', async () => {
  const number = await newCase('Which lens?')
  const { context, page, watch } = await open(`/cases/${number}`)
  for (const [keys, focus] of [
    ['r', '#reply'], ['u', '#next-word'], ['n', '#note'], ['u', '#next-word'], ['a', '#assign[open] select'], ['h', '#later[open] #later-when'], ['t', '#tags[open] #new-tag'],
    ['Shift+M', '#merge[open] input'], ['p', '#plan[open] :is(input, textarea, select, button)'], ['w', '#panel-needs summary'], ['w n', '#new-need'],
  ]) {
    await press(page, keys)
    await page.locator(`${focus}:focus`).waitFor().catch(() => assert.fail(`${keys}: the focus is not on ${focus}`))
    await page.keyboard.press('Escape')
  }
  await press(page, '?')
  await page.locator('#keys[open]').waitFor()
  assert.deepEqual(await axe(page), [])
  await shot(page, 'keys-sheet')
  await page.keyboard.press('Escape')
  await page.locator('#keys[open]').waitFor({ state: 'detached' })
  // F6 goes round the panes and comes back.
  const panes = []
  for (let n = 0; n < 6; n++) {
    await page.keyboard.press('F6')
    panes.push(await page.evaluate(() => document.activeElement?.id))
  }
  for (const pane of ['list', 'conversation', 'panel']) assert.ok(panes.includes(pane), `F6 reaches ${pane}: ${panes}`)
  // i takes it, e asks before it closes what nobody was told.
  await press(page, 'i')
  await page.locator('#take').waitFor({ state: 'detached' })
  assert.notEqual((await w.desk.ask('GET', `cases/${number}`)).owner, null)
  watch.expect(/status of 409/) // the question is an answer to what was pressed
  await press(page, 'e')
  await page.locator('.gate, #gate').first().waitFor()
  await watch.quiet()
  await context.close()
})

test('the palette knows what other desks call it', async () => {
  const number = await newCase('Which mount?')
  const { context, page, watch } = await open(`/cases/${number}`)
  const first = page.locator('#palette-list > li').first()
  for (const [words, label] of [
    ['ticket', 'Today'], ['conversation', 'Today'], ['snooze', 'Put it off until later'], ['resolve', 'Close'], ['macro', 'Trade-offs'], ['canned reply', 'Trade-offs'],
    ['sla', 'Give the next word a time'], ['unassigned', 'Free'], ['assignee', 'Assign'], ['internal', 'Note'], ['merge', 'Merge into another case'], ['category', 'Tags'], ['quote', 'Reply'],
  ]) {
    await page.keyboard.press('Control+k')
    await page.locator('#palette-words:focus').waitFor()
    await page.keyboard.type(words)
    await until(`“${words}” finds ${label}`, async () => (await first.innerText()).startsWith(label))
    await page.keyboard.press('Escape')
    await page.locator('#palette[open]').waitFor({ state: 'detached' })
  }
  await watch.quiet()
  await context.close()
})

test('it leads to each saved view, to places without a key, and to what stands beside a case', async () => {
  const number = await newCase('Which strap?')
  const kept = await w.desk.ask('POST', 'views', { name: 'Straps of the week', filter: 'tag:repair', shared: true })
  const { context, page, watch } = await open(`/cases/${number}`)
  const choose = async (words, option) => {
    await page.keyboard.press('Control+k')
    await page.keyboard.type(words)
    await page.locator('#palette-list [role=option]', { hasText: option }).first().waitFor()
    await shot(page, `palette-${words}`)
    assert.deepEqual(await axe(page), [], words)
    await page.keyboard.press('Enter')
  }
  await choose('keep time', 'Keep time')
  await page.locator('#time[open]').waitFor()
  await choose('straps', 'Straps of the week')
  await page.waitForURL(`**/views/${kept.id}`)
  await choose('screened', 'Screened')
  await page.waitForURL('**/screened')
  await watch.quiet()
  await context.close()
})
