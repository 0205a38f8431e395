// The other side of our mail (Postfix, Dovecot, a DNS server), and a desk that
// starts in an empty folder.

import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'

/** A program that prints JSON lines; gives the first one and a way to ask for more. */
async function start(command, line, { env, input = 'ignore', patience = 60_000 } = {}) {
  // What the checks are told is no setting of the desk.
  const plain = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('HELIOTROPE_')))
  const child = spawn(command, line, { stdio: [input, 'pipe', 'pipe'], env: { ...plain, ...env } })
  let stderr = ''
  child.stderr.on('data', (text) => { stderr = (stderr + text).slice(-20_000) })
  const gone = new Promise((done) => child.once('exit', done))
  process.once('exit', () => child.kill('SIGKILL'))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async () => {
    const died = gone.then((code) => { throw new Error(`${command} ${line.join(' ')} ended (${code}):\n${stderr}`) })
    died.catch(() => {})
    const slow = pause(patience, null, { ref: false }).then(() => { throw new Error(`${command} said nothing in ${patience} ms:\n${stderr}`) })
    slow.catch(() => {})
    const { value, done } = await Promise.race([lines.next(), died, slow])
    if (done) throw new Error(`${command} ended:\n${stderr}`)
    return JSON.parse(value)
  }
  return { child, gone, next, stderr: () => stderr, ready: await next() }
}

/** Postfix needs root: as somebody else it is started through sudo. `provider`: whose tokens it takes. */
export async function startForeign(provider) {
  const program = process.env.HELIOTROPE_FOREIGN
  if (!program) throw new Error('HELIOTROPE_FOREIGN is not set: run `./test browser`, or set it to the built example `foreign`')
  const asked = provider ? [provider] : []
  const [command, line] = process.getuid?.() === 0 ? [program, asked] : ['sudo', ['-nE', program, ...asked]]
  const running = await start(command, line, { input: 'pipe' })
  return {
    ...running.ready, // address, password, smtp, submission, imaps, dns, certificates
    /** Every letter over there that holds this word, as raw text. */
    async letters(word) {
      running.child.stdin.write(`${word}\n`)
      return running.next()
    },
    async stop() {
      running.child.stdin.end()
      await running.gone
    },
  }
}

/** `heliotrope serve` in an empty folder, with the other side's names and certificates. */
export async function startServe(foreign, { listen = '127.0.0.1:0', env = {} } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'heliotrope-setup-'))
  const running = await start(process.env.HELIOTROPE_BIN, ['serve', '--data', folder, '--listen', listen, '--json'], {
    env: { HELIOTROPE_DNS__SERVERS: foreign.dns, SSL_CERT_FILE: foreign.certificates, ...env },
  })
  return {
    ...running.ready, // url, smtp, setup
    stderr: running.stderr,
    async stop() {
      running.child.kill('SIGTERM')
      const late = await Promise.race([running.gone, pause(15_000, 'late', { ref: false })])
      if (late === 'late') running.child.kill('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
      if (late === 'late') throw new Error(`serve did not stop within 15 s of SIGTERM:\n${running.stderr()}`)
    },
  }
}

/** An authorization server (oidc-provider) that sends people back to this address. */
export async function startProvider(redirect) {
  const folder = new URL('.', import.meta.url).pathname
  const running = await start(process.execPath, [join(folder, 'provider.mjs'), redirect], { input: 'pipe' })
  return {
    ...running.ready, // url
    async stop() {
      running.child.stdin.end()
      await running.gone
    },
  }
}
