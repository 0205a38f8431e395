// The first hour with a desk, in steps that are counted: what a person goes to,
// does and finishes.

import assert from 'node:assert/strict'
import { editor } from './browser.mjs'
import { plain, smtp, until } from './desk.mjs'

export const MOST_STEPS = 7

/** Whoever sets the desk up. */
export const ADMIN = { name: 'Priya Natt', address: 'priya@acme.example', password: 'sieben gelbe Schirme' }

/** From the printed link to Today; `look` is shown each page with its name. */
export async function setUp(page, link, foreign, steps, look = async () => {}) {
  steps.push('open the link')
  await page.goto(link)
  await look(page, 'you')

  steps.push('say who you are')
  await page.getByLabel('Your name').fill(ADMIN.name)
  await page.getByLabel('Your mail address').fill(ADMIN.address)
  await page.getByLabel('Password for this desk').fill(ADMIN.password)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.waitForURL('**/setup/mailbox*')
  await look(page, 'mailbox')

  steps.push('name the mailbox')
  await page.getByLabel('Mail address').fill(foreign.address)
  await page.getByLabel('Password of this mailbox').fill(foreign.password)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.waitForURL('**/setup/our-word/*')
  const ticks = await page.locator('.ticks li').allInnerTexts()
  assert.equal(ticks.length, 4)
  assert.match(ticks[3], /came back/)
  await look(page, 'word')

  steps.push('give your word')
  await page.getByRole('button', { name: 'Open the desk' }).click()
  await page.waitForURL('**/today')
}

/** A customer writes; on Today their letter is opened and answered. */
export async function answerTheFirst(page, foreign, steps) {
  const row = page.locator('main a[href^="/cases/"]')
  assert.equal(await row.count(), 0, 'the round trip is no case')
  await letterOfInes(foreign, 'It was bright yesterday.')
  await until('the letter of Ines', async () => {
    if (await row.count()) return true
    await page.reload()
  }, 60)

  steps.push('open the letter')
  await row.first().click()
  await page.locator('.msg', { hasText: 'It was bright yesterday.' }).waitFor()

  steps.push('answer it')
  await editor(page).fill('A new bulb leaves us today.')
  await page.keyboard.press('Control+Shift+Enter')
  const [answer] = await until('the answer at the other side', async () => {
    const found = await foreign.letters('A new bulb leaves us today.')
    return found.length ? found : null
  }, 60)
  assert.match(plain(answer), /^To: .*ines@customers\.example/im)
  assert.match(answer, /^Reply-To:[^:]*\+[a-z2-7]{26}@/im, 'the server keeps plus-addresses')
}

/** A letter to the mailbox, handed to the other side's server as anybody's would be. */
export async function letterOfInes(foreign, words) {
  const raw = [
    'From: Ines <ines@customers.example>', `To: <${foreign.address}>`, 'Subject: The lamp is dark',
    `Message-ID: <${crypto.randomUUID()}@customers.example>`, `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
    '', words,
  ].join('\r\n')
  await smtp(foreign.smtp, 'ines@customers.example', foreign.address, raw)
}
