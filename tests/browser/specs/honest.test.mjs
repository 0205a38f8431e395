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

const caseOf = (number) => w.desk.ask('GET', `cases/${number}`)

test('d, three letters, Enter: the no stands in the draft, and the letter tells it', async () => {
  const number = await w.desk.newCase({ ...ines, subject: 'A number to call', text: 'Give me a phone number.' })
  const { context, page, watch } = await agentAt(number)
  await page.keyboard.press('d')
  await page.locator('#no-q:focus').waitFor()
  await page.keyboard.type('pho')
  await page.locator('[name="no_for"][value="pho"]').waitFor({ state: 'attached' })
  await shot(page, 'no-found')
  await page.keyboard.press('Enter')
  await page.locator('#no-ask').waitFor({ state: 'detached' })
  await page.locator('#reply:focus').waitFor()
  assert.match(await editor(page).inputValue(), /^No phone line, because the person with the soldering iron should answer/)
  assert.equal((await caseOf(number)).needs[0].state, 'open')
  await shot(page, 'no-in-the-draft')
  await page.keyboard.press('Control+Shift+Enter')
  const closed = await until('the closed case', async () => {
    const found = await caseOf(number)
    return found.state === 'closed' && found
  })
  assert.deepEqual([closed.needs[0].state, closed.needs[0].told], ['declined', true])
  await watch.quiet()
  await context.close()
})

test('/no keeps what was typed, the selection becomes the reason, and a gap takes the caret', async () => {
  const number = await w.desk.newCase({ ...ines, subject: 'On paper', text: 'Please print it.' })
  const { context, page, watch } = await agentAt(number)
  await page.keyboard.press('r')
  await page.keyboard.type('We sell files only. [what is possible]')
  await editor(page).evaluate((box) => box.setSelectionRange(0, 19))
  await page.locator('#say-no').click()
  await page.locator('#no-ask').waitFor()
  await until('the reason', async () => (await page.locator('#no-reason').inputValue()) === 'We sell files only.')
  assert.equal(await editor(page).inputValue(), 'We sell files only. [what is possible]')
  await page.locator('#no-signpost').fill('a print shop near you')
  await page.locator('[name="no_act"][value="mark"]').click()
  await page.locator('.chips.noes').waitFor()
  assert.equal(await editor(page).inputValue(), 'We sell files only. [what is possible]')
  watch.expect(/status of 422/)
  await page.keyboard.press('Control+Enter')
  await page.locator('#gap-error').waitFor()
  const selected = await editor(page).evaluate((box) => box.value.slice(box.selectionStart, box.selectionEnd))
  assert.equal(selected, '[what is possible]')
  await page.keyboard.type('A print shop can print it.')
  await page.keyboard.press('Control+Enter')
  await until('the told no', async () => (await caseOf(number)).needs[0].told)
  assert.equal((await caseOf(number)).needs[0].no.reason, 'We sell files only.')
  await watch.quiet()
  await context.close()
})

test('without a script the no is found, put and sent by forms', async () => {
  const number = await w.desk.newCase({ ...ines, subject: 'Call me', text: 'A number, please.' })
  const { context, page } = await agentAt(number, { scripts: false })
  await page.locator('#reply').fill('Dear Ines,')
  await page.locator('#say-no').click()
  await page.locator('#no-q').fill('pho')
  await page.locator('#no-put').click()
  assert.equal(await page.locator('#no-q').inputValue(), 'pho')
  await page.locator('#no-put').click()
  assert.match(await page.locator('#reply').inputValue(), /^No phone line[\s\S]*Dear Ines,$/)
  await page.locator('#send').click()
  assert.equal((await caseOf(number)).needs[0].told, true)
  await context.close()
})

for (const size of [{}, { size: PHONE }]) {
  test(`the map and the public page can be read${size.size ? ' on a phone' : ''}`, async () => {
    const { context, page, watch } = await visitor(w.browser, w.desk, size)
    await page.goto(new URL('/help/not', w.desk.url).href)
    await page.getByText('What we do not do, and why').first().waitFor()
    await shot(page, `not${size.size ? '-phone' : ''}`)
    await signIn(page, w.desk.agent)
    await page.goto(new URL('/tradeoffs', w.desk.url).href)
    await page.locator('.map-plot').first().waitFor()
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    assert.ok(over <= 0, `${over} px too wide`)
    await shot(page, `map${size.size ? '-phone' : ''}`)
    await watch.quiet()
    await context.close()
  })
}
