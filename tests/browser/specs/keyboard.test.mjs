import { test } from 'node:test'
import { editor, replyForm, signIn, tabTo, visitor } from '../browser.mjs'
import { world } from '../world.mjs'

const w = world()

test('keyboard only, from the sign-in link to a sent letter', async () => {
  const number = await w.desk.newCase({ from: 'ann@customers.example', name: 'Ann', subject: 'Opening hours', text: 'Are you open on Friday?' })
  const { context, page, watch } = await visitor(w.browser, w.desk)
  await page.goto(w.desk.agent)
  await tabTo(page, page.locator('main form[method="post" i] button').first())
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/(today|cases)\b/)
  await page.goto(new URL('/today', w.desk.url).href)
  await tabTo(page, page.locator(`main a[href="/cases/${number}"]`).first())
  await page.keyboard.press('Enter')
  await page.waitForURL(`**/cases/${number}*`)
  await page.keyboard.press('r')
  await page.keyboard.type('Yes, until six.')
  await page.keyboard.press('Control+Enter')
  await page.waitForURL('**?sent=*')
  await watch.quiet()
  await context.close()
})

test('Tab alone reaches the reply and its Send button, and the focus is always visible', async () => {
  const number = await w.desk.newCase({ from: 'ivo@customers.example', name: 'Ivo', subject: 'A spare key', text: 'Do you cut keys?' })
  const { context, page, watch } = await visitor(w.browser, w.desk)
  await signIn(page, w.desk.agent)
  await page.goto(new URL(`/cases/${number}`, w.desk.url).href)
  await tabTo(page, editor(page))
  await page.keyboard.type('We do, at the counter.')
  const send = replyForm(page).getByRole('button', { name: /^send/i }).first()
  await tabTo(page, send)
  // WCAG 2.4.11: whatever has the focus can be seen, and no sticky part covers it.
  const covered = await send.evaluate((element) => {
    const box = element.getBoundingClientRect()
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)
    return !(element === top || element.contains(top))
  })
  if (covered) throw new Error('the focused Send button is covered')
  await page.keyboard.press('Enter')
  await page.waitForURL('**?sent=*')
  await watch.quiet()
  await context.close()
})

test('both letters reach their readers', async () => {
  await w.desk.letterTo('ann@customers.example', 'Yes, until six.')
  await w.desk.letterTo('ivo@customers.example', 'at the counter')
})
