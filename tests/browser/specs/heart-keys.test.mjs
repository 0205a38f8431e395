// The keys of the needs and of an apology, each pressed once.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { axe, editor, shot, signIn, visitor } from '../browser.mjs'
import { until } from '../desk.mjs'
import { world } from '../world.mjs'

const w = world()
const at = (path) => new URL(path, w.desk.url).href
const caseOf = (number) => w.desk.ask('GET', `cases/${number}`)
const needsOf = async (number) => (await caseOf(number)).needs

async function agentAt(number) {
  const visit = await visitor(w.browser, w.desk)
  await signIn(visit.page, w.desk.agent)
  await visit.page.goto(at(`/cases/${number}`))
  return visit
}

const open = (name, subject, text) => w.desk.newCase({ from: `${name.toLowerCase()}@customers.example`, name, subject, text })
const row = (page, n) => page.locator('#panel-needs .needs > li').nth(n - 1)

async function looks(name, page) {
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme })
    await shot(page, `${name}-${colorScheme}`)
    assert.deepEqual(await axe(page), [], `${name}, ${colorScheme}`)
  }
  await page.emulateMedia({ colorScheme: 'light' })
}

test('in the needs m is met, x withdrawn, d an honest no, and 1 to 9 each its own', async () => {
  const number = await open('Runa', 'Eleven things', 'I need several things.')
  for (let n = 2; n <= 11; n++) await w.desk.ask('POST', `cases/${number}/needs`, { text: `thing ${n}` })
  const { context, page, watch } = await agentAt(number)
  await row(page, 11).waitFor()
  const state = async (n) => (await needsOf(number))[n - 1].state
  const focus = (n) => row(page, n).locator('summary').focus()
  // w goes to the first open need: m meets that one.
  await page.keyboard.press('w')
  await page.keyboard.press('m')
  await until('the first is met', async () => await state(1) === 'met')
  await row(page, 1).locator('xpath=self::*[contains(@class,"met")]').waitFor()
  // On the one that has the focus.
  await focus(3)
  await page.keyboard.press('x')
  await until('the third is withdrawn', async () => await state(3) === 'withdrawn')
  await focus(10)
  await page.keyboard.press('m')
  await until('the tenth is met', async () => await state(10) === 'met')
  // By number: each of them, and no other.
  for (const n of [2, 4, 5, 6, 7, 8, 9]) {
    await focus(11)
    await page.keyboard.press(String(n))
    await until(`number ${n} is met`, async () => await state(n) === 'met')
    assert.equal(await state(11), 'open')
  }
  await focus(11)
  await page.keyboard.press('n')
  await page.locator('#new-need:focus').waitFor()
  await page.keyboard.type('twelve')
  await page.keyboard.press('Enter')
  await until('a twelfth', async () => (await needsOf(number)).length === 12)
  await looks('needs-by-keys', page)
  await focus(12)
  await page.keyboard.press('d')
  await page.locator('#no-q:focus').waitFor()
  assert.ok(page.url().includes('/cases/') && await page.locator('#no-ask', { hasText: 'twelve' }).count(), 'the no is to the need that had the focus')
  await watch.quiet()
  await context.close()
})

test('u opens the next word, and s, t, a, i, e press what they name', async () => {
  const number = await open('Tove', 'A question', 'When are you open?')
  const { context, page, watch } = await agentAt(number)
  watch.expect(/status of 409/)
  const out = () => page.locator('#case-title').click()
  await page.keyboard.press('u')
  await page.locator('#next-word:focus').waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('t')
  await until('the tags are open', () => page.locator('#tags').evaluate((fold) => fold.open))
  await out()
  await page.keyboard.press('a')
  await until('assign is open', () => page.locator('#assign').evaluate((fold) => fold.open))
  await out()
  await page.keyboard.press('i')
  const mine = await until('it is hers', async () => (await caseOf(number)).owner)
  assert.match(mine.name, /Maya/)
  await page.keyboard.press('e')
  await page.locator('#gate').waitFor()
  await looks('gate-keys', page)
  await page.keyboard.press('o')
  await until('closed with nothing to tell', async () => (await caseOf(number)).state === 'closed')
  await watch.quiet()
  await context.close()
})

test('/2 repairs, /4 regrets, /5 says what changed, /6 asks forgiveness; each once more takes it back', async () => {
  const number = await open('Sune', 'Two boxes, both wrong', 'You sent two wrong boxes.')
  const { context, page, watch } = await agentAt(number)
  await page.keyboard.press('r')
  await page.keyboard.type('/sorry')
  await page.keyboard.press('Enter')
  await page.locator('#sorry').waitFor()
  await page.locator('#fault-ours').focus()
  await page.keyboard.press('o')
  await page.locator('#sorry-cause:focus').waitFor()
  await page.keyboard.type('boxes side by side')
  await page.keyboard.press('Enter')
  await page.locator('#reply:focus').waitFor()
  const words = 'The right boxes left today, and you lost a morning over it. They stand in two rooms now. '
  await page.keyboard.type(words)
  const marked = () => page.locator('#sorry [name=part]:checked').evaluateAll((all) => all.map((box) => box.id))
  for (const n of [2, 4, 5, 6]) {
    await page.keyboard.type(`/${n}`)
    await until(`part ${n} is marked`, async () => (await marked()).includes(`part-${n}`))
  }
  assert.deepEqual(await marked(), ['part-2', 'part-4', 'part-5', 'part-6'])
  assert.equal(await editor(page).inputValue(), words, 'the marks leave no trace in the letter')
  await page.keyboard.type('/6')
  await until('the sixth is taken back', async () => (await marked()).length === 3)
  // Forgiveness is off by default and folded; marked it is seen to be.
  await page.keyboard.type('/6')
  await until('the sixth again', async () => (await marked()).length === 4)
  await page.locator('#part-6').waitFor({ state: 'visible' })
  await looks('parts', page)
  // A change needs one with an owner, or the word that it is not known yet.
  watch.expect(/status of 4(09|22)/)
  await page.keyboard.press('Control+Enter')
  await page.locator('[role=alert], .error').filter({ hasText: /change/i }).first().waitFor()
  assert.equal(await editor(page).inputValue(), words)
  await looks('parts-asked', page)
  await page.locator('#change').selectOption('unknown')
  await editor(page).focus()
  await page.keyboard.press('Control+Enter')
  const apology = await until('the apology', async () => {
    const { items } = await w.desk.ask('GET', `cases/${number}/apologies`)
    return items[0]
  })
  assert.deepEqual(apology.parts, ['restitution', 'regret', 'repentance', 'forgiveness'])
  await watch.quiet()
  await context.close()
})
