// The Medusa store that the addon is developed and tested against. Everything that differs from
// start to start comes in by the environment, from dev/kit/medusa.py.
const { existsSync } = require("fs")
const { defineConfig } = require("@medusajs/framework/utils")

module.exports = defineConfig({
  projectConfig: {
    databaseUrl: process.env.DATABASE_URL,
    http: {
      storeCors: process.env.STORE_URL,
      adminCors: process.env.STORE_URL,
      authCors: process.env.STORE_URL,
      jwtSecret: process.env.STORE_SECRET,
      cookieSecret: process.env.STORE_SECRET,
    },
    // A browser keeps the cookie of the admin's pages although no TLS protects it.
    cookieOptions: { secure: false, sameSite: "lax" },
  },
  // The admin's pages are built apart, by build-admin.mjs: most runs do without them.
  admin: { disable: !existsSync(`${__dirname}/public/admin`) },
  // Texts in further languages are off by default.
  featureFlags: { translation: true },
  modules: [
    { resolve: "@medusajs/medusa/translation" },
    {
      // Without it, the addresses of uploaded files name port 9000, wherever the store listens.
      resolve: "@medusajs/medusa/file",
      options: {
        providers: [
          {
            resolve: "@medusajs/medusa/file-local",
            id: "local",
            options: { backend_url: `${process.env.STORE_URL}/static` },
          },
        ],
      },
    },
  ],
})
