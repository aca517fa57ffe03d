// Build the pages of Medusa's admin into the folder that is named on the command line.
//
// "medusa build" does the same, but wants TypeScript and a project written in it. Addresses are
// relative to the server, so that one build serves every port.
import { build } from "@medusajs/admin-bundler"

await build({
  disable: false,
  sources: [],
  plugins: [],
  path: "/app",
  backendUrl: "/",
  storefrontUrl: "",
  outDir: process.argv[2],
})
