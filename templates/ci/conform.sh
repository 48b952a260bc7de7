#!/bin/sh
# Validates an API against its OpenAPI document: first the document alone, then a running server against it.
#
#   AVOUCH_DOCUMENT      the document: a file, or a folder with an openapi.{yaml,yml,json}      (required)
#   AVOUCH_TARGET        the server's address with what stands before every path                (required)
#   AVOUCH_TOKEN         a bearer token to send with every request
#   AVOUCH_AUTH_COMMAND  a command that prints header lines; run again after an answer of 401
#   AVOUCH_REPORTS       the folder for the reports                                  (default: avouch-report)
#   AVOUCH_ALLOW_WRITES  `true` lets the run make and change things at a target that is not on this machine
#   AVOUCH_BIN           the command to run                                          (default: avouch)
#
# Arguments go to `avouch conform`: ./conform.sh --only 'tag:Apps' --max-time 5m
#
# Ends as avouch does: 0 fine, 1 findings, 2 wrong usage or no document, 3 no such target, 4 a fault of avouch.
set -eu

: "${AVOUCH_DOCUMENT:?names the document}"
: "${AVOUCH_TARGET:?names the server}"
avouch=${AVOUCH_BIN:-avouch}
reports=${AVOUCH_REPORTS:-avouch-report}
mkdir -p "$reports"

# The token reaches the command through the environment: arguments can be read by everyone on the machine.
if [ -n "${AVOUCH_AUTH_COMMAND:-}" ]; then
    set -- --auth-command "$AVOUCH_AUTH_COMMAND" "$@"
elif [ -n "${AVOUCH_TOKEN:-}" ]; then
    export AVOUCH_TOKEN
    # shellcheck disable=SC2016 # the shell that avouch starts is the one to read the variable
    set -- --auth-command 'printf "Authorization: Bearer %s\n" "$AVOUCH_TOKEN"' "$@"
fi
if [ "${AVOUCH_ALLOW_WRITES:-}" = true ]; then
    set -- --allow-writes "$@"
fi

echo "== avouch check $AVOUCH_DOCUMENT" >&2
checked=0
"$avouch" check "$AVOUCH_DOCUMENT" || checked=$?
# A document with errors can still be replayed; one that cannot be read cannot.
if [ "$checked" -gt 1 ]; then
    exit "$checked"
fi

echo "== avouch conform $AVOUCH_DOCUMENT --target $AVOUCH_TARGET" >&2
conformed=0
"$avouch" conform "$AVOUCH_DOCUMENT" --target "$AVOUCH_TARGET" \
    --junit "$reports/conform.xml" --json "$reports/conform.json" "$@" &
run=$!
# A job that is cancelled asks the run to stop: it removes what it has made, and reports.
trap 'kill -TERM "$run" 2>/dev/null || true' INT TERM
wait "$run" || conformed=$?
while kill -0 "$run" 2>/dev/null; do
    # It was the signal that ended the waiting.
    conformed=0
    wait "$run" || conformed=$?
done

if [ "$conformed" -ne 0 ]; then
    exit "$conformed"
fi
exit "$checked"
