#!/bin/sh
# Tell the team's channel what happened: notify.sh "text"
set -eu

WEBHOOK="${SLACK_WEBHOOK_URL}"

curl -fsS -X POST -H 'Content-Type: application/json' --data "{\"text\": \"$1\"}" "$WEBHOOK"
