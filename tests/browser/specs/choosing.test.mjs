// Rows chosen on a list, and the one act on all of them: by keys, by the mouse,
// and without a script.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PHONE, axe, shot, signIn, visitor } from '../browser.mjs'
import { until } from '../desk.mjs'
import { world } from '../world.mjs'

const w = world()
const at = (path) => new URL(path, w.desk.url).href

async function today(options) {
  const visit = await visitor(w.browser, w.desk, options)
  await signIn(visit.page, w.desk.agent)
  await visit.page.goto(at('/today'))
  return visit
}

const chosen = (page) => page.locator('#rows .pick input:checked')
const numbers = (page) => chosen(page).evaluateAll((boxes) => boxes.map((box) => Number(box.value)))
const caseOf = (number) => w.desk.ask('GET', `cases/${number}`)

async function looks(name, page) {
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme })
    await shot(page, `${name}-${colorScheme}`)
    assert.deepEqual(await axe(page), [], `${name}, ${colorScheme}`)
  }
  await page.emulateMedia({ colorScheme: 'light' })
}

/** Three new cases; Ben's matter is settled, and nobody told him. */
async function three() {
  const open = (name, subject) => w.desk.newCase({ from: `${name.toLowerCase()}@customers.example`, name, subject, text: `${subject} Please say.` })
  const all = [await open('Abe', 'Which cable?'), await open('Ben', 'Which plug?'), await open('Cem', 'Which lamp?')]
  const { needs } = await caseOf(all[1])
  await w.desk.ask('PATCH', `cases/${all[1]}/needs/${needs[0].id}`, { state: 'met' })
  return all
}

test('x chooses, Shift+X a range, Escape lets go; the bar counts and says so', async () => {
  const all = await three()
  const { context, page, watch } = await today()
  const row = (number) => page.locator(`#rows li[data-key="${number}"]`)
  await row(all[0]).locator('a.row').focus()
  await page.keyboard.press('x')
  assert.deepEqual(await numbers(page), [all[0]])
  await page.locator('#chosen-count', { hasText: '1 chosen' }).waitFor()
  await page.locator('#polite', { hasText: '1 chosen' }).waitFor({ state: 'attached' })
  // The focus stays on the row, and j goes on from there.
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await page.keyboard.press('Shift+X')
  assert.deepEqual((await numbers(page)).sort(), [...all].sort())
  await page.locator('#chosen-count', { hasText: '3 chosen' }).waitFor()
  await page.locator('#polite', { hasText: '3 chosen' }).waitFor({ state: 'attached', timeout: 8000 })
  await looks('chosen', page)
  // x once more takes the choice back.
  await page.keyboard.press('x')
  assert.equal(await chosen(page).count(), 2)
  // What is chosen stays chosen while the list learns what is new.
  const more = await w.desk.newCase({ from: 'dora@customers.example', name: 'Dora', subject: 'Which bulb?', text: 'Which?' })
  await page.locator('#list-news:not([hidden]) button').click()
  await row(more).waitFor()
  assert.equal(await chosen(page).count(), 2)
  await row(all[0]).locator('a.row').focus()
  await page.keyboard.press('Escape')
  assert.equal(await chosen(page).count(), 0)
  await page.locator('#chosen').waitFor({ state: 'hidden' })
  await page.locator('#polite', { hasText: 'Nothing is chosen any more.' }).waitFor({ state: 'attached', timeout: 8000 })
  await watch.quiet()
  await context.close()
})

test('the chosen are told together, what nobody was told is named first, and one undo takes all back', async () => {
  const all = await three()
  const { context, page, watch } = await today()
  const box = (number) => page.locator(`#rows li[data-key="${number}"] .pick input`)
  await box(all[0]).check()
  await box(all[2]).click({ modifiers: ['Shift'] })
  assert.deepEqual((await numbers(page)).sort(), [...all].sort(), 'Shift and a click choose the range')
  await page.locator('#chosen button:not([formaction], [type=reset])').click()
  await page.waitForURL('**/until?case=*')
  const lines = page.locator('li.choice')
  assert.equal(await lines.count(), 3)
  assert.match(await lines.first().innerText(), /Ben · Which plug\?[\s\S]*settled, not told: Which plug\?/)
  assert.equal(await page.locator('li.choice input:checked').count(), 3)
  await looks('chosen-until', page)
  // On this page, too, x is the key of a line.
  await lines.first().locator('a').focus()
  await page.keyboard.press('x')
  assert.equal(await page.locator('li.choice input:checked').count(), 2)
  // A day that is past comes back with the same lines, as they were.
  watch.expect(/status of 422/)
  await page.locator('#until-at').fill('2020-01-01T09:00')
  await page.locator('form[action="/until"] button.primary').click()
  await page.locator('#until-error').waitFor()
  assert.equal(await page.locator('li.choice').count(), 3)
  assert.equal(await page.locator('li.choice input:checked').count(), 2)
  await page.locator('#until-at').fill(`${new Date().getFullYear() + 1}-06-01T09:00`)
  await page.locator('form[action="/until"] button.primary').click()
  await page.locator('#undo').waitFor()
  for (const number of [all[0], all[2]]) assert.equal((await caseOf(number)).turn, 'customer')
  assert.equal((await caseOf(all[1])).turn, 'us')
  await looks('chosen-undo', page)
  await page.locator('h1').click()
  await page.keyboard.press('z')
  for (const number of all) await until('it is our turn again', async () => (await caseOf(number)).turn === 'us')
  await watch.quiet()
  await context.close()
})

test('b changes all the chosen at once: a tag, later, closing; and z takes each back', async () => {
  const all = await three()
  const { context, page, watch } = await today()
  const choose = async () => {
    await page.goto(at('/today'))
    for (const number of all) await page.locator(`#rows li[data-key="${number}"] .pick input`).check()
    await page.locator('#rows li a').first().focus()
    await page.keyboard.press('b')
    await page.waitForURL('**/bulk?case=*')
    assert.equal(await page.locator('ul.choices > li').count(), 3)
  }
  const takeBack = async () => {
    await page.locator('h1').click()
    await page.keyboard.press('z')
    await page.locator('form#undo').waitFor({ state: 'detached' })
  }
  await choose()
  await looks('bulk', page)
  await page.keyboard.press('t')
  await page.locator('#new-tag').fill('recall')
  await page.keyboard.press('Enter')
  await page.locator('form#undo').waitFor()
  for (const number of all) assert.deepEqual((await caseOf(number)).tags, ['recall'])
  await looks('bulk-done', page)
  await takeBack()
  for (const number of all) assert.deepEqual((await caseOf(number)).tags, [])

  // A time that cannot be read: said beside its field, and what was typed stays.
  await choose()
  await page.keyboard.press('h')
  await page.locator('#later-when').fill('whenever')
  watch.expect(/status of 422/)
  await page.keyboard.press('Enter')
  await page.locator('#later-when-error').waitFor()
  assert.equal(await page.locator('#later-when').inputValue(), 'whenever')
  await looks('bulk-refused', page)
  await page.getByRole('alert').getByRole('link').click()
  await page.locator('#later-when:focus').waitFor()

  await choose()
  await page.keyboard.press('e')
  await page.locator('form#undo, .bar.owed').first().waitFor()
  // What is open or untold is left out and named, not closed over.
  for (const number of all) assert.equal((await caseOf(number)).state, 'open')
  await looks('bulk-left', page)
  await watch.quiet()
  await context.close()
})

test('without a script the boxes and the bar are there, and lead to the same page', async () => {
  const all = await three()
  for (const size of [undefined, PHONE]) {
    const { context, page, watch } = await today({ scripts: false, ...(size && { size }) })
    assert.equal(await page.locator('#chosen').isVisible(), false)
    for (const number of all) await page.locator(`#rows li[data-key="${number}"] .pick input`).check()
    await page.locator('#let-go').click()
    assert.equal(await chosen(page).count(), 0)
    for (const number of all) await page.locator(`#rows li[data-key="${number}"] .pick input`).check()
    await shot(page, `chosen-no-script${size ? '-390' : ''}`)
    await page.locator('#chosen button:not([formaction], [type=reset])').click()
    await page.waitForURL('**/until?case=*')
    assert.equal(await page.locator('li.choice input:checked').count(), 3)
    await watch.quiet()
    await context.close()
  }
})
