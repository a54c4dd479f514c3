# Dovecot, from which mail is fetched by IMAP, and a sink that takes mail by SMTP and keeps it as files.

packages_dovecot() {
    printf '%s\n' dovecot-imapd openssl
}

install_dovecot() {
    find_dovecot >/dev/null || skip "no Dovecot here (Debian: dovecot-imapd)"
    have openssl || skip "no openssl here, which makes the certificates"
}

find_dovecot() {
    PATH=$PATH:/usr/sbin command -v dovecot
}

start_dovecot() {
    local imap imaps smtp smtps user group
    imap=$(port WATCHFLOOR_PORT_IMAP)
    imaps=$(port WATCHFLOOR_PORT_IMAPS)
    smtp=$(port WATCHFLOOR_PORT_SMTP)
    smtps=$(port WATCHFLOOR_PORT_SMTPS)
    if is_root; then
        user=$NOBODY group=$NOBODYS_GROUP
    else
        user=$(id -un) group=$(id -gn)
    fi
    # What its parts talk through are sockets of the file system, whose paths may not be long.
    local sockets=$RUN/base
    [ ${#sockets} -lt 70 ] || fail "the path of $RUN is too long for the sockets of Dovecot"
    mkdir -p "$sockets" "$RUN/mail" "$RUN/sent"
    cp "$HERE/mail/sink.py" "$RUN/"
    sed "s#@RUN@#$RUN#g; s#@IMAP@#$imap#g; s#@IMAPS@#$imaps#g; s#@USER@#$user#g; s#@GROUP@#$group#g" \
        "$HERE/mail/dovecot.conf" >"$RUN/dovecot.conf"
    printf '%s@floor.invalid:{PLAIN}%s-on-loopback\n' brand brand alice alice >"$RUN/people"
    hand_over
    make_certificates
    launch "$NAME" "$(find_dovecot)" -F -c "$RUN/dovecot.conf"
    launch "$NAME" python3 "$RUN/sink.py" "$RUN/sent" "$smtp" "$smtps" "$RUN/leaf.pem" "$RUN/leaf.key"
    wait_for 30 "IMAP answered" says_hello "$imap" '* OK'
    wait_for 30 "SMTP answered" says_hello "$smtp" 220
    tell host=127.0.0.1 "imap_port:=$imap" "imaps_port:=$imaps" "smtp_port:=$smtp" "smtps_port:=$smtps" \
        "ca=$RUN/ca.pem" "sent=$RUN/sent" \
        'users:={"brand":{"email":"brand@floor.invalid","password":"brand-on-loopback"},
            "alice":{"email":"alice@floor.invalid","password":"alice-on-loopback"}}'
}

# says_hello PORT WORDS: whether what listens there greets so.
says_hello() {
    local line
    exec 8<>"/dev/tcp/127.0.0.1/$1" || return 1
    IFS= read -r -t 5 line <&8 || line=
    exec 8>&-
    [[ "$line" == "$2"* ]]
}

# An authority of our own and a certificate that it signed for this machine. A client that does not trust it must refuse.
make_certificates() {
    printf 'subjectAltName=IP:127.0.0.1,DNS:localhost\nextendedKeyUsage=serverAuth\n' >"$RUN/tmp/leaf.ext"
    do_as_nobody "$NAME" openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 \
        -subj '/CN=Tests of a floor' -keyout "$RUN/ca.key" -out "$RUN/ca.pem"
    do_as_nobody "$NAME" openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes \
        -subj '/CN=localhost' -keyout "$RUN/leaf.key" -out "$RUN/leaf.csr"
    do_as_nobody "$NAME" openssl x509 -req -in "$RUN/leaf.csr" -CA "$RUN/ca.pem" -CAkey "$RUN/ca.key" -CAcreateserial \
        -days 30 -extfile "$RUN/tmp/leaf.ext" -out "$RUN/leaf.pem"
}
