// The machine of an admin: a clean Debian in a folder, on which the package is
// installed. `tests/package` unpacks it, in a network that is nothing but
// loopback, and names it in HELIOTROPE_ROOT.

import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'

export const root = process.env.HELIOTROPE_ROOT
if (!root) throw new Error('HELIOTROPE_ROOT is not set: run `./test package`')

export const CONFIG = '/etc/heliotrope/heliotrope.toml'
const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** A command line that runs on the machine, as root and with nothing of ours in the environment. */
export const there = (...line) => ['chroot', root, '/usr/bin/env', '-i', PATH, 'HOME=/root', 'LC_ALL=C.UTF-8', ...line]

export function run(...line) {
  const [command, ...rest] = there(...line)
  const { status, stdout, stderr } = spawnSync(command, rest, { encoding: 'utf8', cwd: '/' })
  assert.equal(status, 0, `${line.join(' ')}: ${stdout}${stderr}`)
  return stdout
}

export const read = (path) => readFileSync(root + path, 'utf8')
export const write = (path, text) => writeFileSync(root + path, text)
/** A file for the account of the desk and nobody else. */
export function writeForDesk(path, text) {
  write(path, text)
  run('chown', 'heliotrope:heliotrope', path)
  run('chmod', '600', path)
}

/**
 * The machine knows the names of the other side's servers and trusts their
 * certificates, as it does in the world by its DNS and its list of authorities.
 */
export function know(foreign) {
  write('/etc/hosts', `127.0.0.1 localhost desk.example ${hostname()}\n::1 localhost\n`)
  run('mkdir', '-p', '/etc/ssl/certs')
  copyFileSync(foreign.certificates, `${root}/etc/ssl/certs/ca-certificates.crt`)
  run('chmod', '644', '/etc/ssl/certs/ca-certificates.crt')
  if (existsSync(root + CONFIG)) write(CONFIG, `${read(CONFIG)}\n[dns]\nservers = "${foreign.dns}"\n`)
}

/** What stands in the installed unit, by the name before `=`. */
export function ofUnit(name) {
  const path = ['/lib/systemd/system', '/usr/lib/systemd/system'].find((folder) => existsSync(`${root}${folder}/heliotrope.service`))
  const line = read(`${path}/heliotrope.service`).split('\n').find((line) => line.startsWith(`${name}=`))
  if (!line) throw new Error(`the unit has no ${name}=`)
  return line.slice(name.length + 1)
}

/** As systemd starts a line of the unit: its account, its one capability, nothing more. */
function asUnit(line) {
  const caps = `-all,+${ofUnit('AmbientCapabilities').toLowerCase().replace('cap_', '')}`
  return there(
    '/usr/bin/env', `--chdir=${ofUnit('WorkingDirectory')}`, 'setpriv', '--reuid', ofUnit('User'), '--regid', ofUnit('Group'), '--clear-groups',
    '--no-new-privs', `--bounding-set=${caps}`, `--inh-caps=${caps}`, `--ambient-caps=${caps}`, ...line,
  )
}

/** The service, as `systemctl start heliotrope` starts it. */
export const startService = () => serve(ofUnit('ExecStart').split(' '))

/** A line with `serve` in it, until it has said that it is open. Gives `url`, `setup` (the printed link) and `stop`. */
export async function serve(line, environment = []) {
  const [command, ...rest] = asUnit([...(environment.length ? ['/usr/bin/env', ...environment] : []), ...line])
  const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'pipe'], cwd: '/' })
  let said = '', log = ''
  child.stdout.on('data', (text) => { said += text })
  child.stderr.on('data', (text) => { log = (log + text).slice(-20_000) })
  const gone = new Promise((done) => child.once('exit', done))
  process.once('exit', () => child.kill('SIGKILL'))
  const end = Date.now() + 60_000
  // Whatever it says after its address comes in the same breath.
  for (let open; !open;) {
    open = /The desk is open at \S+;/.test(said)
    if (!open && (child.exitCode !== null || Date.now() > end)) throw new Error(`${line.join(' ')}: not open (${child.exitCode}):\n${said}${log}`)
    await pause(200)
  }
  return {
    url: said.match(/The desk is open at (\S+);/)[1],
    setup: said.match(/^ {2}(http\S+)$/m)?.[1],
    said: () => said + log,
    async stop() {
      child.kill('SIGTERM')
      const code = await Promise.race([gone, pause(20_000, 'late', { ref: false })])
      if (code === 'late') child.kill('SIGKILL')
      assert.equal(code, 0, `${line.join(' ')} did not stop well:\n${log}`)
    },
  }
}
