#!/bin/sh
# Copy the database and the uploads to the backup host.
set -eu

stamp=$(date +%Y-%m-%d)
target=/tmp/shop-$stamp.sql

pg_dump "$DATABASE_URL" > "$target"
chmod 666 "$target"
scp -o StrictHostKeyChecking=no "$target" backup@backup.tidewater.example:/srv/backup/
curl -fsS -u "backup:${BACKUP_PASSWORD}" "https://backup.tidewater.example/hooks/done?day=$stamp"
