// The picture of the README: `npm run screenshot` writes docs/screenshot.png.

import { test } from 'node:test'
import { shot, signIn, visitor } from '../browser.mjs'
import { world } from '../world.mjs'

const w = world()

test('the desk at work', async () => {
  const { context, page, watch } = await visitor(w.browser, w.desk)
  await signIn(page, w.desk.agent)
  const { items } = await w.desk.ask('GET', 'cases?view=today&limit=10')
  // What is due soon and not late: the desk on an ordinary morning.
  const due = items.find((item) => item.next_word && new Date(item.next_word.due) > new Date()) ?? items[0]
  await page.goto(new URL(`/cases/${due.number}`, w.desk.url).href)
  await page.waitForTimeout(500) // presence and live parts settle
  await shot(page, 'screenshot')
  await watch.quiet()
  await context.close()
})
