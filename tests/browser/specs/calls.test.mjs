// A telephone call is written down with the keys alone, told by it, and without a
// script as well.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PHONE, WIDE, axe, shot, signIn, visitor } from '../browser.mjs'
import { world } from '../world.mjs'

const w = world()
const at = (path) => new URL(path, w.desk.url).href
const caseOf = (number) => w.desk.ask('GET', `cases/${number}`)
const newCase = (subject) => w.desk.newCase({ from: 'dora@customers.example', name: 'Dora', subject, text: `${subject} Please say.` })

async function open(number, options) {
  const visit = await visitor(w.browser, w.desk, options)
  await signIn(visit.page, w.desk.agent)
  await visit.page.goto(at(`/cases/${number}`))
  return visit
}

for (const colorScheme of ['light', 'dark']) {
  test(`Shift+C, what was said, told by it, Ctrl+Enter (${colorScheme})`, async () => {
    const number = await newCase('Which lamp?')
    const { context, page, watch } = await open(number, { colorScheme })
    await page.keyboard.press('Shift+C')
    await page.locator('#call:focus').waitFor()
    await page.keyboard.type('The blue one, and it is on its way.')
    for (const [size, name] of [[WIDE, 'call'], [PHONE, 'call-phone']]) {
      await page.setViewportSize(size)
      await shot(page, `${name}-${colorScheme}`)
      assert.deepEqual(await axe(page), [], name)
    }
    await page.setViewportSize(WIDE)
    await page.locator('label[for^=told-by-call-]').click()
    await page.locator('#call').focus()
    await page.keyboard.press('Control+Enter')
    await page.locator('.msg', { hasText: 'called Dora' }).waitFor()
    assert.equal((await caseOf(number)).needs[0].told, true)
    assert.equal(await page.locator('#call').inputValue(), '')
    await shot(page, `call-kept-${colorScheme}`)
    await watch.quiet()
    await context.close()
  })
}

test('a call that is being written down survives a reload', async () => {
  const number = await newCase('Which shelf?')
  const { context, page, watch } = await open(number)
  await page.keyboard.press('Shift+C')
  await page.keyboard.type('She will measure it')
  await page.waitForResponse((answer) => answer.url().endsWith('/draft') && answer.ok())
  await page.reload()
  await page.keyboard.press('Shift+C')
  assert.equal(await page.locator('#call').inputValue(), 'She will measure it')
  await watch.quiet()
  await context.close()
})

test('without a script a call is written down as well', async () => {
  const number = await newCase('Which cup?')
  const { context, page } = await open(number, { javaScriptEnabled: false })
  await page.locator('label[for=write-call]').click()
  await page.locator('#rang').selectOption('missed')
  await page.locator('#call').fill('Again tomorrow')
  await page.locator('#keep-call').click()
  await page.locator('.msg', { hasText: 'nobody answered' }).waitFor()
  assert.equal((await caseOf(number)).needs[0].told, false)
  await context.close()
})
