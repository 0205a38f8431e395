import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signIn, visitor } from '../browser.mjs'
import { world } from '../world.mjs'

const w = world()

test('opening the link signs nobody in, pressing its button does', async () => {
  const { context, page, watch } = await visitor(w.browser, w.desk)
  await page.goto(w.desk.agent)
  await page.goto(new URL('/today', w.desk.url).href)
  assert.match(page.url(), /\/sign-in\?next=/, 'a mail scanner that opens the link must get nothing')

  await signIn(page, w.desk.agent)
  await page.goto(new URL('/today', w.desk.url).href)
  assert.match(page.url(), /\/today$/)
  assert.equal(await page.locator('h1').count(), 1)
  await watch.quiet()
  await context.close()
})

test('a wrong password says what to do and keeps the address', async () => {
  const { context, page, watch } = await visitor(w.browser, w.desk)
  watch.expect(/status of 4(01|03|22)/)
  await page.goto(new URL('/sign-in', w.desk.url).href)
  await page.locator('[name=address]').fill('nobody@heliotrope.example')
  await page.locator('[name=password]').fill('not this one')
  await page.locator('[name=password]').press('Enter')
  await page.waitForLoadState()
  assert.equal(await page.locator('[name=address]').inputValue(), 'nobody@heliotrope.example')
  assert.equal(await page.locator('[name=password]').inputValue(), '')
  assert.ok(await page.locator('[role=alert], [aria-invalid=true]').count(), 'the refusal is announced')
  await watch.quiet()
  await context.close()
})

test('a page asked for before signing in is where one lands after', async () => {
  const { context, page, watch } = await visitor(w.browser, w.desk)
  await page.goto(new URL('/search?q=book', w.desk.url).href)
  const next = new URL(page.url()).searchParams.get('next')
  assert.equal(next, '/search?q=book')
  await watch.quiet()
  await context.close()
})

test('the sign-in page speaks the language that the browser asks for', async () => {
  for (const [locale, lang] of [['de-AT', 'de'], ['en-GB', 'en'], ['fr-FR', 'en']]) {
    const { context, page } = await visitor(w.browser, w.desk, { locale })
    await page.goto(new URL('/sign-in', w.desk.url).href)
    assert.equal(await page.locator('html').getAttribute('lang'), lang, locale)
    await context.close()
  }
})
