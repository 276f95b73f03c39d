#!/usr/bin/env bash
# A test in CommonJS that requires an ES module, in Jest on a Node whose `require` loads ES modules.
#
# Guessed first: Node 24 loads ES modules by `require` without a flag, and Jest's own error says "Use Node v24.9+ where Jest supports
# require(esm) natively": on such a Node nothing has to be configured.
# Instead: Jest fails with that very message on Node 24.21. It is `--experimental-vm-modules` that is missing, which the message does
# not name: Jest links modules by node:vm, and vm.SourceTextModule is only there behind the flag.
# Seen of Jest 30.5.2 on Node 24.21.0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --no-audit --no-fund --silent jest@30.5.2 node@24.21.0
mkdir -p node_modules/esm
echo '{ "name": "esm", "type": "module", "exports": "./index.js" }' > node_modules/esm/package.json
echo 'export const answer = 42;' > node_modules/esm/index.js
cat > answer.test.js <<'JS'
const { answer } = require("esm");
test("answers", () => expect(answer).toBe(42));
JS
node=node_modules/node/bin/node
[ -x "$node" ] || node=$(command -v node)
echo "Node $("$node" --version), Jest $("$node" node_modules/jest/bin/jest.js --version)"
echo "Node by itself: $("$node" --print 'require("esm").answer' 2>/dev/null)"
plain=$("$node" node_modules/jest/bin/jest.js 2>&1) && plain_code=0 || plain_code=$?
flagged=$("$node" --experimental-vm-modules node_modules/jest/bin/jest.js 2>&1) && flagged_code=0 || flagged_code=$?
echo "without the flag: code $plain_code, $(grep -o 'Use Node v24.9+[^(]*' <<< "$plain" | head -1)"
echo "with the flag: code $flagged_code, $(grep '^Tests:' <<< "$flagged")"
[ "$plain_code" -ne 0 ] && grep -q 'Use Node v24.9+' <<< "$plain" && [ "$flagged_code" -eq 0 ]
