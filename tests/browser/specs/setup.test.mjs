// From an empty folder to the first answered letter, in at most seven steps.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { PHONE, WIDE, axe, launch, shot, visitor } from '../browser.mjs'
import { MOST_STEPS, answerTheFirst, setUp } from '../first-hour.mjs'
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

test('at most seven steps from an empty folder to the first answered letter', async (t) => {
  const steps = ['start the desk']
  const desk = await startServe(w.foreign)
  t.after(() => desk.stop())
  const { context, page, watch } = await visitor(w.browser, desk)
  context.setDefaultTimeout(90_000) // a round trip through real servers
  await setUp(page, desk.setup, w.foreign, steps, clean)
  await answerTheFirst(page, w.foreign, steps)
  assert.ok(steps.length <= MOST_STEPS, steps.join(', '))
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
