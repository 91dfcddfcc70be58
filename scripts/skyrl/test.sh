#!/usr/bin/env bash
# The tests that need a real SkyRL server: installs it, starts it, trains, kills and compares, and stops it again.
#   bash scripts/skyrl/test.sh [--required] [--venv VENV] [vitest arguments...]
# Ends with "N passed, N failed". Without a fitting Python or the packages nothing is checked: that is said loudly, and
# the status is 75, or with --required 1.
set -u
cd "$(dirname "$0")/../.."
required=()
venv=${XDG_CACHE_HOME:-$HOME/.cache}/spice/skyrl-0.3.0
while [ $# -gt 0 ]; do
  case $1 in
    --required) required=(--required) ;;
    --venv)
      venv=${2:?--venv needs a folder}
      shift
      ;;
    *) break ;;
  esac
  shift
done
bash scripts/skyrl/install.sh ${required[@]+"${required[@]}"} "$venv"
case $? in
  0) ;;
  75) exit 75 ;;
  *) exit 1 ;;
esac
npm run -s build || exit 1 # what the tests of the command line run
report=$(mktemp)
trap 'rm -f "$report"' EXIT
SKYRL_PYTHON=$venv/bin/python SKYRL_COMPILED=$venv/compiled npx vitest run --config vitest.skyrl.config.ts \
  --reporter=verbose --reporter=json --outputFile.json="$report" "$@"
status=$?
node -e '
  const text = require("node:fs").readFileSync(process.argv[1], "utf8") || "{}"
  const { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0, numFailedTestSuites = 0 } = JSON.parse(text)
  const failed = numFailedTests + numPendingTests || Math.min(numFailedTestSuites, 1)
  console.log(`${numPassedTests} passed, ${failed || Number(numPassedTests === 0)} failed`)
' "$report"
exit $status
