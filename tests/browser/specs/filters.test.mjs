// One language picks cases: typed with help, kept as a view, without scripts too.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PHONE, WIDE, axe, shot, signIn, visitor } from '../browser.mjs'
import { world } from '../world.mjs'

const w = world()
const at = (path) => new URL(path, w.desk.url).href

/** A case with a tag, from the shop's invented customers. */
async function tagged(from, tag) {
  const number = await w.desk.newCase({ from: `${from}@customers.example`, name: from, subject: `A lamp for ${from}`, text: 'It flickers.' })
  await w.desk.ask('PATCH', `cases/${number}`, { tags: [tag] })
  return number
}

test('suggestions follow what is typed; arrows choose, Enter takes, and the list is a view', async () => {
  const number = await tagged('Noor', 'flicker')
  const { context, page, watch } = await visitor(w.browser, w.desk)
  await signIn(page, w.desk.agent)
  await page.goto(at('/search'))
  const field = page.locator('#q')
  await field.pressSequentially('lab')
  const options = page.locator('#q-ideas [role=option]')
  await options.first().waitFor()
  assert.match(await options.first().innerText(), /^tag:/, 'the word of another desk leads to ours')
  await page.keyboard.press('ArrowDown')
  assert.equal(await field.getAttribute('aria-activedescendant'), 'q-ideas-0')
  await page.keyboard.press('Enter')
  assert.equal(await field.inputValue(), 'tag:')
  await field.pressSequentially('fli')
  await page.getByRole('option', { name: 'tag:flicker' }).waitFor()
  await shot(page, 'filters-ideas')
  assert.deepEqual(await axe(page), [])
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  assert.equal(await field.inputValue(), 'tag:flicker ')
  await page.keyboard.press('Enter') // nothing is chosen: the search is sent
  await page.locator(`.hits a[href^="/cases/${number}"]`).waitFor()

  await page.getByRole('link', { name: 'Keep as a view' }).click()
  await page.getByLabel('Name').fill('Flickering')
  assert.equal(await page.locator('#filter').inputValue(), 'tag:flicker')
  await page.getByRole('button', { name: 'Keep' }).click()
  await page.waitForURL(/\/views\/\d+$/)
  await page.locator(`#row-${number}`).waitFor()

  // It hears of news as Today does.
  const second = await tagged('Omar', 'flicker')
  await page.locator(`#row-${second}, #list-news:not([hidden])`).first().waitFor()
  await page.keyboard.press('g')
  await page.keyboard.press('v')
  await page.getByRole('heading', { level: 1, name: 'Views' }).waitFor()
  await watch.quiet()
  await context.close()
})

test('without scripts: the help below the field, a view kept, changed and let go', async () => {
  const number = await tagged('Pia', 'glow')
  const { context, page, watch } = await visitor(w.browser, w.desk, { scripts: false })
  await signIn(page, w.desk.agent)
  await page.goto(at('/search'))
  await page.getByText('that are open, put off, or closed').waitFor()
  watch.expect(/status of 422/)
  await page.goto(at('/views/new'))
  await page.getByLabel('Name').fill('Glowing')
  await page.locator('#filter').fill('tga:glow')
  await page.getByRole('button', { name: 'Keep' }).click()
  assert.match(await page.locator('#filter-error').innerText(), /“tga” is no field, at character 1. Is it “tag”\?/)
  assert.equal(await page.locator('#filter').inputValue(), 'tga:glow')
  await page.locator('#filter').fill('tag:glow')
  await page.getByRole('button', { name: 'Keep' }).click()
  await page.locator(`#row-${number}`).click()
  await page.waitForURL(`**/cases/${number}?kept=*`)
  await page.goBack()
  await page.getByRole('link', { name: 'Change' }).click()
  await page.getByRole('button', { name: 'Let this view go' }).click()
  await page.waitForURL('**/views')
  assert.equal(await page.getByText('Glowing').count(), 0)
  await watch.quiet()
  await context.close()
})

test('a list that is empty or cannot be read leads to where its filter is changed', async () => {
  const { context, page, watch } = await visitor(w.browser, w.desk)
  await signIn(page, w.desk.agent)
  for (const [filter, sentence] of [['case:999999', 'No open case is picked by this filter.'], ['tag:nosuchtag', null]]) {
    await page.goto(at(`/list?filter=${filter}`))
    assert.equal(await page.locator('#rows p').count(), sentence ? 1 : 0)
    if (sentence) await page.getByText(sentence).waitFor()
    else await page.getByText('Nobody here knows “nosuchtag”').waitFor()
    // What cannot be read is not offered to be kept.
    assert.equal(await page.getByRole('link', { name: 'Keep as a view' }).count(), sentence ? 1 : 0)
    await page.getByRole('link', { name: 'Change the filter' }).click()
    await page.locator('#q').waitFor()
    assert.equal(await page.locator('#q').inputValue(), filter)
  }
  await watch.quiet()
  await context.close()
})

test('every screen of filters in both schemes and sizes', async () => {
  await tagged('Quinn', 'bulb')
  const kept = await w.desk.ask('POST', 'views', { name: 'Lamps that flicker, due this week', filter: 'tag:bulb or "it flickers" -is:closed', shared: true })
  const paths = ['/views', '/views/new', `/views/${kept.id}`, '/list?filter=tag:bulb', '/search', '/search?q=tag:bulb', '/search?q=tga:bulb']
  for (const scheme of ['light', 'dark']) {
    for (const size of [WIDE, PHONE]) {
      const { context, page, watch } = await visitor(w.browser, w.desk, { scheme, size })
      await signIn(page, w.desk.agent)
      for (const path of paths) {
        assert.equal((await page.goto(at(path))).status(), 200, path)
        assert.deepEqual(await axe(page), [], `${path} ${scheme} ${size.width}`)
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${path} is wider than ${size.width}`)
        await shot(page, `filters-${scheme}-${size.width}-${path.replace(/\W+/g, '-')}`)
      }
      await watch.quiet()
      await context.close()
    }
  }
})
