# Tryton with its contacts: the place where a customer's name is looked up.

readonly TRYTON=(trytond==8.2.1 trytond_party==8.2.0)

packages_tryton() {
    echo python3-venv
}

install_tryton() {
    venv "$DIR/tryton" "${TRYTON[*]}" "${TRYTON[@]}"
}

start_tryton() {
    local port seed bin=$DIR/tryton/bin modules
    port=$(port WATCHFLOOR_PORT_TRYTON)
    seed=$(seed_of "$HERE/tryton/setup.py")
    modules=$(cd "$DIR"/tryton/lib/python3*/site-packages/trytond/modules && pwd)
    rm -rf "$modules/floor_lookup"
    cp -r "$HERE/tryton/floor_lookup" "$modules/floor_lookup"
    sed "s#@RUN@#$RUN#g; s#@PORT@#$port#g" "$HERE/tryton/trytond.conf" >"$RUN/trytond.conf"
    printf 'admin-on-loopback\n' >"$RUN/password"
    cp "$HERE/tryton/setup.py" "$RUN/"
    mkdir "$RUN/db"
    if [ -e "$seed.sqlite" ]; then
        cp "$seed.sqlite" "$RUN/db/crm.sqlite"
        cp "$seed.json" "$RUN/made.json"
        hand_over
    else
        : >"$RUN/db/crm.sqlite"
        hand_over
        do_as_nobody "$NAME" env TRYTONPASSFILE="$RUN/password" "$bin/trytond-admin" -c "$RUN/trytond.conf" -d crm --all \
            --email admin@floor.invalid -u party --activate-dependencies
        do_as_nobody "$NAME" "$bin/python" "$RUN/setup.py" "$RUN/trytond.conf" "$RUN/made.json"
        rm -f "$DIR"/seed/tryton-*
        cp "$RUN/made.json" "$seed.json"
        cp "$RUN/db/crm.sqlite" "$seed.sqlite.new"
        mv "$seed.sqlite.new" "$seed.sqlite"
    fi
    # Without its database named it would not load the modules before the first request.
    launch "$NAME" "$bin/trytond" -c "$RUN/trytond.conf" -d crm
    wait_for 60 "it answered" tool answers "http://127.0.0.1:$port/crm/floor/contacts?email=nobody@social.invalid" 401
    tell "url=http://127.0.0.1:$port" database=crm user=admin password=admin-on-loopback \
        "rpc=http://127.0.0.1:$port/crm/rpc/" "rest=http://127.0.0.1:$port/crm/rest/model" \
        "lookup=http://127.0.0.1:$port/crm/floor/contacts"
    tool join "$RUN/told.json" "$RUN/made.json" >"$RUN/told.json.new"
    mv "$RUN/told.json.new" "$RUN/told.json"
}
