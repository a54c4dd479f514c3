# Prism, which answers as the contract of X or of Chatwoot says, and refuses what the contract does not allow.
#
# The contracts are their owners' and are not kept here: they are taken from the folder of real data when it is at hand.

readonly PRISM=@stoplight/prism-cli@5.16.0

packages_prism_x() {
    echo python3-venv
}

packages_prism_chatwoot() {
    echo python3-venv
}

# contract FILE: where it is.
contract() {
    local data=${WATCHFLOOR_DATA:-$HERE/../../../shared/data} folder
    for folder in "${WATCHFLOOR_CONTRACTS:-}" "$data/api_contracts" "$data/../api_contracts"; do
        if [ -n "$folder" ] && [ -r "$folder/$1" ]; then
            printf '%s\n' "$(cd "$folder" && pwd)/$1"
            return
        fi
    done
    return 1
}

install_prism() {
    contract "$1" >/dev/null ||
        skip "no contract $1 here; it is not ours to keep: WATCHFLOOR_DATA or WATCHFLOOR_CONTRACTS can say where it is"
    install_node
    npm_install "$DIR/prism" "$PRISM"
}

# start_prism PORT CONTRACT STATUS PATH KEY=TEXT...: it lives once the path gives that status.
start_prism() {
    local port=$1 contract status=$3 path=$4
    contract=$(contract "$2")
    shift 4
    use_node
    cp "$contract" "$RUN/"
    hand_over
    launch "$NAME" env TMPDIR="$RUN/tmp" node "$DIR/prism/node_modules/@stoplight/prism-cli/dist/index.js" mock \
        -h 127.0.0.1 -p "$port" "$RUN/${contract##*/}"
    wait_for 120 "it had read its contract" tool answers "http://127.0.0.1:$port$path" "$status"
    tell "url=http://127.0.0.1:$port" "contract=$RUN/${contract##*/}" "$@"
}

install_prism_x() {
    install_prism x-v2.159.json
}

start_prism_x() {
    start_prism "$(port WATCHFLOOR_PORT_PRISM_X)" x-v2.159.json 401 /2/tweets/1346889436626259968 \
        token=any-bearer user_id=2244994945 tweet_id=1346889436626259968 fields=tweet.fields
}

install_prism_chatwoot() {
    install_prism chatwoot.yml
}

start_prism_chatwoot() {
    start_prism "$(port WATCHFLOOR_PORT_PRISM_CHATWOOT)" chatwoot.yml 401 /api/v1/accounts/1/agents \
        token=any-token header=api_access_token account:=1 conversation:=1
}
