import assert from 'node:assert/strict'
import { test } from 'node:test'
import { editor, replyForm, signIn, visitor } from '../browser.mjs'
import { caseLink } from '../desk.mjs'
import { world } from '../world.mjs'

const w = world()

test('without scripts: sign in, open, answer, and the customer reads it and writes back', async () => {
  const number = await w.desk.newCase({ from: 'okafor@customers.example', name: 'Okafor', subject: 'A cracked cup', text: 'It came in two pieces.' })
  const { context, page, watch } = await visitor(w.browser, w.desk, { scripts: false })
  await signIn(page, w.desk.agent)
  await page.goto(new URL('/today', w.desk.url).href)
  await page.locator(`main a[href="/cases/${number}"]`).first().click()
  await page.waitForURL(`**/cases/${number}`)

  await editor(page).fill('A new cup left us today.')
  await replyForm(page).getByRole('button', { name: /^send/i }).first().click()
  await page.waitForURL('**?sent=*') // the next due case, with the way back
  assert.match(await page.locator('#undo').innerText(), /Okafor/)
  await page.goto(new URL(`/cases/${number}`, w.desk.url).href)
  await page.locator('.msg', { hasText: 'A new cup left us today.' }).waitFor()
  await watch.quiet()
  await context.close()

  const letter = await w.desk.letterTo('okafor@customers.example', 'A new cup left us today.')
  const customer = await visitor(w.browser, w.desk, { scripts: false })
  await customer.page.goto(caseLink(letter.raw))
  await customer.page.getByText('A new cup left us today.').first().waitFor()
  await customer.page.locator('textarea:visible').first().fill('Thank you, which colour is it?')
  await customer.page.getByRole('button', { name: /send/i }).first().click()
  await customer.page.getByText('Thank you, which colour is it?').first().waitFor()
  const { items } = await w.desk.ask('GET', `cases/${number}/messages`)
  assert.ok(items.some((item) => item.direction === 'in' && item.text.includes('which colour is it?')))
  await customer.watch.quiet()
  await customer.context.close()
})

test('without scripts: the public form takes the words, and a refusal gives them back', async () => {
  const { context, page, watch } = await visitor(w.browser, w.desk, { scripts: false })
  watch.expect(/status of 4(00|22)/)
  await page.goto(w.desk.shop)
  const words = page.locator('main textarea').first()
  const address = page.locator('main input[type=email], main input[autocomplete=email]').first()
  const send = page.locator('main form[method="post" i] button[type=submit], main form[method="post" i] button:not([type])').last()

  await words.fill('My parcel is wet.\nAnd the box is open.')
  await address.fill('not an address @')
  await page.locator('main form').first().evaluate((form) => { form.noValidate = true })
  await send.click()
  assert.equal((await words.inputValue()).replace(/\r\n/g, '\n').trim(), 'My parcel is wet.\nAnd the box is open.')
  assert.equal(await address.inputValue(), 'not an address @')

  await address.fill('lena@customers.example')
  await send.click()
  await page.getByText('My parcel is wet.').first().waitFor()
  assert.match(await page.locator('main').innerText(), /case \d+/i, 'the receipt names the case')
  await watch.quiet()
  await context.close()
})
