// docs/self-hosting.md, followed word by word on the clean machine: every
// command is typed in the order in which it stands there, every piece of
// configuration is used. What cannot run there stands in a table with what is
// looked at instead; a block that is neither is a failure.

import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { execFileSync, spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { until } from '../desk.mjs'
import { letterOfInes } from '../first-hour.mjs'
import { startForeign } from '../foreign.mjs'
import { know, read, run, serve, startService, there, write, writeForDesk } from './machine.mjs'

const house = fileURLToPath(new URL('../../../', import.meta.url))
const ofHouse = (path) => readFileSync(house + path, 'utf8')
const w = {}

before(async () => {
  w.foreign = await startForeign()
  w.folder = mkdtempSync(join(tmpdir(), 'heliotrope-guide-'))
  chmodSync(w.folder, 0o755) // PostgreSQL works below it under its own account
  execFileSync(`${house}tests/postgres`, ['start', join(w.folder, 'postgres'), '5432'])
})
after(async () => {
  await w.service?.stop()
  w.shell?.end()
  await w.foreign?.stop()
  if (w.folder) execFileSync(`${house}tests/postgres`, ['stop', join(w.folder, 'postgres')])
  if (w.folder) rmSync(w.folder, { recursive: true, force: true })
})

const start = async () => { w.service = await startService() }
const stop = async () => { await w.service.stop(); w.service = null }
/** While nothing else listens at its address. */
const alone = async (work) => { await stop(); await work(); await start() }

/** A program of PostgreSQL's, asked by its own account: it is not on this machine but beside it. */
const asPostgres = (line) => {
  const [program, ...rest] = line.replace('sudo -u postgres ', '').split(' ')
  const bin = readdirSync('/usr/lib/postgresql').map((version) => `/usr/lib/postgresql/${version}/bin/${program}`)
  execFileSync(bin[0], ['--host', '127.0.0.1', '--username', 'heliotrope', ...rest])
}

/** What is done instead of a line of the page, and why. */
const INSTEAD = {
  // No compiler here: ./test has called it, and what came of it is put in place.
  'packaging/build deb': () => {
    know(w.foreign)
    const [built] = readdirSync(`${house}target/package`).filter((name) => /^heliotrope_.*\.deb$/.test(name))
    run('mkdir', '-p', '/root/target/package')
    execFileSync('cp', [`${house}target/package/${built}`, `${process.env.HELIOTROPE_ROOT}/root/target/package/`])
  },
  // No systemd here: it would have started the unit's line by now. That the
  // unit itself is well formed, `tests/package` asks systemd-analyze.
  'journalctl --unit heliotrope': async () => {
    know(w.foreign)
    await start()
    assert.match(w.service.setup, /^http:\/\/127\.0\.0\.1:4354\//, w.service.said())
  },
  'sudo systemctl stop heliotrope': stop,
  'sudo systemctl start heliotrope': start,
  // No podman here: `tests/package` runs the image as the definition says.
  'podman build -f packaging/Containerfile -t heliotrope .': () => assert.ok(/^FROM scratch$/m.test(ofHouse('packaging/Containerfile'))),
  'podman run --read-only -v desk:/data -p 127.0.0.1:4354:4354 heliotrope': () => {
    for (const line of ['VOLUME /data', 'EXPOSE 4354', 'CMD ["serve"]']) assert.ok(ofHouse('packaging/Containerfile').includes(`\n${line}\n`), line)
    assert.ok(ofHouse('tests/package').includes('the_image_serves_read_only_and_says_that_it_is_well() {'))
  },
  // No compiler here; the program that was built is the one in the package.
  'cargo build --release': () => assert.ok(/^ +cargo build --locked --release /m.test(ofHouse('packaging/build'))),
  'target/release/heliotrope serve --data /var/lib/heliotrope': () => alone(async () => {
    await (await serve(['heliotrope', 'serve', '--data', '/var/lib/heliotrope'])).stop()
  }),
  'sudo -u postgres createuser desk': asPostgres,
  'sudo -u postgres createdb --owner desk --encoding UTF8 --locale C --template template0 desk': asPostgres,
}

/** What happens on such a machine between two lines of the page. */
const MEANWHILE = {
  'export HELIOTROPE_CONFIG=/etc/heliotrope/heliotrope.toml': () => {
    writeForDesk('/var/lib/heliotrope/my-password', 'seven quiet lanterns\n')
    writeForDesk('/var/lib/heliotrope/mailbox-password', `${w.foreign.password}\n`)
  },
  'heliotrope mailbox test': async () => {
    await letterOfInes(w.foreign, 'It was bright yesterday.')
    await until('the letter of Ines', async () => {
      const said = run('sudo', '-u', 'heliotrope', 'heliotrope', 'doctor', '--json', '--config', '/etc/heliotrope/heliotrope.toml')
      return JSON.parse(said).counts.cases > 0
    }, 60)
  },
}

/** The names that stand on the page for the reader's own. */
const ours = () => {
  const account = encodeURIComponent(w.foreign.address)
  const imap = `'imap://${account}@localhost:${w.foreign.imaps}'`
  return [
    ['smtp://help%40desk.example@mail.desk.example', `'smtp://${account}@localhost:${w.foreign.submission}?tls=starttls'`],
    ['imap://help%40desk.example@mail.desk.example', imap.replace(/'$/, "?tls=tls'")],
    ["'imap://shop%40desk.example@mail.desk.example'", imap.replace(/'$/, "?tls=tls'")],
    ['help@desk.example', w.foreign.address],
  ]
}

/** How a block of each language is followed. */
const LANGUAGES = {
  sh: async (text) => {
    for (const line of text.split('\n').map((line) => line.replace(/\s+#.*$/, '')).filter(Boolean)) await type(line)
  },
  toml: (text) => alone(() => configured(text)),
  nginx: () => heldBy('nginx'),
  caddy: () => heldBy('caddy'),
}

const used = new Set()

async function type(line) {
  if (INSTEAD[line]) {
    used.add(line)
    await INSTEAD[line](line)
    return
  }
  let typed = line
  for (const [name, own] of ours()) {
    if (!typed.includes(name)) continue
    used.add(name)
    typed = typed.replaceAll(name, own)
  }
  const { code, said } = await w.shell.type(typed)
  assert.equal(code, '0', `${typed}\n${said}`)
  if (MEANWHILE[line]) {
    used.add(line)
    await MEANWHILE[line]()
  }
}

/** The desk takes each setting from a file that holds this text, and starts with it. */
async function configured(text) {
  const file = '/var/lib/heliotrope/of-the-page.toml'
  write(file, text)
  const shown = run('heliotrope', 'config', 'show', '--origin', '--config', file).split('\n')
  let section = '', settings = 0
  for (const line of text.split('\n').map((line) => line.replace(/\s+#.*$/, '')).filter(Boolean)) {
    const [, name] = line.match(/^\[(.*)\]$/) ?? []
    if (name) { section = `${name}.`; continue }
    const [, key, value] = line.match(/^(\w+) = "?(.*?)"?$/)
    const found = shown.find((line) => line.startsWith(`${section}${key} `))
    assert.ok(found?.includes(value) && found.endsWith(file), `${line}: ${found}`)
    settings += 1
  }
  assert.ok(settings > 0, text)
  run('mkdir', '--mode=777', '/tmp/of-the-page')
  const desk = await serve(['heliotrope', 'serve', '--config', file, '--data', '/tmp/of-the-page/data'])
  if (/redirect_listen/.test(text)) {
    const answer = await fetch('http://127.0.0.1:80/today', { redirect: 'manual' })
    assert.equal(answer.headers.get('location'), 'https://desk.example/today')
  }
  await desk.stop()
  run('rm', '-r', '/tmp/of-the-page', file)
}

/** `./test mail` starts the proxy itself with the first block of this language. */
const heldBy = (language) => {
  const text = ofHouse('crates/heliotrope/tests/commands/proxies.rs')
  assert.ok(text.includes(`documented("${language}")`) && text.includes(`fn ${language}_as_documented_lets_everything_through()`))
}

test('docs/self-hosting.md can be followed word by word', async () => {
  const page = ofHouse('docs/self-hosting.md')
  const blocks = [...page.matchAll(/^```(.*)\n([^]*?)^```$/gm)].map(([, language, text]) => ({ language, text }))
  assert.ok(blocks.length > 20, `${blocks.length} blocks`)
  w.shell = new Shell()
  for (const { language, text } of blocks) {
    assert.ok(LANGUAGES[language], `nobody knows how to follow a block "${language}":\n${text}`)
    await LANGUAGES[language](text)
  }
  assert.equal(read('/var/lib/heliotrope/key').trim().length, 64)
  const known = [...Object.keys(INSTEAD), ...Object.keys(MEANWHILE), ...ours().map(([name]) => name)]
  assert.deepEqual(known.filter((name) => !used.has(name)), [], 'the page does not say this any more')
})

/** One shell on the machine, as somebody would have open the whole time. */
class Shell {
  #child
  #shown = ''
  #count = 0

  constructor() {
    const [command, ...rest] = there('/usr/bin/env', '--chdir=/root', 'bash')
    this.#child = spawn(command, rest, { stdio: ['pipe', 'pipe', 'inherit'], cwd: '/' })
    this.#child.stdout.on('data', (text) => { this.#shown += text })
    this.#child.stdin.write('exec 2>&1\n')
  }

  /** Types a line; gives what it ended with and what it said. */
  async type(line) {
    const mark = `-- ${(this.#count += 1)} ended with `
    const from = this.#shown.length
    this.#child.stdin.write(`${line}\necho "${mark}$?"\n`)
    const said = () => this.#shown.slice(from)
    const ended = () => this.#child.exitCode === null ? said().match(new RegExp(`${mark}(\\d+)\n`)) : ['', 'the shell is gone']
    const [, code] = await until(line, ended, 120).catch((error) => { throw new Error(`${error.message}. It said:\n${said()}`) })
    return { code, said: said() }
  }

  end() { this.#child.stdin.end() }
}
