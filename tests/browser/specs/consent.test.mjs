// A mailbox that is opened by consent: to the provider and back, in a browser.

import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { after, before, test } from 'node:test'
import { PHONE, WIDE, axe, launch, shot, visitor } from '../browser.mjs'
import { startForeign, startProvider, startServe } from '../foreign.mjs'

const w = {}
before(async () => {
  const port = await freePort()
  w.provider = await startProvider(`http://127.0.0.1:${port}/consents/back`)
  w.foreign = await startForeign(w.provider.url)
  w.desk = await startServe(w.foreign, {
    listen: `127.0.0.1:${port}`,
    env: {
      HELIOTROPE_OAUTH__NAME: 'Acme',
      // Another site than ours, as a real provider is.
      HELIOTROPE_OAUTH__AUTHORIZE_URL: `${w.provider.url.replace('127.0.0.1', 'localhost')}/auth`,
      HELIOTROPE_OAUTH__TOKEN_URL: `${w.provider.url}/token`,
      HELIOTROPE_OAUTH__SCOPES: 'openid offline_access mail',
      HELIOTROPE_OAUTH__HOSTS: 'localhost',
    },
  })
  w.browser = await launch()
})
after(async () => {
  await w.browser?.close()
  await w.desk?.stop()
  await w.foreign?.stop()
  await w.provider?.stop()
})

/** A port that was free a moment ago. */
function freePort() {
  return new Promise((done) => {
    const held = createServer().listen(0, '127.0.0.1', () => {
      const { port } = held.address()
      held.close(() => done(port))
    })
  })
}

/** What axe finds on a page, in both schemes and sizes, and whether it fits 320 px. */
async function clean(page, name) {
  const found = []
  for (const size of [WIDE, PHONE, { width: 320, height: 640 }]) {
    await page.setViewportSize(size)
    for (const scheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
      found.push(...(await axe(page)).map((line) => `${name} ${scheme} ${size.width}: ${line}`))
      await shot(page, `consent-${name}-${size.width}-${scheme}`)
    }
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    if (wide > 0) found.push(`${name} ${size.width}: ${wide} px too wide`)
  }
  await page.setViewportSize(WIDE)
  await page.emulateMedia({ colorScheme: 'light' })
  assert.deepEqual(found, [])
}

/** A visitor who may go to the provider, too; its pages ask for a font of the world and have no icon. */
async function guest(more) {
  const there = { url: w.desk.url, mail: w.provider.url, shop: w.provider.url.replace('127.0.0.1', 'localhost') }
  const found = await visitor(w.browser, there, more)
  found.watch.expect(/fonts\.g|ERR_NAME_NOT_RESOLVED|ERR_FAILED|status of 4(22|04)/)
  found.context.setDefaultTimeout(90_000) // a round trip through real servers
  return found
}

/** Signs in at the provider and agrees. */
async function agree(page) {
  await page.waitForURL('**/interaction/**')
  if (await page.getByPlaceholder('Enter any login').count()) {
    await page.getByPlaceholder('Enter any login').fill(w.foreign.address)
    await page.getByPlaceholder('and password').fill('x')
    await page.getByRole('button', { name: 'Sign-in' }).click()
  }
  await page.getByRole('button', { name: 'Continue' }).click()
}

test('from the set-up to the provider and back, and the four ticks', async () => {
  const { context, page, watch } = await guest()
  await page.goto(w.desk.setup)
  await page.getByLabel('Your name').fill('Priya Natt')
  await page.getByLabel('Your mail address').fill('priya@acme.example')
  await page.getByLabel('Password for this desk').fill('sieben gelbe Schirme')
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.waitForURL('**/setup/mailbox*')

  await page.getByLabel('Mail address').fill(w.foreign.address)
  await page.getByLabel('Name on our letters').fill('Acme Lamps')
  await page.getByRole('button', { name: 'Continue' }).click()
  const there = page.getByRole('button', { name: 'Sign in with Acme' })
  await there.waitFor()
  await clean(page, 'offer')
  await there.click()

  await page.waitForURL('**/consents/*')
  assert.equal(await page.getByLabel('Redirect address').inputValue(), new URL('/consents/back', w.desk.url).href)
  await clean(page, 'register')
  await page.getByLabel('Client ID').fill('desk')
  await page.getByLabel('Client secret').fill('eleven-calm-herons')
  await page.getByRole('button', { name: 'Keep and go on' }).click()

  // With a script the two pages on the way press themselves.
  await agree(page)
  await page.waitForURL('**/setup/our-word/*')
  const ticks = await page.locator('.ticks li').allInnerTexts()
  assert.equal(ticks.length, 4, ticks.join('; '))
  assert.match(ticks[3], /came back/)
  await page.getByRole('button', { name: 'Open the desk' }).click()
  await page.waitForURL('**/today')
  await page.goto(new URL('/settings/mailboxes/1', w.desk.url).href)
  assert.equal(await page.getByLabel('Name on our letters').inputValue(), 'Acme Lamps', 'kept through the trip')
  await clean(page, 'mailbox')
  await watch.quiet()
  await context.close()
})

test('how to register at Google and Microsoft stands there word for word', async () => {
  const { context, page, watch } = await guest({ locale: 'de-DE' })
  await page.goto(new URL('/sign-in', w.desk.url).href)
  await page.locator('[name=address]').fill('priya@acme.example')
  await page.locator('[name=password]').fill('sieben gelbe Schirme')
  await page.locator('main button.primary').click()
  await page.waitForURL('**/today')
  for (const [name, label] of [['google', 'Sign in with Google'], ['microsoft', 'Sign in with Microsoft']]) {
    await page.goto(new URL('/settings/mailboxes/1/consent', w.desk.url).href)
    await page.getByRole('button', { name: label }).click()
    await page.getByLabel('Client ID').waitFor()
    assert.equal(await page.locator('ol.steps-to-do li').count(), 3)
    await clean(page, name)
  }
  await watch.quiet()
  await context.close()
})

test('when the script does not come it is one press on each page, and signing in again is the same', async () => {
  const { context, page, watch } = await guest()
  await page.route('**/consents.js*', (route) => route.abort())
  await page.goto(new URL('/sign-in', w.desk.url).href)
  await page.getByLabel('Mail address').fill('priya@acme.example')
  await page.getByLabel('Password').fill('sieben gelbe Schirme')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL('**/today')

  await page.goto(new URL('/settings/mailboxes/1', w.desk.url).href)
  await page.getByRole('button', { name: 'Keep and sign in by consent' }).click()
  await page.waitForURL('**/settings/mailboxes/1/consent')
  await page.getByText('Acme lets this desk in since').waitFor()
  await clean(page, 'standing')
  await page.getByRole('button', { name: 'Sign in again with Acme' }).click()
  await page.getByRole('link', { name: 'Go on to Acme' }).waitFor()
  await clean(page, 'door')
  await page.getByRole('link', { name: 'Go on to Acme' }).click()
  await agree(page)
  await page.waitForURL('**/consents/back?*')
  await clean(page, 'back')
  await page.getByRole('button', { name: 'Go on' }).click()
  await page.waitForURL('**/consent?given')
  await page.getByText('Letters that waited come and leave now').waitFor()
  await watch.quiet()
  await context.close()
})
