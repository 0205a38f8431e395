import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PHONE, editor, shot, signIn, visitor } from '../browser.mjs'
import { until } from '../desk.mjs'
import { world } from '../world.mjs'

const w = world()
const ines = { from: 'ines@customers.example', name: 'Ines' }

async function agentAt(number, options) {
  const seat = await visitor(w.browser, w.desk, options)
  await signIn(seat.page, w.desk.agent)
  await seat.page.goto(new URL(`/cases/${number}`, w.desk.url).href)
  return seat
}

const chip = (page) => page.locator('.promise-chip').first()

test('a time typed becomes a chip, Ctrl+Space accepts it, send-and-close parks', async () => {
  const number = await w.desk.newCase({ ...ines, subject: 'Where is my book?', text: 'I wait for it.' })
  const { context, page, watch } = await agentAt(number)
  await page.keyboard.press('r')
  await page.keyboard.type('I ask the press. I will write to you by tomorrow 15:00.')
  await chip(page).waitFor()
  assert.match(await chip(page).innerText(), /Promise: update, tomorrow 15:00/)
  await shot(page, 'promise-offered')
  await page.keyboard.press('Control+Space')
  await page.locator('.promise-chip.accepted').waitFor()
  await shot(page, 'promise-accepted')
  await page.keyboard.press('Control+Shift+Enter')
  const parked = await until('the parked case', async () => {
    const found = await w.desk.ask('GET', `cases/${number}`)
    return found.parked_until && found
  })
  assert.equal(parked.next_word.text, 'I will write to you by tomorrow 15:00.')
  assert.equal(await page.locator('dialog[open]').count(), 0)
  await page.getByText(/Parked until tomorrow 15:00/).waitFor()
  await watch.quiet()
  await context.close()
})

test('Tab moves and promises nothing; Escape drops, Escape twice mutes, and it can be asked again', async () => {
  const number = await w.desk.newCase({ ...ines, subject: 'Which colour?', text: 'Blue or red?' })
  const { context, page, watch } = await agentAt(number)
  await page.keyboard.press('r')
  await page.keyboard.type('We will call you in ten days.')
  await chip(page).waitFor()
  await page.keyboard.press('Tab')
  assert.equal(await page.locator('.promise-chip.accepted').count(), 0)
  await editor(page).focus()
  await page.keyboard.press('Escape')
  await until('the chip gone', async () => (await page.locator('.promise-chip').count()) === 0)
  await page.keyboard.press('Escape')
  await page.locator('.promise-chips .muted').waitFor()
  await page.locator('.promise-chips .muted button').click()
  await chip(page).waitFor()
  await watch.quiet()
  await context.close()
})

test('a slash opens the words; Enter writes, and the day becomes a chip', async () => {
  const number = await w.desk.newCase({ ...ines, subject: 'Which size?', text: 'S or M?' })
  const { context, page, watch } = await agentAt(number)
  await page.keyboard.press('r')
  await page.keyboard.type('Size M. /')
  await page.locator('#slash').waitFor()
  await shot(page, 'slash')
  await page.keyboard.type('un')
  assert.equal(await page.locator('#slash li:visible').count(), 1)
  await page.keyboard.press('Enter')
  assert.equal(await editor(page).inputValue(), 'Size M. If I hear nothing by  I take this as settled.')
  await page.keyboard.type('tomorrow noon')
  await chip(page).waitFor()
  assert.match(await chip(page).innerText(), /Settled by silence/)
  await page.keyboard.press('Control+Space')
  await page.locator('.promise-chip.accepted').waitFor()
  await page.keyboard.press('Control+Enter')
  await until('the day on the case', async () => {
    const found = await w.desk.ask('GET', `cases/${number}`)
    return found.turn === 'customer'
  })
  await page.goto(new URL(`/cases/${number}`, w.desk.url).href)
  await page.getByText(/Closes by itself if nothing is heard until/).waitFor()
  await watch.quiet()
  await context.close()
})

test('the line that waits leaves by one key, on a phone by one press', async () => {
  const number = await w.desk.newCase({ ...ines, subject: 'Any news?', text: 'I wait.' })
  const due = new Date(Date.now() + 90 * 60_000).toISOString()
  await w.desk.ask('POST', `cases/${number}/messages`, { kind: 'reply', text: 'I ask.', next_word: { due } })
  const phone = await agentAt(number, { size: PHONE })
  await phone.page.locator('#holding').waitFor()
  await shot(phone.page, 'holding-phone')
  await phone.context.close()
  const { context, page, watch } = await agentAt(number)
  await page.locator('#holding').waitFor()
  await shot(page, 'holding')
  await page.locator('h1').click()
  await page.keyboard.press('s')
  await until('the line on its way', async () => {
    const { items } = await w.desk.ask('GET', `cases/${number}/messages`)
    return items.some((item) => item.text.startsWith('No news yet'))
  })
  const { items } = await w.desk.ask('GET', `cases/${number}/promises`)
  assert.deepEqual(items.map((item) => item.state), ['kept', 'live'])
  await watch.quiet()
  await context.close()
})
