#!/usr/bin/env bash
# `changeset git-tag`, and with it `changeset publish`, on a machine where git has no user.name and user.email, as on a
# fresh runner of a CI service.
#
# First guess: the tags are lightweight, which needs no identity; or git refuses, and changesets fails with git's message.
# Instead: the tags are annotated, so git makes none. Changesets lists them all under "Created git tags:" and exits with 0.
# After `changeset publish` the packages are on npm, `git push --tags` pushes nothing, and no step of the job is red.
# With an identity the same command makes them. Observed with @changesets/cli 3.0.3.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --no-audit --no-fund --silent --prefix tools @changesets/cli@3.0.3 node@24.21.0

mkdir project project/.changeset
cd project
echo '{ "name": "tagged", "version": "1.0.0" }' >package.json
echo '{ "privatePackages": { "version": true, "tag": true } }' >.changeset/config.json
git init --quiet
# No settings of this machine, and no identity made up from its host name.
unset EMAIL ${!GIT_AUTHOR_@} ${!GIT_COMMITTER_@}
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
git config user.useConfigOnly true
git -c user.name=one -c user.email=one@example.com commit --quiet --allow-empty --message first

tag() { ../tools/node_modules/node/bin/node ../tools/node_modules/@changesets/cli/bin.js git-tag 2>&1; }
status=0
said=$(tag) || status=$?
without=$(git tag)
git config user.name one
git config user.email one@example.com
tag >/dev/null
echo "without an identity: exit code $status, tags: ${without:-none}; with one: $(git tag)"
[ "$status" = 0 ] && [ -z "$without" ] && [ "$(git tag)" = v1.0.0 ] && grep -q "Created git tags" <<<"$said"
