// A real Chromium, and a watch over everything that must never happen in it.

import assert from 'node:assert/strict'
import { accessSync, constants, mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { chromium } from 'playwright-core'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export const WIDE = { width: 1366, height: 768 }
export const PHONE = { width: 390, height: 844 }

/** Debian's Chromium, found on PATH. */
function chromiumPath() {
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    for (const folder of process.env.PATH.split(delimiter)) {
      const path = join(folder, name)
      try { accessSync(path, constants.X_OK); return path } catch { /* the next one */ }
    }
  }
  throw new Error('no chromium on PATH: `./test browser` installs it')
}

export function launch() {
  return chromium.launch({
    executablePath: chromiumPath(),
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), // as root Chromium starts no other way
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-domain-reliability',
      '--disable-dev-shm-usage',
      '--no-first-run',
      // Whatever asks for another host finds none, and the watch tells.
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
    ],
  })
}

/**
 * A fresh visitor: own cookies, own storage, watched.
 * `scheme` light or dark, `size` WIDE or PHONE, `scripts` false turns them off.
 */
export async function visitor(browser, desk, { scheme = 'light', size = WIDE, scripts = true, ...more } = {}) {
  const context = await browser.newContext({
    viewport: size,
    colorScheme: scheme,
    javaScriptEnabled: scripts,
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    reducedMotion: 'reduce',
    ...more,
  })
  context.setDefaultTimeout(10_000)
  const watch = new Watch(context, [desk.url, desk.mail, desk.shop].filter(Boolean))
  const page = await context.newPage()
  return { context, page, watch }
}

/**
 * What must never happen on any page: a dialog, a `window.__x`, an uncaught
 * error, a console error (reports of the content security policy are such), a
 * request to another host. Ask with `watch.quiet()` at the end of each test.
 */
export class Watch {
  #seen = []
  #expected = []
  #context

  constructor(context, own) {
    this.#context = context
    const hosts = new Set(own.map((url) => new URL(url).host))
    context.on('dialog', (dialog) => {
      this.#note(`a ${dialog.type()} dialog: ${dialog.message()}`)
      dialog.dismiss().catch(() => {})
    })
    context.on('weberror', (event) => this.#note(`an uncaught error: ${event.error()}`))
    context.on('console', (message) => {
      const text = message.text()
      const policy = /content security policy|refused to|blocked script execution/i.test(text)
      if (message.type() === 'error' || policy) this.#note(`the console: ${text}`)
    })
    context.on('request', (request) => {
      const url = new URL(request.url())
      if (/^(https?|wss?|ftp):$/.test(url.protocol) && !hosts.has(url.host)) this.#note(`a request to ${url.href}`)
    })
  }

  #note(text) {
    if (!this.#expected.some((pattern) => pattern.test(text))) this.#seen.push(text)
  }

  /** From now on this is no surprise (a 409 that the test provokes, say). */
  expect(pattern) {
    this.#expected.push(pattern)
  }

  /** What was seen so far, tripwires in every frame included; then forgets it. */
  async seen() {
    for (const page of this.#context.pages()) {
      for (const frame of page.frames()) {
        // A frame below the fold has nothing loaded yet and would never answer.
        const tripped = await Promise.race([frame.evaluate(() => globalThis.__x).catch(() => undefined), pause(frame.url() ? 5000 : 100)])
        if (tripped !== undefined) this.#note(`window.__x = ${tripped} on ${frame.url()}`)
      }
    }
    return this.#seen.splice(0)
  }

  /** Nothing of it happened. */
  async quiet(where = '') {
    assert.deepEqual(await this.seen(), [], where)
  }
}

/** The reply form of a case page, told from the note's by what it sends. */
export const replyForm = (page) => page.locator('form[action*="/messages"]:has(input[name=kind][value=reply])')
/** Where the reply is written. */
export const editor = (page) => replyForm(page).locator('textarea[name=text]')

/** Signs in through the demo's link: the page asks for one press. */
export async function signIn(page, link) {
  await page.goto(link)
  await page.locator('main form[method="post" i] button').first().click()
  await page.waitForURL(/\/(today|cases)\b/)
}

/** Presses Tab until `locator` has the focus: what a person without a mouse does. */
export async function tabTo(page, locator, presses = 120) {
  for (let n = 0; n < presses; n++) {
    if (await locator.evaluate((element) => element === document.activeElement).catch(() => false)) return n
    await page.keyboard.press('Tab')
  }
  throw new Error(`${locator} was not reached with ${presses} presses of Tab on ${page.url()}`)
}

/** The breaches of WCAG 2.2 AA that axe finds, as readable lines. */
export async function axe(page) {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(`${axeSource};0`)
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, {
    // Letters of customers are shown in frames without scripts: their words, not our page.
    iframes: false,
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  }))
  return violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.target.join(' ')} (${node.failureSummary?.split('\n').slice(1).join('; ').trim()})`))
}

/** A picture for people to look at, in HELIOTROPE_SHOTS; without it none is kept. */
export async function shot(page, name) {
  const folder = process.env.HELIOTROPE_SHOTS
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`) })
}
