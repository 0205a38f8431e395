// What a day brings: a word that is nearly due, a no of two weeks ago, a choice
// that asks whether it still holds, and a promise whose owner goes away.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { axe, editor, shot, signIn, visitor } from '../browser.mjs'
import { until } from '../desk.mjs'
import { world } from '../world.mjs'

const w = world()
const at = (path) => new URL(path, w.desk.url).href
const caseOf = (number) => w.desk.ask('GET', `cases/${number}`)

async function seat(link, path) {
  const visit = await visitor(w.browser, w.desk)
  await signIn(visit.page, link)
  await visit.page.goto(at(path))
  return visit
}

/** Seen and read in both schemes. */
async function looks(name, page) {
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme })
    await shot(page, `days-${name}-${colorScheme}`)
    assert.deepEqual(await axe(page), [], `${name}, ${colorScheme}`)
  }
  await page.emulateMedia({ colorScheme: 'light' })
}

async function done({ context, watch }) {
  await watch.quiet()
  await context.close()
}

const minutes = (n) => new Date(Date.now() + n * 60_000).toISOString()

test('two hours before a word is due its line waits, and not before', async () => {
  const number = await w.desk.newCase({ from: 'ines@customers.example', name: 'Ines', subject: 'Any news of my book?', text: 'I wait.' })
  const promise = (due, text) => w.desk.ask('POST', `cases/${number}/messages`, { kind: 'reply', text, next_word: { due } })
  await promise(minutes(123), 'I ask the press.')
  const visit = await seat(w.desk.agent, `/cases/${number}`)
  const { page } = visit
  await page.locator('#letters').waitFor()
  assert.equal(await page.locator('#holding').count(), 0, 'two hours and three minutes before')
  await promise(minutes(119), 'I ask them once more.')
  await page.reload()
  await page.locator('#holding').waitFor()
  assert.match(await page.locator('#holding-text').inputValue(), /^No news yet/)
  await looks('holding', page)
  await page.locator('#case-title').click()
  await page.keyboard.press('s')
  const kept = await until('the line left', async () => {
    const { items } = await w.desk.ask('GET', `cases/${number}/promises`)
    return items.some((item) => item.state === 'kept') && items
  })
  assert.equal(kept.filter((item) => item.state === 'live').length, 1, 'the line gives the next word a time')
  await done(visit)
})

test('two weeks after a grave no its case is back, with a few words as a draft', async () => {
  // The desk has said no fifteen days ago; the day to look again was yesterday.
  const grave = await until('the case is back', async () => {
    const { items } = await w.desk.ask('GET', 'cases?view=today&limit=100')
    return items.find((item) => item.subject.includes('1998'))
  })
  const visit = await seat(w.desk.agent, '/today')
  const { page } = visit
  await page.locator(`#rows a[href="/cases/${grave.number}"]`).click()
  await page.locator('#letters').waitFor()
  await page.locator('#conversation', { hasText: 'Time to look in again after the no' }).waitFor()
  const draft = await editor(page).inputValue()
  assert.equal(draft, 'A while ago we had to say no to “My father\'s lamp, made in 1998”. I wanted to ask: [did you find another way?]')
  await looks('check-in', page)
  // Nothing leaves by itself, and not while a bracket is open.
  const letters = async () => (await w.desk.ask('GET', `cases/${grave.number}/messages`)).items.length
  const before = await letters()
  visit.watch.expect(/status of 4(09|22)/)
  await editor(page).focus()
  await page.keyboard.press('Control+Enter')
  await page.waitForTimeout(500)
  assert.equal(await letters(), before)
  await editor(page).fill('Did the museum lend you the cells?')
  await page.keyboard.press('Control+Shift+Enter')
  await until('it left', async () => await letters() === before + 1)
  await until('closed again', async () => (await caseOf(grave.number)).state === 'closed')
  await done(visit)
})

test('on its day a trade-off asks its owner whether it still holds', async () => {
  const visit = await seat(w.desk.agent, '/today')
  const { page } = visit
  const line = page.locator('#list a[href^="/tradeoffs#review-"]')
  await line.waitFor()
  assert.match(await line.innerText(), /No discounts for one piece/)
  await looks('review-today', page)
  await line.click()
  const asks = page.locator('[id^=review-]', { hasText: 'No discounts for one piece' })
  await asks.waitFor()
  await looks('review', page)
  await asks.locator('button[name=decision][value=keep]').click()
  await asks.waitFor({ state: 'detached' })
  await looks('review-kept', page)
  await page.goto(at('/today'))
  await page.locator('#rows .row').first().waitFor()
  assert.equal(await page.locator('#list a[href^="/tradeoffs#review-"]').count(), 0, 'it asks again in a year')
  await done(visit)
})

test('a promise is the team’s as soon as its owner goes away, and never nobody’s', async () => {
  const number = await w.desk.newCase({ from: 'emil@customers.example', name: 'Emil', subject: 'When is it mended?', text: 'My lamp is with you.' })
  const visit = await seat(w.desk.agent, `/cases/${number}`)
  const { page } = visit
  await page.keyboard.press('i')
  await until('it is hers', async () => (await caseOf(number)).owner)
  await page.keyboard.press('r')
  await page.keyboard.type('The lamp is on the bench. I will write to you by tomorrow 15:00.')
  await page.locator('.promise-chip').waitFor()
  await page.keyboard.press('Control+Space')
  await page.locator('.promise-chip.accepted').waitFor()
  await page.keyboard.press('Control+Enter')
  const promise = async () => (await w.desk.ask('GET', `cases/${number}/promises`)).items.find((item) => item.state === 'live')
  const hers = await until('the promise', promise)
  assert.ok(hers.owner, 'Maya owns it')
  await page.goto(at(`/cases/${number}`))
  await page.locator('#panel-needs .promises', { hasText: 'Maya' }).waitFor()

  await page.goto(at('/settings/me'))
  await page.getByRole('button', { name: 'I am away now' }).click()
  await page.getByRole('heading', { name: /away/i }).first().waitFor()
  await looks('away', page)
  const teams = await promise()
  assert.equal(teams.owner, null, 'the team owns it')
  assert.equal(teams.due, hers.due, 'and its time is the same')
  assert.equal((await caseOf(number)).owner, null)

  const lead = await seat(w.desk.lead, '/free')
  await lead.page.locator(`#rows li[data-key="${number}"]`).waitFor()
  await looks('away-free', lead.page)
  await lead.page.goto(at(`/cases/${number}`))
  await lead.page.locator('#panel-needs .promises', { hasText: /team/i }).waitFor()
  await looks('away-case', lead.page)
  await lead.page.keyboard.press('i')
  await until('somebody has it again', async () => (await caseOf(number)).owner)
  await done(lead)

  await page.getByRole('button', { name: /I am back/i }).click()
  await until('she is here again', async () => await page.getByRole('button', { name: 'I am away now' }).count() === 1)
  await done(visit)
})
