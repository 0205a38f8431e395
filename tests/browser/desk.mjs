// A desk to drive: `heliotrope demo --still`, its ready line, and the ways in
// that are not a browser (SMTP, the API, the caught mail).

import { execFileSync, spawn } from 'node:child_process'
import { createConnection } from 'node:net'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'

/** Starts a demo on free ports. Each test file has its own. */
export async function startDesk() {
  const binary = process.env.HELIOTROPE_BIN
  if (!binary) throw new Error('HELIOTROPE_BIN is not set: run `./test browser`, or set it to a built heliotrope')
  const child = spawn(binary, ['demo', '--still', '--no-open', '--port', '0', '--json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stderr = ''
  child.stderr.on('data', (text) => { stderr = (stderr + text).slice(-20_000) })
  const gone = new Promise((done) => child.once('exit', done))
  process.once('exit', () => child.kill('SIGKILL'))

  const lines = createInterface({ input: child.stdout })
  const first = new Promise((done) => lines.once('line', done))
  const died = gone.then((code) => { throw new Error(`heliotrope demo ended (${code}) before it was ready:\n${stderr}`) })
  const slow = pause(30_000, null, { ref: false }).then(() => { throw new Error(`heliotrope demo was not ready in 30 s:\n${stderr}`) })
  died.catch(() => {})
  slow.catch(() => {})
  const ready = JSON.parse(await Promise.race([first, died, slow]))
  return new Desk(ready, child, gone, () => stderr)
}

class Desk {
  #child
  #gone

  constructor(ready, child, gone, stderr) {
    Object.assign(this, ready) // url, agent, lead, customer, shop, mail, mailbox, api_token, smtp, database, data
    this.#child = child
    this.#gone = gone
    this.stderr = stderr
  }

  /** Stops it as an operator would, and fails when it does not stop. */
  async stop() {
    this.#child.kill('SIGTERM')
    const late = await Promise.race([this.#gone, pause(15_000, 'late', { ref: false })])
    if (late === 'late') {
      this.#child.kill('SIGKILL')
      throw new Error(`heliotrope did not stop within 15 s of SIGTERM:\n${this.stderr()}`)
    }
  }

  /** A link that signs this person of the team in, made as an admin makes one: by a command. */
  linkFor(address) {
    const command = ['user', 'link', address, '--data', this.data, '--json']
    // Our own variables are no settings of the desk.
    const env = { PATH: process.env.PATH }
    const said = execFileSync(process.env.HELIOTROPE_BIN, command, { encoding: 'utf8', env })
    return JSON.parse(said).link
  }

  /** `[status, json]` of an API call with the demo's token. */
  async api(method, path, body, headers = {}) {
    const answer = await fetch(new URL(`/api/v1/${path}`, this.url), {
      method,
      headers: {
        authorization: `Bearer ${this.api_token}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      body: body ? JSON.stringify(body) : undefined,
    })
    const text = await answer.text()
    return [answer.status, text ? JSON.parse(text) : null]
  }

  /** The same, and the call must succeed. */
  async ask(method, path, body) {
    const [status, json] = await this.api(method, path, body)
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(json)}`)
    return json
  }

  /** A new case by letter, through the SMTP door; returns its number. */
  async newCase(letter) {
    return (await this.opens(letter)).number
  }

  /** The same; returns its number and the letter's message id. */
  async opens(letter) {
    const id = await this.letter(letter)
    const [arrival] = await until('the arrival of the letter', async () => {
      const list = await this.ask('GET', `arrivals?message_id=${encodeURIComponent(id)}`)
      return list.items.length ? list.items : null
    })
    if (!arrival.case) throw new Error(`the letter opened no case: ${JSON.stringify(arrival)}`)
    return { number: arrival.case, id }
  }

  /**
   * Sends a letter to the desk over SMTP; returns its message id.
   * `html` makes it multipart, `files` attaches each `{ name, text }`.
   */
  async letter({ from, name, subject, text, html, files = [], inReplyTo }) {
    const id = `${crypto.randomUUID()}@customers.example`
    const word = (value) => `=?utf-8?B?${Buffer.from(value).toString('base64')}?=`
    const part = (type, body, more = '') =>
      `Content-Type: ${type}; charset=utf-8\r\n${more}Content-Transfer-Encoding: base64\r\n\r\n${Buffer.from(body).toString('base64').replace(/.{76}/g, '$&\r\n')}\r\n`
    const parts = [part('text/plain', text)]
    if (html) parts.push(part('text/html', html))
    for (const file of files) {
      const encoded = encodeURIComponent(file.name).replace(/['()*!]/g, (c) => `%${c.charCodeAt(0).toString(16)}`)
      parts.push(part('text/plain', file.text, `Content-Disposition: attachment; filename*=utf-8''${encoded}\r\n`))
    }
    const body = parts.length === 1
      ? parts[0]
      : `Content-Type: multipart/${files.length ? 'mixed' : 'alternative'}; boundary=cut\r\n\r\n${parts.map((p) => `--cut\r\n${p}`).join('')}--cut--\r\n`
    const raw = [
      `From: ${name ? `${word(name)} ` : ''}<${from}>`,
      `To: <${this.mailbox}>`,
      `Subject: ${word(subject)}`,
      `Message-ID: <${id}>`,
      ...(inReplyTo ? [`In-Reply-To: <${inReplyTo}>`, `References: <${inReplyTo}>`] : []),
      `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
      'MIME-Version: 1.0',
    ].join('\r\n') + `\r\n${body}`
    await smtp(this.smtp, from, this.mailbox, raw)
    return id
  }

  /** The letters that left the desk, caught by the demo, as `{from, to, subject, raw}`. */
  async *caught() {
    for (let next = this.mail; next;) {
      const page = await (await fetch(next, { headers: { accept: 'application/json' } })).json()
      for (const item of page.items) yield { ...item, raw: Buffer.from(item.raw_base64, 'base64').toString() }
      next = page.next ? `${this.mail}?cursor=${encodeURIComponent(page.next)}` : null
    }
  }

  /** A caught letter to this address that holds these words. */
  async letterTo(address, words, seconds = 60) {
    return until(`a letter to ${address} with "${words}"`, async () => {
      for await (const item of this.caught()) {
        if (item.to.includes(address) && plain(item.raw).includes(words)) return item
      }
    }, seconds)
  }
}

/** The link to the customer's case page that a letter holds. */
export function caseLink(raw) {
  const match = plain(raw).match(/https?:\/\/[^\s"<>)\]]+\/c\/[^\s"<>)\]]+/)
  if (!match) throw new Error(`no case link in:\n${plain(raw)}`)
  return match[0]
}

/** The text of a letter with its transfer encodings undone, well enough to search in. */
export function plain(raw) {
  const unfolded = raw.replace(/=\r?\n/g, '').replace(/(?:=[0-9A-F]{2})+/g, (hex) => Buffer.from(hex.replaceAll('=', ''), 'hex').toString())
  const blocks = (raw.match(/(?:^[A-Za-z0-9+/]{60,}={0,2}\r?\n)+[A-Za-z0-9+/=]*|^[A-Za-z0-9+/]{8,}={0,2}$/gm) ?? [])
  return unfolded + blocks.map((block) => Buffer.from(block, 'base64').toString()).join('\n')
}

/** Asks again until there is an answer. */
export async function until(what, ask, seconds = 20) {
  const end = Date.now() + seconds * 1000
  for (;;) {
    const answer = await ask()
    if (answer) return answer
    if (Date.now() > end) throw new Error(`${what}: not there after ${seconds} s`)
    await pause(100)
  }
}

export async function smtp(address, from, to, raw) {
  const [host, port] = address.split(':')
  const socket = createConnection({ host, port: Number(port) })
  const replies = createInterface({ input: socket })[Symbol.asyncIterator]()
  const failed = new Promise((_, no) => socket.once('error', no))
  failed.catch(() => {})
  const expect = async (code) => {
    for (;;) {
      const { value, done } = await Promise.race([replies.next(), failed])
      if (done) throw new Error('the SMTP listener hung up')
      if (!value.startsWith(code)) throw new Error(`the SMTP listener said: ${value}`)
      if (value[3] !== '-') return
    }
  }
  const say = async (line, code) => { socket.write(`${line}\r\n`); await expect(code) }
  await expect('220')
  await say('EHLO browser.example', '250')
  await say(`MAIL FROM:<${from}>`, '250')
  await say(`RCPT TO:<${to}>`, '250')
  await say('DATA', '354')
  await say(raw.replace(/^\./gm, '..').replace(/(\r\n)?$/, '\r\n.'), '250')
  socket.end('QUIT\r\n')
}
