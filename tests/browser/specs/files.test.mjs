// Files of the public form: sized before they leave, kept while the form comes back.

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { axe, shot, visitor } from '../browser.mjs'
import { world } from '../world.mjs'

const w = world()
const folder = mkdtempSync(join(tmpdir(), 'files-'))
after(() => rmSync(folder, { recursive: true }))
/** A file on disk: the browser reads it itself, whatever its size. */
function file(name, bytes) {
  const path = join(folder, name)
  writeFileSync(path, '')
  truncateSync(path, bytes)
  return path
}
const film = file('film.mov', 27 * 1024 * 1024)
const note = file('note.txt', 1500)

/** What the newest case of the desk holds as attachments. */
async function attached(page) {
  const number = Number((await page.locator('.case-number').innerText()).match(/\d+/)[0])
  const { items } = await w.desk.ask('GET', `cases/${number}/messages`)
  return items[0].attachments.map(({ name, size }) => [name, size])
}

test('with scripts a file that is too large is named before anything is sent, and the words stay', async () => {
  const { context, page, watch } = await visitor(w.browser, w.desk)
  let posts = 0
  page.on('request', (request) => { if (request.method() === 'POST') posts += 1 })
  await page.goto(w.desk.shop)
  await page.locator('#text').fill('The lamp hums.\nHear the film.')
  await page.locator('#from').fill('hum@customers.example')
  await page.locator('#files').setInputFiles([film, note])
  await page.locator('main .btn.primary').click()
  const wrong = page.locator('#files-error')
  assert.equal(await wrong.innerText(), 'film.mov: too large. All files of one form together may have 25 MiB. Leave it out, or send it in parts.')
  assert.equal(await page.evaluate(() => document.activeElement.id), 'files')
  assert.equal(posts, 0)
  assert.deepEqual(await axe(page), [])
  await page.locator('#files').setInputFiles([note])
  assert.equal(await wrong.count(), 0, 'what is mended is not said any more')
  await page.locator('main .btn.primary').click()
  await page.locator('[data-received]').waitFor()
  assert.deepEqual(await attached(page), [['note.txt', 1500]])
  await watch.quiet()
  await context.close()
})

test('without scripts the words come back beside a file that is too large, and small files are kept', async () => {
  const { context, page, watch } = await visitor(w.browser, w.desk, { scripts: false })
  watch.expect(/status of 422/)
  const words = 'The lamp hums.\nHear the film.'
  await page.goto(w.desk.shop)
  await page.locator('#text').fill(words)
  await page.locator('#from').fill('hum@')
  await page.locator('#files').setInputFiles([film, note, file('other.txt', 10)])
  await page.locator('main .btn.primary').click()
  await page.locator('#errors').waitFor()
  const errors = await page.locator('#errors').innerText()
  assert.match(errors, /Not sent yet\. Everything you wrote is still here\./)
  assert.match(errors, /film\.mov: too large/)
  assert.equal((await page.locator('#text').inputValue()).replace(/\r\n/g, '\n'), words)
  await shot(page, 'form-files')

  // Sent again and again: nothing has to be chosen a second time.
  await page.locator('#from').fill('hum@customers.')
  await page.locator('main .btn.primary').click()
  await page.locator('.kept-file').first().waitFor()
  assert.deepEqual(await page.locator('.kept-file bdi').allInnerTexts(), ['note.txt', 'other.txt'])
  await page.locator('.kept-file', { hasText: 'other.txt' }).locator('input[name=without]').check()
  await page.locator('#from').fill('hum@customers.example')
  await page.locator('main .btn.primary').click()
  await page.locator('[data-received]').waitFor()
  assert.deepEqual(await attached(page), [['note.txt', 1500]])
  await watch.quiet()
  await context.close()
})
