// Who only reads writes a reply; an agent sends it with one key; both are named.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { PHONE, WIDE, axe, shot, signIn, visitor } from '../browser.mjs'
import { until } from '../desk.mjs'
import { world } from '../world.mjs'

const w = world()
const at = (path) => new URL(path, w.desk.url).href
const newCase = (subject) => w.desk.newCase({ from: 'ines@customers.example', name: 'Ines', subject, text: `${subject} Please say.` })

/** A colleague who only reads, made as an admin makes one. */
function light(name) {
  const address = `${name.toLowerCase()}@brevik.example`
  const command = ['user', 'add', address, '--name', name, '--role', 'light', '--data', w.desk.data, '--json']
  execFileSync(process.env.HELIOTROPE_BIN, command, { encoding: 'utf8', env: { PATH: process.env.PATH } })
  return w.desk.linkFor(address)
}

async function seat(link, number, how = {}) {
  const one = await visitor(w.browser, w.desk, how)
  await signIn(one.page, link)
  await one.page.goto(at(`/cases/${number}`))
  return one
}

for (const scheme of ['light', 'dark']) {
  test(`a reply left by who only reads appears on the open page and leaves with y (${scheme})`, async () => {
    const number = await newCase(`Where is my spring, ${scheme}?`)
    const ana = await seat(light(`Ana${scheme}`), number, { scheme })
    const maya = await seat(w.desk.agent, number, { scheme })
    assert.equal(await maya.page.locator('.proposal').count(), 0)

    await ana.page.keyboard.press('r')
    await ana.page.keyboard.type('The spring comes on **Monday**.')
    await shot(ana.page, `proposal-written-${scheme}`)
    await ana.page.keyboard.press('Control+Enter')
    await ana.page.locator('.proposal').waitFor()
    assert.equal(await ana.page.locator('#proposal-send').count(), 0, 'she sends none')

    // Maya did nothing: it came by itself, above a box that is still hers.
    const bar = maya.page.locator('.proposal', { hasText: 'comes on' })
    await bar.waitFor()
    for (const [size, name] of [[WIDE, 'proposal'], [PHONE, 'proposal-phone']]) {
      await maya.page.setViewportSize(size)
      await bar.scrollIntoViewIfNeeded()
      await shot(maya.page, `${name}-${scheme}`)
      assert.deepEqual(await axe(maya.page), [], name)
    }
    await maya.page.setViewportSize(WIDE)
    await maya.page.keyboard.press('y')
    const letter = await w.desk.letterTo('ines@customers.example', 'comes on')
    assert.match(letter.raw, /Monday/)
    await maya.page.getByText(`Drafted by Ana${scheme}`).waitFor()
    // And on the page of who wrote it.
    await ana.page.getByText(`Drafted by Ana${scheme}`).waitFor()
    await until('no bar is left', async () => (await ana.page.locator('.proposal').count()) === 0)
    await ana.watch.quiet()
    await maya.watch.quiet()
    await ana.context.close()
    await maya.context.close()
  })
}

test('what came after the page was opened holds a reply that was left', async () => {
  const number = await newCase('Does it fit?')
  const ana = await seat(light('Anavera'), number)
  await ana.page.keyboard.press('r')
  await ana.page.keyboard.type('It fits every lamp.')
  await ana.page.keyboard.press('Control+Enter')
  await ana.page.locator('.proposal').waitFor()
  const maya = await seat(w.desk.agent, number)
  // She is writing while a note comes in: nothing tells that she read it.
  await maya.page.keyboard.press('r')
  await maya.page.keyboard.type('Dear Ines,')
  await w.desk.ask('POST', `cases/${number}/messages`, { kind: 'note', text: 'Not the lilac one!' })
  await maya.page.locator('#letters', { hasText: 'Not the lilac one' }).waitFor()
  await maya.page.locator('#proposal-send').click()
  await maya.page.locator('.proposal .error', { hasText: 'Nothing was sent' }).waitFor()
  await shot(maya.page, 'proposal-held')
  const { items } = await w.desk.ask('GET', `cases/${number}/messages`)
  assert.deepEqual(items.filter((one) => one.kind === 'reply'), [])
  assert.equal(await maya.page.locator('#reply').inputValue(), 'Dear Ines,')
  // Whoever has read it sends it by the next press.
  await maya.page.locator('#proposal-send').click()
  await w.desk.letterTo('ines@customers.example', 'It fits every lamp.')
  await ana.context.close()
  await maya.context.close()
})

test('without a script a reply is left and sent as well', async () => {
  const number = await newCase('Which bulb?')
  const ana = await seat(light('Anatol'), number, { scripts: false })
  await ana.page.locator('label[for=write-reply]').click()
  await ana.page.locator('#reply').fill('The small one.')
  await ana.page.locator('#propose').click()
  await ana.page.locator('.proposal').waitFor()
  const maya = await seat(w.desk.agent, number, { scripts: false })
  await maya.page.locator('#proposal-send').click()
  await w.desk.letterTo('ines@customers.example', 'The small one.')
  await ana.context.close()
  await maya.context.close()
})
