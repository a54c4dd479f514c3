# Roundup: a tracker that asks for If-Match with every change and that limits its callers for real.

readonly ROUNDUP=2.6.0

packages_roundup() {
    echo python3-venv
}

install_roundup() {
    venv "$DIR/roundup" "roundup $ROUNDUP" "roundup==$ROUNDUP"
}

start_roundup() {
    local port calls=${WATCHFLOOR_ROUNDUP_CALLS:-5} seconds=${WATCHFLOOR_ROUNDUP_SECONDS:-15} web
    port=$(port WATCHFLOOR_PORT_ROUNDUP)
    web=http://127.0.0.1:$port/floor/
    cp "$HERE/roundup/setup.py" "$HERE/roundup/interfaces.py" "$RUN/"
    hand_over
    do_as_nobody "$NAME" "$DIR/roundup/bin/roundup-admin" -i "$RUN/tracker" install classic sqlite \
        "tracker_web=$web,mail_domain=floor.invalid,mail_host=127.0.0.1,mail_debug=$RUN/mail"
    do_as_nobody "$NAME" sed -i "s/^#*api_calls_per_interval *=.*/api_calls_per_interval = $calls/
        s/^#*api_interval_in_sec *=.*/api_interval_in_sec = $seconds/" "$RUN/tracker/config.ini"
    do_as_nobody "$NAME" cp "$RUN/interfaces.py" "$RUN/tracker/interfaces.py"
    do_as_nobody "$NAME" "$DIR/roundup/bin/roundup-admin" -i "$RUN/tracker" initialise admin-on-loopback
    do_as_nobody "$NAME" "$DIR/roundup/bin/python" "$RUN/setup.py" "$RUN/tracker" "$RUN/made.json"
    launch "$NAME" "$DIR/roundup/bin/roundup-server" -n 127.0.0.1 -p "$port" floor="$RUN/tracker"
    # It refuses whoever does not say that he means it (X-Requested-With).
    wait_for 60 "REST answered" tool answers "${web}rest/" 403
    tell "url=http://127.0.0.1:$port" "rest=${web}rest" "origin=http://127.0.0.1:$port" "referer=$web" \
        "calls:=$calls" "seconds:=$seconds"
    tool join "$RUN/told.json" "$RUN/made.json" >"$RUN/told.json.new"
    mv "$RUN/told.json.new" "$RUN/told.json"
}
