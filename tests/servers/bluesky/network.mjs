// A Bluesky network of its own on 127.0.0.1. With WITH_APPVIEW=1 all of it: directory, PDS, AppView, labels; it then needs
// Postgres and Redis. Without, the directory and a PDS that limits rates as a public one does.
// Writes what a client needs to the file OUT once all of it answers, and ends on SIGTERM.
import { rename, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { Server } from 'node:net'

// The servers inside listen on every address unless told otherwise, and nothing passes our wish on to them.
const listen = Server.prototype.listen
Server.prototype.listen = function (...given) {
  const [first, second, ...rest] = given
  if (typeof first === 'number') {
    const others = typeof second === 'string' ? rest : given.slice(1)
    return listen.call(this, first, '127.0.0.1', ...others)
  }
  if (first && typeof first === 'object' && 'port' in first) {
    return listen.call(this, { ...first, host: '127.0.0.1' }, ...given.slice(1))
  }
  return listen.apply(this, given)
}

// The limits are the server's own; five minutes until it takes logins again are too long to wait for in every test.
const windowSecs = Number(process.env.WINDOW_SECS)
if (windowSecs > 0) {
  const { RateLimiterMemory } = createRequire(import.meta.url)('rate-limiter-flexible')
  let holder = RateLimiterMemory.prototype
  while (!Object.hasOwn(holder, 'duration')) holder = Object.getPrototypeOf(holder)
  const { get, set } = Object.getOwnPropertyDescriptor(holder, 'duration')
  const shorter = function (secs) {
    set.call(this, Math.min(secs, windowSecs))
  }
  Object.defineProperty(holder, 'duration', { get, set: shorter, configurable: true })
}

const { TestNetwork, TestNetworkNoAppView } = await import('@atproto/dev-env')
const port = (name) => Number(process.env[name])
const whole = process.env.WITH_APPVIEW === '1'
const wanted = {
  plc: { port: port('PLC_PORT') },
  pds: { port: port('PDS_PORT'), hostname: 'localhost', rateLimitsEnabled: !whole },
  bsky: whole ? { port: port('APPVIEW_PORT') } : undefined,
}
const network = await (whole ? TestNetwork : TestNetworkNoAppView).create(wanted)

const people = { brand: 'Lumen & Tide Support', alice: 'Alice Okafor', bob: 'Bob Lindqvist', carol: 'Carol Reyes' }
const users = {}
for (const [name, displayName] of Object.entries(people)) {
  const agent = network.pds.getAgent()
  const password = `${name}-on-loopback`
  const email = `${name}@floor.invalid`
  await agent.createAccount({ handle: `${name}.test`, email, password })
  const { did, handle } = agent.session
  await agent.app.bsky.actor.profile.create({ repo: did }, { displayName, description: `${displayName}, made up for tests` })
  users[name] = { handle, did, email, password, display_name: displayName }
}
if (whole) await network.processAll()

const here = (of) => `http://127.0.0.1:${of.port}`
const told = {
  url: here(network.pds),
  plc: here(network.plc),
  users,
  // The PDS's own, as its package sets them for tests: a test may sign a token that has run out.
  admin_password: 'admin-pass',
  jwt_secret: 'jwt-secret',
  pds_did: network.pds.ctx.cfg.service.did,
  ...(whole ? {} : { window_secs: windowSecs > 0 ? windowSecs : 300 }),
  ...(whole ? { appview: here(network.bsky), appview_did: network.bsky.ctx.cfg.serverDid } : {}),
}
await writeFile(`${process.env.OUT}.new`, JSON.stringify(told))
await rename(`${process.env.OUT}.new`, process.env.OUT)

const stop = async () => {
  await network.close().catch(() => {})
  process.exit(0)
}
process.on('SIGTERM', stop)
process.on('SIGINT', stop)
