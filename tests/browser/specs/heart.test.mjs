// The five-minute run: one story in which every practice of the heart is met
// once, by the keys, at a person's pace. Pictures when HELIOTROPE_SHOTS is set.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PHONE, axe, editor, shot, signIn, visitor } from '../browser.mjs'
import { caseLink, plain, until } from '../desk.mjs'
import { world } from '../world.mjs'

const w = world()
const ines = { from: 'ines@customers.example', name: 'Ines' }
const story = {} // what one chapter leaves to the next

const at = (path) => new URL(path, w.desk.url).href
const caseOf = (number) => w.desk.ask('GET', `cases/${number}`)

async function seat(link, path, options) {
  const visit = await visitor(w.browser, w.desk, options)
  await signIn(visit.page, link)
  await visit.page.goto(at(path))
  return visit
}
const agentAt = (number, options) => seat(w.desk.agent, `/cases/${number}`, options)

/** Out of any text field, where single keys count. */
const out = (page) => page.locator('#case-title, h1').first().click()

/** The same place in the other scheme and on a phone, looked at and read by axe. */
async function looks(name, page) {
  await shot(page, `heart-${name}`)
  assert.deepEqual(await axe(page), [], name)
  if (!process.env.HELIOTROPE_SHOTS) return
  const size = page.viewportSize()
  await page.emulateMedia({ colorScheme: 'dark' })
  await shot(page, `heart-${name}-dark`)
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize(PHONE)
  await shot(page, `heart-${name}-390`)
  await page.setViewportSize(size)
}

async function done({ context, watch }) {
  await watch.quiet()
  await context.close()
}

test('listen: outlines by Ctrl+Space, selected words by w, the panel by its own keys', async () => {
  const number = await w.desk.newCase({
    ...ines,
    subject: 'The book about gardens',
    text: 'I bought it as a file and there is no link on your page.\n\nHere is a poem for you: a green that does not mind. I also have guests with small children, so tell me whether the seeds in it are safe to eat.',
  })
  story.book = number
  const visit = await agentAt(number)
  const { page } = visit
  const outlines = page.locator('mark.candidate')
  assert.ok(await outlines.count() >= 2)
  await looks('outlines', page)
  for (const left of [1, 0]) {
    await page.keyboard.press('Control+Space')
    await until('an outline taken', async () => await outlines.count() === left)
  }
  await page.locator('#letters .words').first().evaluate((box) => {
    const wanted = 'tell me whether the seeds in it are safe to eat'
    const walk = document.createTreeWalker(box, NodeFilter.SHOW_TEXT)
    while (walk.nextNode()) {
      const from = walk.currentNode.nodeValue.indexOf(wanted)
      if (from < 0) continue
      const range = document.createRange()
      range.setStart(walk.currentNode, from)
      range.setEnd(walk.currentNode, from + wanted.length)
      getSelection().removeAllRanges()
      getSelection().addRange(range)
    }
  })
  await page.keyboard.press('w')
  const needs = await until('four needs', async () => {
    const { needs } = await caseOf(number)
    return needs.length === 4 && needs
  })
  assert.equal(needs[3].text, 'tell me whether the seeds in it are safe to eat')
  assert.ok(needs[3].quote, 'it keeps its place in the letter')
  assert.deepEqual(needs.slice(1, 3).map((need) => need.kind), ['delivery', 'gift'])
  await page.locator('#panel-needs .needs > li').nth(3).waitFor()

  // w without a selection goes to the panel, where 4 settles the fourth and n adds one.
  await page.keyboard.press('w')
  await page.keyboard.press('4')
  await until('the fourth is met', async () => (await caseOf(number)).needs[3].state === 'met')
  await out(page)
  await page.keyboard.press('w')
  await page.keyboard.press('n')
  await page.locator('#new-need:focus').waitFor()
  await looks('needs', page)
  // Kinds are guessed and corrected.
  await page.locator('#panel-needs .needs > li').first().locator('summary').click()
  await page.locator(`#kind-${needs[0].id}`).selectOption('outcome')
  await page.locator('#panel-needs .needs > li').first().locator('button[value=kind]').click()
  await until('the kind', async () => (await caseOf(number)).needs[0].kind === 'outcome')
  await done(visit)
})

test('lead with value: the plan by p, the chip, and their page that follows by itself', async () => {
  const visit = await agentAt(story.book)
  const { page } = visit
  await page.keyboard.press('p')
  await page.locator('#plan-can').fill('Send the file again today.')
  await page.locator('#plan-steps').fill('Send the link\nMend the page')
  await page.locator('#plan button:has-text("Keep the plan")').click()
  await page.locator('#panel-needs', { hasText: 'Mend the page' }).waitFor()
  await out(page)
  await page.keyboard.press('r')
  await page.keyboard.type('I ask our web people today. I will write to you by tomorrow 15:00.')
  await page.locator('.promise-chip').waitFor()
  await page.keyboard.press('Control+Space')
  await page.locator('.promise-chip.accepted').waitFor()
  await looks('chip', page)
  await page.keyboard.press('Control+Enter')
  const letter = await w.desk.letterTo(ines.from, 'I will write to you by tomorrow 15:00')
  story.link = caseLink(letter.raw)

  const theirs = await visitor(w.browser, w.desk)
  await theirs.page.goto(story.link)
  await theirs.page.getByText('Next word from us: tomorrow').waitFor()
  await theirs.page.locator('[data-key=plan]', { hasText: 'Mend the page' }).waitFor()
  await looks('their-page', theirs.page)
  // Typed words stay while the page learns what is new.
  await theirs.page.locator('#text').fill('One more thing')
  await w.desk.ask('POST', `cases/${story.book}/messages`, { kind: 'reply', text: 'The web people have found it.' })
  await theirs.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
  await theirs.page.locator('#letters', { hasText: 'The web people have found it.' }).waitFor()
  assert.equal(await theirs.page.locator('#text').inputValue(), 'One more thing')
  await theirs.page.locator('#news', { hasText: 'brought up to date' }).waitFor()
  await done(theirs)
  await done(visit)
})

test('research is given, work is quoted, and one press says yes', async () => {
  const visit = await agentAt(story.book)
  const { page } = visit
  await page.locator('#time summary').click()
  await page.locator('#time-minutes').fill('25')
  await page.locator('#time button').last().click()
  await page.locator('#panel-needs', { hasText: '25 min' }).waitFor()
  await page.locator('#quote > summary').click()
  await page.locator('#quote-work').fill('Print the book for you')
  await page.locator('#quote-minutes').fill('30')
  await page.locator('#quote button').last().click()
  await page.locator('#conversation', { hasText: 'made a quote' }).waitFor()
  assert.equal(await page.locator('#quote').getAttribute('open'), null, 'the form is put away')
  assert.equal(await page.locator('#quote-work').inputValue(), '', 'and empty: it would be a second quote')
  await looks('quote', page)
  const theirs = await visitor(w.browser, w.desk)
  await theirs.page.goto(story.link)
  await theirs.page.locator('button[value=yes]').click()
  await theirs.page.getByText('We have your answer.').waitFor()
  await looks('their-quote', theirs.page)
  await done(theirs)
  await done(visit)
})

test('/sorry: whose it was, the cause, marks that survive a reload, and one question at the end', async () => {
  const visit = await agentAt(story.book)
  const { page, watch } = visit
  await page.keyboard.press('r')
  await page.keyboard.type('/sorry')
  await page.keyboard.press('Enter')
  await page.locator('#sorry').waitFor()
  await page.locator('#fault-ours').focus()
  await page.keyboard.press('o')
  await until('it was ours', async () => page.locator('#fault-ours').isChecked())
  await page.locator('#sorry-cause:focus').waitFor()
  await page.keyboard.type('no link on payment page')
  await page.keyboard.press('Enter')
  await page.locator('#reply:focus').waitFor()
  const words = 'Here is the book. Our page showed no link, and that was ours. I read your poem to Jonas. '
  await page.keyboard.type(`${words}/1`)
  await page.keyboard.type('/3')
  await until('two parts', async () => await page.locator('#sorry [name=part]:checked').count() === 2)
  await looks('sorry', page)
  await page.reload()
  await page.locator('#sorry').waitFor()
  await until('the marks again', async () => await page.locator('#sorry [name=part]:checked').count() === 2)
  assert.ok(await page.locator('#fault-ours').isChecked())
  assert.equal(await page.locator('#sorry-cause').inputValue(), 'no link on payment page')
  assert.equal(await editor(page).inputValue(), words)

  watch.expect(/status of 409/)
  await page.keyboard.press('r')
  await page.keyboard.press('Control+Shift+Enter')
  await page.locator('#gate', { hasText: '4 needs: all met?' }).waitFor()
  await looks('gate', page)
  // A number ticks one of them, and once more takes the tick away.
  const ticked = page.locator('[name=settles]:checked')
  await page.keyboard.press('2')
  assert.equal(await ticked.count(), 1)
  await page.keyboard.press('2')
  assert.equal(await ticked.count(), 0)
  await page.keyboard.press('Enter')
  const closed = await until('the closed case', async () => {
    const found = await caseOf(story.book)
    return found.state === 'closed' && found
  })
  assert.ok(closed.needs.every((need) => need.state === 'met' && need.told))
  const { items } = await w.desk.ask('GET', `cases/${story.book}/apologies`)
  assert.deepEqual(items.map((one) => one.parts), [['responsibility', 'explanation']])
  await done(visit)
})

test('not yet: one press on their page opens that need, and only it', async () => {
  const theirs = await visitor(w.browser, w.desk)
  await theirs.page.goto(story.link)
  await theirs.page.getByRole('button', { name: /Not yet\?.*link/ }).click()
  await theirs.page.getByText('It is open again').waitFor()
  await looks('not-yet', theirs.page)
  const { needs, state } = await caseOf(story.book)
  assert.equal(state, 'open')
  assert.deepEqual(needs.filter((need) => need.state === 'open').map((need) => need.kind), ['delivery'])
  await done(theirs)
})

test('the cause is mended and everybody it touched is told of it', async () => {
  const visit = await seat(w.desk.lead, '/causes')
  const { page } = visit
  await page.getByRole('link', { name: /no link on payment page/ }).first().click()
  await page.locator('#text').fill('The page shows the link again')
  await page.locator('button[value=planned]').click()
  await page.getByText('The page shows the link again').first().waitFor()
  await page.locator('button[name=fixed][value=yes]').click()
  const tell = page.locator('#news form, form#news').first()
  await tell.waitFor()
  await looks('cause', page)
  await tell.locator('textarea').first().fill('Hello,\n\nyou wrote to us about {matter}. Our page shows the link again.')
  await tell.locator('button').first().click()
  await page.locator('#news').waitFor()
  await looks('told', page)
  const told = await w.desk.letterTo(ines.from, 'Our page shows the link again')
  assert.ok(plain(told.raw).includes('The book about gardens'), 'it names her matter')
  await done(visit)
})

test('an honest no by d, and its trade-off is the search', async () => {
  const number = await w.desk.newCase({ from: 'ivo@customers.example', name: 'Ivo', subject: 'A number to call', text: 'Give me a phone number.' })
  const visit = await agentAt(number)
  const { page } = visit
  await page.keyboard.press('d')
  await page.locator('#no-q:focus').waitFor()
  await page.keyboard.type('pho')
  await page.locator('[name="no_for"][value="pho"]').waitFor({ state: 'attached' })
  await looks('no', page)
  await page.keyboard.press('Enter')
  await page.locator('#no-ask').waitFor({ state: 'detached' })
  await page.locator('#reply:focus').waitFor()
  await page.keyboard.press('Control+Shift+Enter')
  const said = await until('the told no', async () => {
    const found = await caseOf(number)
    return found.needs[0].told && found
  })
  assert.equal(said.needs[0].state, 'declined')
  await done(visit)
})

test('goodwill by Shift+G; over the limit the lead lets it go by y', async () => {
  const number = await w.desk.newCase({ from: 'sean@customers.example', name: 'Sean', subject: 'A scratched lamp', text: 'It came with a scratch.' })
  const visit = await agentAt(number)
  const { page, watch } = visit
  watch.expect(/status of 409/)
  await page.keyboard.press('Shift+G')
  await page.locator('#give-amount:focus').waitFor()
  await page.keyboard.type('900')
  await page.keyboard.press('Enter')
  await page.locator('#over').waitFor()
  await looks('over', page)
  await page.locator('#ask-reply').fill('We give you 900 kr for the scratch.')
  await page.locator('button[name=act][value=ask]').click()
  await w.desk.letterTo('sean@customers.example', 'I have asked')

  const lead = await seat(w.desk.lead, '/lead')
  await looks('lead', lead.page)
  await lead.page.locator('li', { hasText: 'We give you 900 kr' }).locator('button.keep-it').focus()
  await lead.page.keyboard.press('y')
  await w.desk.letterTo('sean@customers.example', 'We give you 900 kr for the scratch.')
  await done(lead)
  await done(visit)
})

test('two cases become one by Shift+M, and two again; roles, and a complaint', async () => {
  const kept = await w.desk.newCase({ from: 'lotte@customers.example', name: 'Lotte', subject: 'My order of May', text: 'Where is it?' })
  const gone = await w.desk.newCase({ from: 'lotte@customers.example', name: 'Lotte', subject: 'The parcel again', text: 'It is late.' })
  const visit = await agentAt(gone)
  const { page } = visit
  await page.keyboard.press('Shift+M')
  await page.locator('#merge-find:focus').waitFor()
  await looks('merge', page)
  await page.locator(`#merge button[name=into][value="${kept}"]`).click()
  await page.waitForURL(`**/cases/${kept}*`)
  assert.equal((await caseOf(kept)).needs.length, 2)
  await page.getByRole('button', { name: /apart/i }).first().click()
  await until('two cases again', async () => (await caseOf(kept)).needs.length === 1)

  await page.goto(at(`/cases/${kept}/people`))
  await page.locator('#role').selectOption('affected')
  await page.locator('input[name=address]').fill('emil@customers.example')
  await page.locator('form:has(#role) button').last().click()
  await page.getByText('emil@customers.example').first().waitFor()
  await looks('roles', page)
  await page.goto(at(`/cases/${kept}`))
  await page.locator('button[value=flag]').click()
  await page.locator('#panel-needs', { hasText: /complaint/i }).waitFor()
  await looks('complaint', page)
  await done(visit)
})

test('/until closes by itself, on a day that the letter tells', async () => {
  const number = await w.desk.newCase({ from: 'ole@customers.example', name: 'Ole', subject: 'Which cable?', text: 'Blue or red?' })
  const visit = await agentAt(number)
  const { page } = visit
  await page.keyboard.press('r')
  await page.keyboard.type('Red. /un')
  await page.keyboard.press('Enter')
  await page.keyboard.type('tomorrow noon')
  await page.locator('.promise-chip').waitFor()
  await page.keyboard.press('Control+Space')
  await page.keyboard.press('Control+Enter')
  await until('their turn', async () => (await caseOf(number)).turn === 'customer')
  await page.waitForURL('**?sent=*')
  await done(visit)
})

test('away: what is promised goes to the team, and the lead sees how we keep our word', async () => {
  const visit = await seat(w.desk.agent, '/today')
  const { page } = visit
  await page.locator('#list').waitFor()
  await looks('today', page)
  await page.goto(at('/settings/me'))
  await page.getByRole('button', { name: 'I am away now' }).click()
  await page.goto(at('/today'))
  await looks('away', page)
  const lead = await seat(w.desk.lead, '/lead')
  await looks('lead-away', lead.page)
  await done(lead)
  await done(visit)
})
