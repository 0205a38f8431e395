// The installed package, from its first start to the first answered letter:
// set up in the browser, and in a terminal.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { after, before, test } from 'node:test'
import { launch, visitor } from '../browser.mjs'
import { ADMIN, MOST_STEPS, answerTheFirst, setUp } from '../first-hour.mjs'
import { startForeign } from '../foreign.mjs'
import { CONFIG, know, run, startService, there } from './machine.mjs'

const w = {}
before(async () => {
  w.foreign = await startForeign()
  w.browser = await launch()
  know(w.foreign)
})
after(async () => {
  await w.browser?.close()
  await w.foreign?.stop()
})

async function visits(t, desk) {
  const { context, page, watch } = await visitor(w.browser, desk)
  t.after(() => context.close())
  context.setDefaultTimeout(90_000) // a round trip through real servers
  return { page, watch }
}

/** An empty folder again, as a new installation makes it. */
const emptied = () => run('find', '/var/lib/heliotrope', '-mindepth', '1', '-delete')

test('the installed desk is set up in the browser and answers, in at most seven steps', async (t) => {
  emptied()
  const steps = ['install the package, which starts the desk']
  const desk = await startService()
  t.after(() => desk.stop())
  assert.ok(desk.setup, `a link is printed: ${desk.said()}`)
  const { page, watch } = await visits(t, desk)
  await setUp(page, desk.setup, w.foreign, steps)
  await answerTheFirst(page, w.foreign, steps)
  t.diagnostic(steps.join(', '))
  assert.ok(steps.length <= MOST_STEPS, steps.join(', '))
  await watch.quiet()
})

test('the installed desk is set up in a terminal and answers, in at most seven steps', async (t) => {
  emptied()
  const steps = ['install the package, which starts the desk']
  const desk = await startService()
  t.after(() => desk.stop())

  const shown = await typed(`sudo -u heliotrope heliotrope setup --config ${CONFIG}`, [
    // The command asks the first page at once: calling it and answering is one step.
    { step: 'call `heliotrope setup` and say who you are' },
    { asked: 'Your name', type: ADMIN.name },
    { asked: 'Your mail address', type: ADMIN.address },
    { asked: 'Password for this desk', type: ADMIN.password },
    { asked: 'Once more', type: ADMIN.password },
    { asked: 'Public address of the desk', type: '' },
    { step: 'name the mailbox' },
    { asked: 'Its mail address', type: w.foreign.address },
    { asked: 'Its password', type: w.foreign.password },
    // Found by the DNS; Enter takes what is proposed.
    { asked: 'Letters come in (IMAP)', type: '' },
    { asked: 'Account there', type: '' },
    { asked: 'Letters go out (SMTP)', type: '' },
    { asked: 'Account there', type: '' },
    { step: 'give your word' },
    { asked: 'Send a receipt', type: '' },
    { asked: 'First answer within', type: '' },
    { asked: 'Time zone', type: '' },
    { asked: 'Open Monday to Friday', type: '' },
    { asked: 'Open on Saturday', type: '' },
    { asked: 'Open on Sunday', type: '' },
    { asked: 'Language of our letters', type: '' },
  ], steps)
  assert.match(shown, /came back/)
  assert.match(shown, /The desk is set up\. It is open at http:\/\/127\.0\.0\.1:4354/)

  steps.push('sign in')
  const { page, watch } = await visits(t, desk)
  await page.goto(`${desk.url}/sign-in`)
  await page.locator('[name=address]').fill(ADMIN.address)
  await page.locator('[name=password]').fill(ADMIN.password)
  await page.keyboard.press('Enter')
  await page.waitForURL('**/today')
  await answerTheFirst(page, w.foreign, steps)
  t.diagnostic(steps.join(', '))
  assert.ok(steps.length <= MOST_STEPS, steps.join(', '))
  await watch.quiet()
})

/**
 * Types a command at a terminal (made by `script`) and answers its questions,
 * each once it is asked. Gives what was shown.
 */
function typed(line, answers, steps) {
  const [command, ...rest] = there('bash', '-c', line)
  const quoted = [command, ...rest].map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ')
  const terminal = spawn('script', ['-qec', quoted, '/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'], cwd: '/' })
  let shown = '', read = 0
  const wanted = [...answers]
  const goOn = () => {
    while (wanted[0]?.step) steps.push(wanted.shift().step)
    const at = wanted.length ? shown.indexOf(wanted[0].asked, read) : -1
    // A question ends with its colon, and what is typed before that is lost.
    if (at < 0 || !shown.endsWith(': ') || shown.slice(at).includes('\n')) return
    read = shown.length
    const { type } = wanted.shift()
    // A password prompt stands there a moment before the terminal hides what is typed.
    setTimeout(() => terminal.stdin.write(`${type}\n`), shown.endsWith('(not shown): ') ? 200 : 0)
  }
  terminal.stdout.on('data', (text) => { shown += text; goOn() })
  const late = setTimeout(() => terminal.kill('SIGKILL'), 120_000)
  return new Promise((done, failed) => terminal.once('exit', (code) => {
    clearTimeout(late)
    if (code === 0 && !wanted.length) done(shown)
    else failed(new Error(`${line} ended (${code}), ${wanted[0]?.asked ?? 'nothing'} was not asked:\n${shown}`))
  }))
}
