// The keys of the question before closing, each pressed once.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { axe, editor, shot, signIn, visitor } from '../browser.mjs'
import { until } from '../desk.mjs'
import { world } from '../world.mjs'

const w = world()
const at = (path) => new URL(path, w.desk.url).href
const caseOf = (number) => w.desk.ask('GET', `cases/${number}`)
const open = (name) => w.desk.newCase({
  from: `${name.toLowerCase()}@customers.example`, name, subject: `What ${name} needs`, text: 'I need an answer.',
})

/** A case with its gate open, asked for by `e`. */
async function gateOf(number) {
  const visit = await visitor(w.browser, w.desk)
  await signIn(visit.page, w.desk.agent)
  await visit.page.goto(at(`/cases/${number}`))
  visit.watch.expect(/status of 409/)
  await visit.page.keyboard.press('e')
  await visit.page.locator('#gate:focus').waitFor()
  return visit
}

async function end(visit) {
  await visit.watch.quiet()
  await visit.context.close()
}

const closed = (number) => until('it is closed', async () => {
  const one = await caseOf(number)
  return one.state === 'closed' && one
})
const letters = async (number) => (await w.desk.ask('GET', `cases/${number}/messages`)).items.filter((m) => m.direction === 'out')

test('Enter goes to the letter, w to the next word, d to an honest no: nothing is closed by it', async () => {
  const number = await open('Gerda')
  for (const [key, where] of [['Enter', '#reply'], ['w', '#next-word'], ['d', '#no-q']]) {
    const visit = await gateOf(number)
    await visit.page.keyboard.press(key)
    await visit.page.locator(`${where}:focus`).waitFor()
    assert.equal((await caseOf(number)).state, 'open', key)
    await end(visit)
  }
})

test('b sends the short letter that tells, and closes', async () => {
  const number = await open('Bruno')
  const visit = await gateOf(number)
  const brief = await visit.page.locator('#gate q').textContent()
  await visit.page.keyboard.press('b')
  const one = await closed(number)
  assert.deepEqual(one.needs.map((need) => [need.state, need.told]), [['met', true]])
  const sent = await letters(number)
  assert.equal(sent.filter((letter) => letter.text.includes(brief)).length, 1, 'once, and the words that were shown')
  await end(visit)
})

test('m meets what is open, to be told later; p says that they were called', async () => {
  const number = await open('Petra')
  const visit = await gateOf(number)
  const before = (await letters(number)).length
  await visit.page.keyboard.press('m')
  await until('it is met', async () => (await caseOf(number)).needs[0].state === 'met')
  assert.equal((await caseOf(number)).state, 'open', 'met is not told')
  await visit.page.locator('#gate').waitFor({ state: 'detached' })
  await visit.page.keyboard.press('e')
  await visit.page.locator('#gate:focus', { hasText: 'Settled but not told' }).waitFor()
  await shot(visit.page, 'gate-untold')
  assert.deepEqual(await axe(visit.page), [])
  await visit.page.keyboard.press('p')
  const one = await closed(number)
  assert.equal(one.needs[0].told, true)
  assert.equal((await letters(number)).length, before, 'no letter left')
  await end(visit)
})

for (const [key, kind] of [['u', 'cannot be reached'], ['s', 'spam'], ['o', 'nothing to tell']]) {
  test(`${key} closes and keeps the reason: ${kind}`, async () => {
    const number = await open(`Udo${key}`)
    const visit = await gateOf(number)
    const before = (await letters(number)).length
    await visit.page.keyboard.press(key)
    await closed(number)
    await visit.page.goto(at(`/cases/${number}`))
    await visit.page.locator('#conversation', { hasText: `closed the case: ${kind}` }).waitFor()
    assert.equal((await letters(number)).length, before, 'no letter left')
    await end(visit)
  })
}

test('l leads to the people, where somebody else in the case has a need that nobody told them of', async () => {
  const number = await open('Lea')
  const other = await w.desk.ask('POST', `cases/${number}/people`, {
    address: 'nora@customers.example', name: 'Nora', role: 'affected',
  })
  const need = await w.desk.ask('POST', `cases/${number}/needs`, { text: 'a chair for Nora', person: other.person })
  await w.desk.ask('PATCH', `cases/${number}/needs/${need.id}`, { state: 'met' })
  const visit = await gateOf(number)
  await visit.page.keyboard.press('l')
  await visit.page.waitForURL(/\/people$/)
  await visit.page.getByText('a chair for Nora').first().waitFor()
  assert.equal((await caseOf(number)).state, 'open')
  await end(visit)
})

test('with a reply and three needs a number takes one out, and Enter is all that is still ticked', async () => {
  const number = await open('Nils')
  for (const text of ['the second thing', 'the third thing']) await w.desk.ask('POST', `cases/${number}/needs`, { text })
  const visit = await visitor(w.browser, w.desk)
  visit.watch.expect(/status of 409/)
  const { page } = visit
  await signIn(page, w.desk.agent)
  await page.goto(at(`/cases/${number}`))
  await page.keyboard.press('r')
  await page.keyboard.type('All three are on their way.')
  await page.keyboard.press('Control+Shift+Enter')
  await page.locator('#gate:focus').waitFor()
  const ticked = () => page.locator('[name=settles]:checked').count()
  const before = await ticked()
  await page.keyboard.press('2')
  await until('the second chip has changed', async () => await ticked() !== before)
  await page.keyboard.press('2')
  await until('and back', async () => await ticked() === before)
  assert.equal(await editor(page).inputValue(), 'All three are on their way.')
  await page.keyboard.press('Enter')
  const one = await closed(number)
  assert.ok(one.needs.every((need) => need.state === 'met' && need.told))
  await end(visit)
})
