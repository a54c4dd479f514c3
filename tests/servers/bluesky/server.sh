# A whole Bluesky network: directory, PDS, AppView and what they need; and a PDS alone that limits rates.

readonly BLUESKY=@atproto/dev-env@0.6.7

packages_bluesky() {
    printf '%s\n' python3-venv g++ make postgresql redis-server
}

packages_bluesky_pds() {
    printf '%s\n' python3-venv g++ make
}

install_bluesky() {
    have g++ && have make || skip "no C++ compiler and make here; its database is compiled on the spot"
    find_postgres >/dev/null || skip "no PostgreSQL here"
    have redis-server || skip "no Redis here"
    install_node
    npm_install "$DIR/bluesky" "$BLUESKY"
}

install_bluesky_pds() {
    have g++ && have make || skip "no C++ compiler and make here; its database is compiled on the spot"
    install_node
    npm_install "$DIR/bluesky" "$BLUESKY"
}

# The folder with the newest PostgreSQL's programs.
find_postgres() {
    local found
    found=$(printf '%s\n' /usr/lib/postgresql/*/bin/pg_isready | sort -V | tail -n 1)
    [ -x "$found" ] || found=$(command -v pg_isready) || return 1
    found=$(dirname "$found")
    [ -x "$found/initdb" ] && [ -x "$found/postgres" ] && printf '%s\n' "$found"
}

start_bluesky() {
    local postgres database redis
    postgres=$(find_postgres)
    database=$(port WATCHFLOOR_PORT_BLUESKY_DATABASE)
    redis=$(port WATCHFLOOR_PORT_BLUESKY_REDIS)
    hand_over
    do_as_nobody "$NAME" "$postgres/initdb" -D "$RUN/postgres" -A trust -U floor --no-sync
    launch -s INT "$NAME" "$postgres/postgres" -D "$RUN/postgres" -h 127.0.0.1 -p "$database" -k '' \
        -c fsync=off -c full_page_writes=off -c max_connections=200
    launch "$NAME" redis-server --bind 127.0.0.1 --port "$redis" --save '' --appendonly no --dir "$RUN/tmp"
    wait_for 60 "PostgreSQL answered" "$postgres/pg_isready" -q -U floor -d postgres -h 127.0.0.1 -p "$database"
    start_network WITH_APPVIEW=1 "APPVIEW_PORT=$(port WATCHFLOOR_PORT_BLUESKY_APPVIEW)" \
        "DB_POSTGRES_URL=postgres://floor@127.0.0.1:$database/postgres" DB_POSTGRES_SCHEMA=floor \
        "REDIS_HOST=127.0.0.1:$redis" \
        "PLC_PORT=$(port WATCHFLOOR_PORT_BLUESKY_PLC)" "PDS_PORT=$(port WATCHFLOOR_PORT_BLUESKY)"
}

start_bluesky_pds() {
    hand_over
    start_network "PLC_PORT=$(port WATCHFLOOR_PORT_BLUESKY_PDS_PLC)" "PDS_PORT=$(port WATCHFLOOR_PORT_BLUESKY_PDS)" \
        "WINDOW_SECS=${WATCHFLOOR_PDS_WINDOW_SECS:-}"
}

# start_network VARIABLE=VALUE...
start_network() {
    use_node
    # Its modules are found beside the file that asks for them, wherever that is a link to.
    cp "$HERE/bluesky/network.mjs" "$DIR/bluesky/network.mjs"
    launch "$NAME" env TMPDIR="$RUN/tmp" LOG_ENABLED=false NODE_ENV=test OUT="$RUN/told.json" "$@" \
        node "$DIR/bluesky/network.mjs"
    wait_for 180 "the accounts were made" test -s "$RUN/told.json"
    tool answers "$(tool get "$RUN/told.json" url)/xrpc/_health" || fail "the PDS does not answer"
}
