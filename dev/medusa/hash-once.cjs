// Loaded before Medusa where tests run on it. It checks the key of every request by a hash that is
// slow on purpose (scrypt, 33 ms of CPU), and whose result for one key and one salt is always the
// same: here, it is computed once. Which keys there are, and which are revoked, is asked each time.
const crypto = require("crypto")

const { scrypt } = crypto
const known = new Map()

crypto.scrypt = (password, salt, length, ...rest) => {
  const callback = rest.pop()
  if (rest.length || typeof password !== "string" || typeof salt !== "string") {
    // Passwords of people: with options of their own, and rarely asked for.
    return scrypt(password, salt, length, ...rest, callback)
  }
  const question = JSON.stringify([password, salt, length])
  if (known.has(question)) {
    return setImmediate(callback, null, Buffer.from(known.get(question)))
  }
  scrypt(password, salt, length, (error, hash) => {
    if (!error) known.set(question, Buffer.from(hash))
    callback(error, hash)
  })
}
