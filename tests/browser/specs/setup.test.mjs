// From an empty folder to the first answered letter, in at most seven steps.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { PHONE, WIDE, axe, editor, launch, shot, visitor } from '../browser.mjs'
import { plain, smtp, until } from '../desk.mjs'
import { startForeign, startServe } from '../foreign.mjs'

const w = {}
before(async () => {
  w.foreign = await startForeign()
  w.browser = await launch()
})
after(async () => {
  await w.browser?.close()
  await w.foreign?.stop()
})

/** What axe finds on a page of the set-up, in both schemes and sizes, and whether it fits 320 px. */
async function clean(page, name) {
  const found = []
  for (const size of [WIDE, PHONE, { width: 320, height: 640 }]) {
    await page.setViewportSize(size)
    for (const scheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
      found.push(...(await axe(page)).map((line) => `${name} ${scheme} ${size.width}: ${line}`))
      await shot(page, `setup-${name}-${size.width}-${scheme}`)
    }
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    if (wide > 0) found.push(`${name} ${size.width}: ${wide} px too wide`)
  }
  await page.setViewportSize(WIDE)
  await page.emulateMedia({ colorScheme: 'light' })
  assert.deepEqual(found, [])
}

const you = async (page) => {
  await page.getByLabel('Your name').fill('Priya Natt')
  await page.getByLabel('Your mail address').fill('priya@acme.example')
  await page.getByLabel('Password for this desk').fill('sieben gelbe Schirme')
}

async function letterOfInes(words) {
  const raw = [
    'From: Ines <ines@customers.example>', `To: <${w.foreign.address}>`, 'Subject: The lamp is dark',
    `Message-ID: <${crypto.randomUUID()}@customers.example>`, `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
    '', words,
  ].join('\r\n')
  await smtp(w.foreign.smtp, 'ines@customers.example', w.foreign.address, raw)
}

test('at most seven steps from an empty folder to the first answered letter', async (t) => {
  const steps = []
  steps.push('start the desk')
  const desk = await startServe(w.foreign)
  t.after(() => desk.stop())
  const { context, page, watch } = await visitor(w.browser, desk)
  context.setDefaultTimeout(90_000) // a round trip through real servers

  steps.push('open the link')
  await page.goto(desk.setup)
  await clean(page, 'you')

  steps.push('say who you are')
  await you(page)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.waitForURL('**/setup/mailbox*')
  await clean(page, 'mailbox')

  steps.push('name the mailbox')
  await page.getByLabel('Mail address').fill(w.foreign.address)
  await page.getByLabel('Password of this mailbox').fill(w.foreign.password)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.waitForURL('**/setup/our-word/*')
  const ticks = await page.locator('.ticks li').allInnerTexts()
  assert.equal(ticks.length, 4)
  assert.match(ticks[3], /came back/)
  await clean(page, 'word')

  steps.push('give your word')
  await page.getByRole('button', { name: 'Open the desk' }).click()
  await page.waitForURL('**/today')
  assert.equal(await page.locator('main a[href^="/cases/"]').count(), 0, 'the round trip is no case')

  await letterOfInes('It was bright yesterday.')
  const row = page.locator('main a[href^="/cases/"]').first()
  await until('the letter of Ines', async () => {
    if (await row.count()) return true
    await page.reload()
  }, 60)

  steps.push('open the letter')
  await row.click()
  await page.locator('.msg', { hasText: 'It was bright yesterday.' }).waitFor()

  steps.push('answer it')
  await editor(page).fill('A new bulb leaves us today.')
  await page.keyboard.press('Control+Shift+Enter')
  const [answer] = await until('the answer at the other side', async () => {
    const found = await w.foreign.letters('A new bulb leaves us today.')
    return found.length ? found : null
  }, 60)
  assert.match(plain(answer), /^To: .*ines@customers\.example/im)
  assert.match(answer, /^Reply-To:[^:]*\+[a-z2-7]{26}@/im, 'the server keeps plus-addresses')

  assert.ok(steps.length <= 7, steps.join(', '))
  await watch.quiet()
  await context.close()
})

test('without scripts, in German, a wrong password keeps every field and has the server’s own words', async (t) => {
  const desk = await startServe(w.foreign)
  t.after(() => desk.stop())
  const { context, page, watch } = await visitor(w.browser, desk, { scripts: false, locale: 'de-DE' })
  context.setDefaultTimeout(60_000)
  watch.expect(/status of 422/)
  await page.goto(desk.setup)
  assert.equal(await page.locator('h1').innerText(), 'Wer sind Sie?')
  await page.getByLabel('Ihr Name').fill('Priya')
  await page.getByLabel('Ihre Mailadresse').fill('priya@acme.example')
  await page.getByLabel('Passwort für diesen Desk').fill('sieben gelbe Schirme')
  await page.getByRole('button', { name: 'Weiter' }).click()
  await page.getByLabel('Mailadresse').fill(w.foreign.address)
  await page.getByLabel('Passwort dieses Postfachs').fill('wrong')
  await page.getByRole('button', { name: 'Weiter' }).click()
  await page.locator('.ticks .failed').first().waitFor()
  assert.match(await page.locator('.ticks').innerText(), /Authentication failed/)
  assert.equal(await page.getByLabel('Mailadresse').inputValue(), w.foreign.address)
  assert.equal(await page.locator('[name=imap_host]').inputValue(), 'localhost')
  await page.getByRole('button', { name: 'Trotzdem behalten' }).click()
  await page.waitForURL('**/setup/our-word/*')
  await page.getByRole('button', { name: /Überspringen/ }).click()
  await page.waitForURL('**/today')
  await watch.quiet()
  await context.close()
})
