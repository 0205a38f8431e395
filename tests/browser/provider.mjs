// A real authorization server on loopback (oidc-provider), for mailboxes that
// are opened by consent. Whoever signs in is who they say they are.
//
//   node provider.mjs REDIRECT...   prints {"url"} and lives until its standard
//                                   input is closed
//
// Beside what OAuth 2 asks of it, it takes wishes of a test:
//   POST /wish/revoke    every consent is taken back
//   POST /wish/expire    every access token is worth nothing from now on
//   POST /wish/fail      the token endpoint is not well; /wish/mend ends that
//   POST /wish/secret    the desk's client secret is another one; /wish/mend too
//   GET  /wish/renewals  how many tokens were renewed

import { createServer } from 'node:http'
import Provider from 'oidc-provider'

const rows = new Map()
const minted = (kind) => [...rows.keys()].filter((key) => key.startsWith(`${kind}:`))

/** Everything in memory, where a wish can reach it. */
class Rows {
  constructor(kind) { this.kind = kind }
  key(id) { return `${this.kind}:${id}` }
  async upsert(id, row) { rows.set(this.key(id), row) }
  async find(id) { return rows.get(this.key(id)) }
  async findByUid(uid) { return minted(this.kind).map((key) => rows.get(key)).find((row) => row.uid === uid) }
  async findByUserCode() { return undefined }
  async consume(id) { rows.get(this.key(id)).consumed = Math.floor(Date.now() / 1000) }
  async destroy(id) { rows.delete(this.key(id)) }
  async revokeByGrantId(grant) {
    for (const [key, row] of rows) if (row.grantId === grant) rows.delete(key)
  }
}

let fails = false
let forgotten = false
let renewals = 0

const server = createServer()
server.listen(0, '127.0.0.1', () => {
  const url = `http://127.0.0.1:${server.address().port}`
  const provider = new Provider(url, {
    adapter: Rows,
    clients: [
      {
        client_id: 'desk',
        client_secret: 'eleven-calm-herons',
        redirect_uris: process.argv.slice(2),
        grant_types: ['authorization_code', 'refresh_token'],
        token_endpoint_auth_method: 'client_secret_post',
      },
      {
        client_id: 'mail-server',
        client_secret: 'twelve-calm-herons',
        redirect_uris: [],
        response_types: [],
        grant_types: [],
      },
    ],
    scopes: ['openid', 'offline_access', 'mail'],
    pkce: { required: () => true },
    rotateRefreshToken: true,
    ttl: { AccessToken: 3600, RefreshToken: 86400, Grant: 86400, Session: 86400, Interaction: 3600, AuthorizationCode: 60, IdToken: 3600 },
    features: {
      introspection: { enabled: true, allowedPolicy: async () => true },
      revocation: { enabled: true },
    },
    findAccount: async (_, id) => ({ accountId: id, claims: async () => ({ sub: id }) }),
    cookies: { keys: ['only for tests'] },
  })
  provider.on('grant.success', (context) => {
    if (context.oidc.params.grant_type === 'refresh_token') renewals += 1
  })
  const oauth = provider.callback()

  server.on('request', (request, response) => {
    const say = (text) => response.end(`${text}\n`)
    switch (request.url) {
      case '/wish/revoke':
        for (const kind of ['Grant', 'RefreshToken', 'AccessToken']) minted(kind).forEach((key) => rows.delete(key))
        return say('revoked')
      case '/wish/expire':
        minted('AccessToken').forEach((key) => rows.delete(key))
        return say('expired')
      case '/wish/fail': fails = true; return say('failing')
      case '/wish/secret': forgotten = true; return say('forgotten')
      case '/wish/mend': fails = false; forgotten = false; return say('mended')
      case '/wish/renewals': return say(renewals)
    }
    if (fails && request.url === '/token') {
      response.statusCode = 503
      return say('We are having a rest')
    }
    if (forgotten && request.url === '/token') {
      response.statusCode = 401
      response.setHeader('content-type', 'application/json')
      return say('{"error":"invalid_client","error_description":"client authentication failed"}')
    }
    return oauth(request, response)
  })
  console.log(JSON.stringify({ url }))
})

// Whoever started it is gone when this ends.
process.stdin.resume()
process.stdin.on('end', () => process.exit(0))
