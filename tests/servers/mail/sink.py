"""A mail server that delivers nothing: sink.py FOLDER PORT TLS_PORT CERTIFICATE KEY

What it takes is kept as FOLDER/000001.eml, byte by byte as it came, with FOLDER/000001.json beside it: who sent it, to whom,
who had logged in. The .json comes last and at once, so whoever sees it can read both. Anybody in USERS may log in, none must.

Some recipients make it misbehave, as real servers do:
    refuse@...   550, for good
    later@...    451, for now
    cut@...      the mail is kept, but the line is cut before the answer: nobody knows what became of it
"""

import asyncio
import base64
import binascii
import json
import pathlib
import ssl
import sys

USERS = {f"{name}@floor.invalid": f"{name}-on-loopback" for name in ("brand", "alice")}
# More than any test sends; what comes on top is refused, not kept in memory.
BYTES_MAX = 8 << 20


class Cut(Exception):
    """The line ends here."""


class Talk:
    def __init__(self, sink, reader, writer):
        self.sink, self.reader, self.writer = sink, reader, writer
        self.tls = writer.get_extra_info("ssl_object") is not None
        self.user = None
        self.forget()

    def forget(self):
        self.sender, self.recipients = None, []

    async def say(self, *lines):
        self.writer.write("".join(f"{line}\r\n" for line in lines).encode())
        await self.writer.drain()

    async def line(self):
        got = await self.reader.readline()
        if not got.endswith(b"\n"):
            raise Cut
        return got

    async def run(self):
        await self.say("220 sink.floor.invalid takes everything")
        while True:
            words = (await self.line()).decode("utf-8", "replace").strip()
            verb = words.partition(" ")[0].upper()
            act = getattr(self, f"on_{verb.lower()}", None) if verb.isalpha() else None
            if verb == "QUIT":
                await self.say("221 bye")
                return
            if act is None:
                await self.say("500 unknown")
            else:
                await act(words)

    async def on_ehlo(self, _):
        await self.say("250-sink.floor.invalid", "250-8BITMIME", "250-SMTPUTF8", f"250-SIZE {BYTES_MAX}", "250 AUTH PLAIN LOGIN")

    async def on_helo(self, _):
        await self.say("250 sink.floor.invalid")

    async def on_noop(self, _):
        await self.say("250 ok")

    async def on_rset(self, _):
        self.forget()
        await self.say("250 ok")

    async def asked(self, what, given=None):
        if given is None:
            await self.say(f"334 {base64.b64encode(what).decode()}")
            given = (await self.line()).decode("ascii", "replace").strip()
        try:
            return base64.b64decode(given, validate=True).decode("utf-8", "replace")
        except binascii.Error:
            return ""

    async def on_auth(self, words):
        parts = words.split()[1:]
        given = parts[1] if len(parts) > 1 else None
        if parts[:1] == ["PLAIN"]:
            name, _, password = (await self.asked(b"", given)).partition("\0")[2].partition("\0")
        elif parts[:1] == ["LOGIN"]:
            name = await self.asked(b"Username:", given)
            password = await self.asked(b"Password:")
        else:
            await self.say("504 only PLAIN and LOGIN")
            return
        if USERS.get(name) == password:
            self.user = name
            await self.say("235 welcome")
        else:
            await self.say("535 that is not the password")

    async def on_mail(self, words):
        self.forget()
        self.sender = address(words)
        await self.say("250 ok")

    async def on_rcpt(self, words):
        to = address(words)
        local = to.partition("@")[0]
        if self.sender is None:
            await self.say("503 who sends it?")
        elif local == "refuse":
            await self.say("550 nobody of that name here")
        elif local == "later":
            await self.say("451 try again later")
        else:
            self.recipients.append(to)
            await self.say("250 ok")

    async def on_data(self, _):
        if not self.recipients:
            await self.say("503 to whom?")
            return
        await self.say("354 go on, a dot ends it")
        body = bytearray()
        while (line := await self.line()).rstrip(b"\r\n") != b".":
            # Past the limit it is read on, because the sender hears only afterwards.
            if len(body) <= BYTES_MAX:
                body += line[1:] if line.startswith(b".") else line
        if len(body) > BYTES_MAX:
            await self.say("552 too long")
        else:
            number = self.sink.keep(self, bytes(body))
            if any(to.startswith("cut@") for to in self.recipients):
                raise Cut
            await self.say(f"250 kept as {number}")
        self.forget()


def address(words):
    return words.partition("<")[2].partition(">")[0]


class Sink:
    def __init__(self, folder):
        self.folder, self.kept = pathlib.Path(folder), 0

    def keep(self, talk, body):
        self.kept += 1
        place = self.folder / f"{self.kept:06}"
        place.with_suffix(".eml").write_bytes(body)
        envelope = {"from": talk.sender, "to": talk.recipients, "user": talk.user, "tls": talk.tls}
        new = place.with_suffix(".new")
        new.write_text(json.dumps(envelope))
        new.replace(place.with_suffix(".json"))
        return self.kept

    async def meet(self, reader, writer):
        talk = Talk(self, reader, writer)
        try:
            await talk.run()
        except (Cut, ConnectionError, ValueError, ssl.SSLError):
            pass
        finally:
            writer.close()


async def main(folder, port, tls_port, certificate, key):
    sink = Sink(folder)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    servers = [
        await asyncio.start_server(sink.meet, "127.0.0.1", int(port), limit=1 << 16),
        await asyncio.start_server(sink.meet, "127.0.0.1", int(tls_port), limit=1 << 16, ssl=tls),
    ]
    await asyncio.gather(*(server.serve_forever() for server in servers))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
