import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PHONE, editor, shot, signIn, visitor } from '../browser.mjs'
import { caseLink, until } from '../desk.mjs'
import { world } from '../world.mjs'

const w = world()
const ines = { from: 'ines@customers.example', name: 'Ines' }

async function agentAt(number) {
  const seat = await visitor(w.browser, w.desk)
  await signIn(seat.page, w.desk.agent)
  await seat.page.goto(new URL(`/cases/${number}`, w.desk.url).href)
  return seat
}

// S1.1
test('r, the answer, Ctrl+Shift+Enter: met, told, closed, and no dialog', async () => {
  const number = await w.desk.newCase({ ...ines, subject: 'How do I change my address?', text: 'I have moved to the next street.' })
  const { context, page, watch } = await agentAt(number)
  await page.keyboard.press('r')
  assert.ok(await editor(page).evaluate((element) => element === document.activeElement), 'r puts the caret into the reply')
  await page.keyboard.type('Open your account page and press Address. It is changed at once.')
  await shot(page, 'reply')
  await page.keyboard.press('Control+Shift+Enter')

  const closed = await until('the closed case', async () => {
    const found = await w.desk.ask('GET', `cases/${number}`)
    return found.state === 'closed' && found
  })
  assert.deepEqual(closed.needs.map((need) => [need.state, need.told]), [['met', true]])
  assert.equal(await page.locator('dialog[open]').count(), 0)

  const letter = await w.desk.letterTo(ines.from, 'press Address')
  assert.match(letter.subject, /^Re: How do I change my address\?/)
  assert.match(letter.raw, /^In-Reply-To: </im)
  caseLink(letter.raw) // throws when the letter does not hold her own case link
  await watch.quiet()
  await context.close()
})

test('r with words of the letter selected quotes them behind what is typed, and the draft is kept', async () => {
  const number = await w.desk.newCase({ ...ines, subject: 'Two things', text: 'Where is my book?\nAnd where is the bill?' })
  const { context, page, watch } = await agentAt(number)
  const select = () => page.locator('#letters .msg .words').first().evaluate((box) => getSelection().selectAllChildren(box))
  await editor(page).fill('Good morning Ines,')
  await page.locator('h1').click() // out of any text field
  await select()
  await page.keyboard.press('r')
  await page.keyboard.type('It left today.')
  const written = 'Good morning Ines,\n\n> Where is my book?\n> And where is the bill?\n\nIt left today.'
  assert.equal(await editor(page).inputValue(), written)
  await page.locator('h1').click()
  await page.keyboard.press('r')
  assert.equal(await editor(page).inputValue(), written, 'with nothing selected r only opens the box')
  await page.reload()
  assert.equal(await editor(page).inputValue(), written)
  await watch.quiet()
  await context.close()
})

test('z takes the letter back with the words unchanged, and nothing leaves', async () => {
  const number = await w.desk.newCase({ ...ines, subject: 'Which bus stops there?', text: 'I cannot drive.' })
  const { context, page, watch } = await agentAt(number)
  await page.keyboard.press('r')
  await page.keyboard.type('Take line 7')
  await page.keyboard.press('Control+Enter')
  await until('the waiting reply', async () => {
    const { items } = await w.desk.ask('GET', `cases/${number}/messages`)
    return items.some((item) => item.kind === 'reply' && item.delivery === 'waiting')
  })
  await page.locator('form#undo').waitFor() // the program may know before the page does
  await page.locator('h1').click() // out of any text field
  await page.keyboard.press('z')
  await until('the reply taken back', async () => {
    const { items } = await w.desk.ask('GET', `cases/${number}/messages`)
    return !items.some((item) => item.kind === 'reply')
  })
  await page.goto(new URL(`/cases/${number}`, w.desk.url).href)
  assert.equal(await editor(page).inputValue(), 'Take line 7')
  await watch.quiet()
  await context.close()
})

test('a draft survives a reload and is kept on the server after a rest', async () => {
  const number = await w.desk.newCase({ ...ines, subject: 'A long question', text: 'It has many parts.' })
  const { context, page, watch } = await agentAt(number)
  await page.keyboard.press('r')
  await page.keyboard.type('The first half of an answer')
  await page.reload()
  assert.equal(await editor(page).inputValue(), 'The first half of an answer')
  await page.waitForTimeout(1500)

  const elsewhere = await agentAt(number)
  assert.equal(await editor(elsewhere.page).inputValue(), 'The first half of an answer')
  await elsewhere.watch.quiet()
  await elsewhere.context.close()
  await watch.quiet()
  await context.close()
})

test('a reply written past a newer letter is held, never sent', async () => {
  const id = await w.desk.letter({ ...ines, subject: 'My order', text: 'Blue, please.' })
  const number = (await until('the case', async () => (await w.desk.ask('GET', `arrivals?message_id=${id}`)).items[0]))?.case
  const { context, page, watch } = await agentAt(number)
  watch.expect(/status of 409/)
  await page.keyboard.press('r')
  await page.keyboard.type('Blue it is.')
  await w.desk.letter({ ...ines, subject: 'Re: My order', text: 'No, green.', inReplyTo: id })
  await until('the second letter', async () => (await w.desk.ask('GET', `cases/${number}/messages`)).items.filter((item) => item.kind === 'letter').length === 2)
  await page.keyboard.press('Control+Enter')

  await page.locator('#held', { hasText: /held here/i }).waitFor()
  assert.equal(await editor(page).inputValue(), 'Blue it is.')
  const { items } = await w.desk.ask('GET', `cases/${number}/messages`)
  assert.equal(items.filter((item) => item.kind === 'reply').length, 0)
  await shot(page, 'held')
  await watch.quiet()
  await context.close()
})

test('what somebody else does is seen while it happens, and no typed word moves', async () => {
  const id = await w.desk.letter({ ...ines, subject: 'A tall lamp', text: 'Does it fit?' })
  const number = (await until('the case', async () => (await w.desk.ask('GET', `arrivals?message_id=${id}`)).items[0])).case
  const { context, page, watch } = await agentAt(number)
  await page.keyboard.press('r')
  await page.keyboard.type('It fits')

  const lead = await visitor(w.browser, w.desk)
  await signIn(lead.page, w.desk.lead)
  await lead.page.goto(new URL(`/cases/${number}`, w.desk.url).href)
  await page.locator('#case-head [data-presence]', { hasText: /is reading/ }).waitFor()
  await lead.page.keyboard.press('r')
  await lead.page.keyboard.type('I would say')
  await page.locator('#case-head [data-presence]', { hasText: /is writing/ }).waitFor()

  await w.desk.letter({ ...ines, subject: 'Re: A tall lamp', text: 'It is two metres tall.', inReplyTo: id })
  await page.locator('#letters', { hasText: 'It is two metres tall.' }).waitFor()
  assert.equal(await editor(page).inputValue(), 'It fits')
  assert.ok(await editor(page).evaluate((element) => element === document.activeElement), 'the caret stays')
  await shot(page, 'presence')
  await lead.watch.quiet()
  await lead.context.close()
  await watch.quiet()
  await context.close()
})

// L1
for (const scripts of [true, false]) {
  test(`the close gate asks what is not told, and one press answers, scripts ${scripts ? 'on' : 'off'}`, async () => {
    const number = await w.desk.newCase({ ...ines, subject: `A refund, please ${scripts}`, text: 'I paid twice.' })
    const { needs: [need] } = await w.desk.ask('GET', `cases/${number}`)
    await w.desk.ask('PATCH', `cases/${number}/needs/${need.id}`, { state: 'met' })
    const { context, page, watch } = await visitor(w.browser, w.desk, { scripts })
    watch.expect(/status of 409/)
    await signIn(page, w.desk.agent)
    await page.goto(new URL(`/cases/${number}`, w.desk.url).href)
    if (scripts) await page.keyboard.press('e')
    else await page.locator('#close').click()
    await page.locator('#gate', { hasText: `A refund, please ${scripts}` }).waitFor()
    assert.equal((await w.desk.ask('GET', `cases/${number}`)).state, 'open')
    if (scripts) {
      assert.ok(await page.locator('#gate').evaluate((gate) => gate.contains(document.activeElement)), 'the gate has the focus')
      await shot(page, 'gate')
      await page.keyboard.press('p')
    } else {
      await page.locator('#gate button[data-key=p]').click()
    }
    await until('the closed case', async () => (await w.desk.ask('GET', `cases/${number}`)).state === 'closed')
    await watch.quiet()
    await context.close()
  })
}

// On a phone the gate opens far below the button that was pressed.
for (const scripts of [true, false]) {
  test(`on a phone the close gate is seen where the thumb waits, scripts ${scripts ? 'on' : 'off'}`, async () => {
    const text = 'I paid twice.\n\n'.repeat(40)
    const number = await w.desk.newCase({ ...ines, subject: `A long story ${scripts}`, text })
    const { context, page, watch } = await visitor(w.browser, w.desk, { scripts, size: PHONE })
    watch.expect(/status of 409/)
    await signIn(page, w.desk.agent)
    await page.goto(new URL(`/cases/${number}`, w.desk.url).href)
    await page.locator('#close').click()
    const gate = page.locator('#gate', { hasText: `A long story ${scripts}` })
    await gate.waitFor()
    await until('the gate on the screen', async () => {
      const box = await page.locator('#gate-title').boundingBox()
      return box && box.y >= 0 && box.y + box.height <= PHONE.height - 60
    })
    await watch.quiet()
    await context.close()
  })
}
