// What every spec begins with: one desk, one browser, both gone at the end.

import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { after, before } from 'node:test'
import { launch } from './browser.mjs'
import { startDesk } from './desk.mjs'

export function world() {
  const world = {}
  before(async () => {
    // One after the other: when one fails, `after` still knows the other.
    world.desk = await startDesk()
    world.browser = await launch()
  })
  after(async () => {
    await world.browser?.close()
    await world.desk?.stop()
  })
  return world
}

/**
 * A file of the shared test data as parsed lines, or null where the data is
 * not beside this checkout; then it is said in plain words.
 */
export function sharedLines(path) {
  const folder = process.env.HELIOTROPE_SHARED_DATA ?? fileURLToPath(new URL('../../../shared/data', import.meta.url))
  if (!existsSync(`${folder}/${path}`)) {
    console.log(`${path}: the shared test data is not here (set HELIOTROPE_SHARED_DATA); our own vectors run all the same`)
    return null
  }
  return readFileSync(`${folder}/${path}`, 'utf8').trim().split('\n').map((line) => JSON.parse(line))
}
