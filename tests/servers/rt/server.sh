# Request Tracker 5 on SQLite, with a queue, people who may own tickets, and tokens.

packages_rt() {
    printf '%s\n' request-tracker5 rt5-db-sqlite rt5-standalone
}

install_rt() {
    have rt-setup-database-5 && [ -x /usr/share/request-tracker5/libexec/rt-server ] ||
        skip "no Request Tracker 5 here (Debian: request-tracker5 rt5-db-sqlite rt5-standalone)"
}

start_rt() {
    local port seed
    port=$(port WATCHFLOOR_PORT_RT)
    seed=$(seed_of "$HERE/rt/RT_SiteConfig.pm" "$HERE/rt/setup.pl")
    mkdir -p "$RUN/site.d" "$RUN/mason" "$RUN/sessions"
    sed "s#@RUN@#$RUN#g; s#@PORT@#$port#g" "$HERE/rt/RT_SiteConfig.pm" >"$RUN/RT_SiteConfig.pm"
    local settings=("RT_SITE_CONFIG=$RUN/RT_SiteConfig.pm" "RT_SITE_CONFIG_DIR=$RUN/site.d" "TMPDIR=$RUN/tmp")
    # Who runs it cannot look into the folder of these scripts.
    cp "$HERE/rt/setup.pl" "$HERE/rt/fill.pl" "$RUN/"
    if [ -e "$seed.db" ]; then
        cp "$seed.db" "$RUN/rt.db"
        cp "$seed.json" "$RUN/made.json"
        hand_over
    else
        hand_over
        do_as_nobody "$NAME" env "${settings[@]}" rt-setup-database-5 --action init --skip-create
        do_as_nobody "$NAME" env "${settings[@]}" perl "$RUN/setup.pl" "$RUN/made.json"
        rm -f "$DIR"/seed/rt-*
        cp "$RUN/made.json" "$seed.json"
        cp "$RUN/rt.db" "$seed.db.new"
        mv "$seed.db.new" "$seed.db"
    fi
    launch "$NAME" env "${settings[@]}" /usr/share/request-tracker5/libexec/rt-server --host 127.0.0.1 --port "$port" \
        --max-workers 3
    wait_for 60 "REST answered" tool answers "http://127.0.0.1:$port/REST/2.0/rt" 401
    tell "url=http://127.0.0.1:$port" "rest=http://127.0.0.1:$port/REST/2.0" \
        "fill:=$(printf '["env","%s","%s","perl","%s"]' "${settings[@]:0:2}" "$RUN/fill.pl")"
    tool join "$RUN/told.json" "$RUN/made.json" >"$RUN/told.json.new"
    mv "$RUN/told.json.new" "$RUN/told.json"
}
