"""Delivery of alerts: what each channel sends to a receiver of its own, when it tries again, and what it never says."""

import email.utils
import json
import logging
import re
import threading
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import alert_letters, alerts
from dashboard.alert_notices import notice
from dashboard.language import speaking
from dashboard.repository import DEFAULT_PAIR, Repository
from indicators.alerts import Firing, unknown
from ingest import sending
from ingest.alert_file import AlertFile
from ingest.alerts import alert_rules
from ingest.channels import channels
from ingest.delivery import ChannelError, deliver
from ingest.errors import BusyError, ParameterError
from ingest.locks import writer_lock
from ingest.notices import Notice, about, body
from ingest.places import Folder
from ingest.sending import Mail, Tries, Webhook, signature
from notices_made import made
from receivers import PATH, SECRET, certificate, hook, mailbox

QUICK = Tries(attempts=4, connect=5, read=5, whole=5, first_pause=0.001, longest_pause=60)


class Text(HTMLParser):
    """The words of an HTML page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.feed(page)

    def handle_data(self, data: str) -> None:
        self.words += data.split()


NOTED = replace(made(), at="2026-01-01T00:00:00+00:00")


def mail(port: int, to: str = "reader@example.org", **other: str) -> Mail:
    return Mail("127.0.0.1", port, "depdash@example.org", to, alert_letters.letter, **other)


def test_a_webhook_gets_a_signed_notice_with_its_key(tmp_path: Path) -> None:
    with hook() as told:
        (outcome,) = deliver(Folder(tmp_path), [made()], [Webhook(told.address, SECRET, QUICK)])
    assert (outcome.sent, outcome.failed) == ((made().id,), "")
    ((path, headers, payload),) = told.asked
    assert path == PATH
    assert headers["Content-Type"] == "application/json"
    assert headers["Idempotency-Key"] == json.loads(payload)["id"] == made().id
    assert headers["X-Depdash-Signature"] == signature(SECRET, headers["X-Depdash-Timestamp"], payload)
    assert headers["X-Depdash-Signature"] != signature("another", headers["X-Depdash-Timestamp"], payload)
    assert json.loads(payload) | {"at": ""} == json.loads(body(made()))


@pytest.mark.parametrize("status", [500, 503, 429, 408])
def test_what_may_pass_is_tried_again_with_the_same_key_and_bytes(status: int) -> None:
    pauses: list[float] = []
    with hook((status, {}), (500, {"Retry-After": "7"})) as told:
        Webhook(told.address, SECRET, QUICK, pauses.append).send(made())
    assert len(told.asked) == 3
    assert len({(headers["Idempotency-Key"], payload) for _, headers, payload in told.asked}) == 1
    assert pauses[0] < 0.01
    assert pauses[1] == 7.0  # as it asked


def test_a_receiver_that_fails_on_is_left_after_some_tries() -> None:
    with hook(*[(502, {})] * 9) as told, pytest.raises(ChannelError, match="HTTP 502, 4 times; it is tried again at"):
        Webhook(told.address, SECRET, QUICK).send(made())
    assert len(told.asked) == QUICK.attempts


def test_a_receiver_that_asks_for_more_patience_than_there_is_is_left_at_once() -> None:
    with hook((429, {"Retry-After": "3600"})) as told, pytest.raises(ChannelError, match="asked again in 3600 s"):
        Webhook(told.address, SECRET, QUICK).send(made())
    assert len(told.asked) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_refused_and_not_followed(status: int) -> None:
    refused = pytest.raises(ChannelError, match="redirects are not followed")
    with hook() as elsewhere, hook((status, {"Location": elsewhere.address})) as told, refused:
        Webhook(told.address, SECRET, QUICK).send(made())
    assert (len(told.asked), elsewhere.asked) == (1, [])


def test_a_receiver_that_does_not_answer_costs_a_time_out() -> None:
    slow = replace(QUICK, attempts=2, read=0.1)
    with hook() as told:
        told.silent = threading.Event()
        with pytest.raises(ChannelError, match="no answer in time, 2 times"):
            Webhook(told.address, SECRET, slow).send(made())
        told.silent.set()
    assert len(told.asked) == 2


def test_nobody_at_the_address_is_one_line() -> None:
    with hook() as told:
        address = told.address
    with pytest.raises(ChannelError, match="found a connection refused, 4 times"):
        Webhook(address, SECRET, QUICK).send(made())


def test_a_certificate_is_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = certificate(tmp_path)
    with hook(certificate=own) as told:
        with pytest.raises(ChannelError, match="a certificate that is not valid; do not go on"):
            Webhook(told.address, SECRET, QUICK).send(made())
        assert told.asked == []
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(own))
        Webhook(told.address, SECRET, QUICK).send(made())
    assert len(told.asked) == 1


def test_one_notice_that_is_refused_does_not_hold_up_the_next(tmp_path: Path) -> None:
    with hook((400, {})) as told:
        (outcome,) = deliver(Folder(tmp_path), [made(1), made(2)], [Webhook(told.address, SECRET, QUICK)])
        assert outcome.sent == (made(2).id,)
        assert "HTTP 400" in outcome.failed
        (outcome,) = deliver(Folder(tmp_path), [made(1), made(2)], [Webhook(told.address, SECRET, QUICK)])
    assert (outcome.sent, outcome.failed) == ((made(1).id,), "")


def test_a_letter_says_the_same_as_text_and_as_html(tmp_path: Path) -> None:
    with mailbox() as box:
        deliver(Folder(tmp_path), [made()], [mail(box.port)])
    ((recipients, letter),) = box.letters
    assert recipients == ["reader@example.org"]
    assert letter["From"] == "depdash@example.org"
    assert letter["Message-ID"].startswith(f"<{made().id}.")
    assert letter["Subject"] == "The gap <widened> & more: Belarus on Russia, 1901"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert email.utils.parsedate_to_datetime(letter["Date"]).tzinfo
    text, page = letter.get_body(("plain",)), letter.get_body(("html",))
    assert letter.get_content_type() == "multipart/alternative"
    assert text is not None
    assert page is not None
    words, shown = text.get_content().replace(":", "").split(), Text(page.get_content()).words
    facts = [word for pair in alert_letters.facts(made()) for fact in pair for word in fact.split()]
    for word in [*facts, *made().text.split(), "what", "it’d", f"{made().id}"]:
        assert word in words, word
        assert word in [each.rstrip(":") for each in shown], word
    assert not re.search("<widened>", page.get_content())  # escaped


def test_a_revision_says_that_it_is_one(tmp_path: Path) -> None:
    new = replace(made(), id=f"{about(made().id)}-00000000", text="The gap <widened>. 2 USD.")
    with mailbox() as box, hook() as told:
        ways = [mail(box.port), Webhook(told.address, SECRET, QUICK), AlertFile(tmp_path / "a.jsonl")]
        deliver(Folder(tmp_path / "store"), [made()], ways)
        deliver(Folder(tmp_path / "store"), [new], ways)
    (_, first), (_, second) = box.letters
    assert second["Subject"].startswith("Revision: ")
    assert second["In-Reply-To"] == first["Message-ID"] != second["Message-ID"]
    text = second.get_body(("plain",))
    assert text is not None
    assert f"This revises alert {made().id}, which said: {made().text}" in " ".join(text.get_content().split())
    for payload in (told.asked[1][2], (tmp_path / "a.jsonl").read_bytes().splitlines()[1]):
        assert (json.loads(payload)["revises"], json.loads(payload)["before"]) == (made().id, made().text)


def test_each_recipient_is_a_channel_of_its_own(tmp_path: Path) -> None:
    with mailbox() as box:
        box.refuses = "gone@example.org"
        ways = [mail(box.port, "gone@example.org"), mail(box.port)]
        for expected in ((made().id,), ()):
            gone, other = deliver(Folder(tmp_path), [made()], ways)
            assert "the recipient refused (550); see to DEPDASH_ALERTS_MAIL_TO" in gone.failed
            assert (other.sent, other.failed) == (expected, "")
    assert len(box.letters) == 1


def test_mail_goes_over_tls_where_it_is_offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = certificate(tmp_path)
    with mailbox(own) as box:
        with pytest.raises(ChannelError, match="a certificate that is not valid"):
            mail(box.port).send(NOTED)
        monkeypatch.setenv("SSL_CERT_FILE", str(own))
        mail(box.port, user="depdash", password=SECRET).send(NOTED)
        with pytest.raises(ChannelError, match="user or password refused"):
            mail(box.port, user="depdash", password=SECRET[1:]).send(NOTED)
    assert box.safe == [True]
    assert box.logins[0] == (b"depdash", SECRET.encode())


def test_mail_goes_over_tls_from_the_start_where_that_is_the_port(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = certificate(tmp_path)
    with mailbox(own, implicit=True) as box:
        monkeypatch.setattr(sending, "_IMPLICIT_TLS", box.port)
        with pytest.raises(ChannelError, match="a certificate that is not valid"):
            mail(box.port).send(NOTED)
        monkeypatch.setenv("SSL_CERT_FILE", str(own))
        mail(box.port).send(NOTED)
    assert len(box.letters) == 1


def test_a_password_is_not_sent_in_the_clear_to_another_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "_LOCAL", ())
    with mailbox() as box, pytest.raises(ChannelError, match="a server without TLS; a password is not sent to it"):
        mail(box.port, user="depdash", password=SECRET).send(NOTED)
    assert (box.letters, box.logins) == ([], [])


def test_a_letter_that_was_taken_is_sent_however_the_server_parts(tmp_path: Path) -> None:
    with mailbox() as box:
        box.rude = True
        assert deliver(Folder(tmp_path), [made()], [mail(box.port)])[0].sent == (made().id,)


def test_no_mail_server_is_one_line() -> None:
    with mailbox() as box:
        port = box.port
    with pytest.raises(ChannelError, match="found a connection refused; it is tried again at the next run"):
        mail(port).send(NOTED)


def test_a_file_is_appended_to_and_a_cut_line_mended(tmp_path: Path) -> None:
    path, store = tmp_path / "a.jsonl", Folder(tmp_path / "store")
    path.write_text('a line of somebody else\n{"id": 7}\n', encoding="utf-8")
    assert deliver(store, [made(1)], [AlertFile(path)])[0].sent == (made(1).id,)
    with path.open("ab") as file:
        file.write(body(made(2))[:40])  # as a full disk or a loss of power leaves it
    assert deliver(store, [made(1), made(2)], [AlertFile(path)])[0].sent == (made(2).id,)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[:2] == ["a line of somebody else", '{"id": 7}']
    assert [json.loads(line)["id"] for line in lines[2:]] == [made(1).id, made(2).id]


def test_a_file_tells_itself_what_it_has(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    for store in ("one", "two"):  # the second knows nothing, as if the first note had been lost
        deliver(Folder(tmp_path / store), [made(1), made(2)], [AlertFile(path)])
    assert len(path.read_bytes().splitlines()) == 2
    path.unlink()  # rotated away: the store still knows
    assert deliver(Folder(tmp_path / "one"), [made(1)], [AlertFile(path)])[0].sent == ()


def test_a_channel_that_fails_stops_no_other_and_is_tried_again(tmp_path: Path) -> None:
    with hook(*[(500, {})] * 4) as told, mailbox() as box:
        folder = AlertFile(tmp_path / "missing" / "a.jsonl")
        ways = [folder, Webhook(told.address, SECRET, QUICK), mail(box.port)]
        outcomes = deliver(Folder(tmp_path / "store"), [made()], ways)
        assert [bool(outcome.failed) for outcome in outcomes] == [True, True, False]
        assert "found no such file or directory; see to DEPDASH_ALERTS_FILE" in outcomes[0].failed
        again = deliver(Folder(tmp_path / "store"), [made()], ways)
    assert [len(outcome.sent) for outcome in again] == [0, 1, 0]
    assert len(box.letters) == 1


def test_what_may_have_arrived_is_sent_again_as_it_was(tmp_path: Path) -> None:
    with hook(*[(500, {})] * 4) as told:
        way = Webhook(told.address, SECRET, QUICK)
        deliver(Folder(tmp_path), [made()], [way])
        deliver(Folder(tmp_path), [replace(made(), text="Said otherwise by a newer version.")], [way])
    assert len({payload for _, _, payload in told.asked}) == 1


def test_two_runs_do_not_deliver_at_once(tmp_path: Path) -> None:
    with writer_lock(Folder(tmp_path), "alerts"), pytest.raises(BusyError, match="another run delivers alerts"):
        deliver(Folder(tmp_path), [made()], [])
    with writer_lock(Folder(tmp_path)):  # a refresh is not in the way
        assert deliver(Folder(tmp_path), [made()], []) == []


WEB = {"DEPDASH_ALERTS_WEBHOOK": f"https://example.org{PATH}", "DEPDASH_ALERTS_SECRET": SECRET}
POST = {
    "DEPDASH_ALERTS_MAIL_TO": "a@example.org, b@example.org", "DEPDASH_ALERTS_MAIL_FROM": "d@example.org",
    "DEPDASH_SMTP": "[::1]:25",
}  # fmt: skip


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({}, "--deliver: expected DEPDASH_ALERTS_FILE"),
        (WEB | {"DEPDASH_ALERTS_SECRET": " "}, "DEPDASH_ALERTS_SECRET: expected the key"),
        (WEB | {"DEPDASH_ALERTS_WEBHOOK": f"http://example.org{PATH}"}, "DEPDASH_ALERTS_WEBHOOK: expected an https"),
        (WEB | {"DEPDASH_ALERTS_WEBHOOK": f"https://u:{SECRET}@example.org"}, "DEPDASH_ALERTS_WEBHOOK: expected an"),
        (WEB | {"DEPDASH_ALERTS_WEBHOOK": f"https://example.org:x{PATH}"}, "DEPDASH_ALERTS_WEBHOOK: expected an"),
        (POST | {"DEPDASH_SMTP": "example.org"}, "DEPDASH_SMTP: expected HOST:PORT"),
        (POST | {"DEPDASH_SMTP": ""}, "DEPDASH_SMTP: expected a setting beside"),
        (POST | {"DEPDASH_ALERTS_MAIL_TO": "a@example.org\nBcc: x@y.z"}, "DEPDASH_ALERTS_MAIL_TO: expected mail"),
        (POST | {"DEPDASH_ALERTS_MAIL_FROM": "nobody"}, "DEPDASH_ALERTS_MAIL_FROM: expected mail"),
        (POST | {"DEPDASH_SMTP_PASSWORD": SECRET}, "DEPDASH_SMTP_USER: expected DEPDASH_SMTP_USER and"),
    ],
)
def test_a_wrong_setting_is_one_line_without_a_secret(settings: dict[str, str], said: str) -> None:
    with pytest.raises(ParameterError) as caught:
        channels(settings, alert_letters.letter)
    assert str(caught.value).startswith(said)
    assert "\n" not in str(caught.value)
    assert SECRET not in str(caught.value)
    assert PATH not in str(caught.value)


def test_all_channels_are_had_from_the_settings() -> None:
    found = channels({"DEPDASH_ALERTS_FILE": "a.jsonl"} | WEB | POST, alert_letters.letter)
    assert [one.name for one in found] == [
        "file a.jsonl", "webhook example.org", "mail to a@example.org", "mail to b@example.org",
    ]  # fmt: skip
    assert SECRET not in repr(found)
    assert PATH not in repr(found)


def test_no_secret_reaches_a_log_an_error_or_a_file(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    with hook((500, {"Broken\r\n header": "x"}), (404, {})) as told, mailbox() as box:
        ways = [Webhook(told.address, SECRET, QUICK), mail(box.port, user="depdash", password=f"{SECRET}!")]
        said = [outcome.failed for outcome in deliver(Folder(tmp_path), [made()], ways)]
    assert all(said)
    assert f"{made().id}: HTTP 500, attempt 1" in caplog.text
    out, err = capsys.readouterr()
    stored = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()).decode()
    for text in (caplog.text, out, err, stored, *said):
        assert SECRET not in text
        assert PATH not in text


def notices_of(repository: Repository) -> list[Notice]:
    return [notice(repository, one, DEFAULT_PAIR) for one in alerts.fired(repository, DEFAULT_PAIR)]


def test_ids_are_one_for_each_alert_and_the_same_in_every_language(repository: Repository) -> None:
    ids = [one.id for one in notices_of(repository)]
    assert len({about(each) for each in ids}) == len(set(ids)) == len(ids)
    with speaking("ru"):
        assert [one.id for one in notices_of(repository)] == ids


def test_a_number_that_is_revised_makes_another_id_of_the_same_alert(repository: Repository) -> None:
    for one in alerts.fired(repository, DEFAULT_PAIR):
        first = notice(repository, one, DEFAULT_PAIR).id
        narrower = one.now._replace(low=one.now.low + 1e-9, high=one.now.high - 1e-9)
        wider = one.now._replace(low=one.now.low - 5, high=one.now.high + 5)
        unsure = notice(repository, one._replace(now=narrower), DEFAULT_PAIR).id
        other = notice(repository, one._replace(now=wider), DEFAULT_PAIR).id
        assert first == unsure  # what no reader sees is no revision
        assert about(other) == about(first)
        assert (other == first) is (one.rule.kind in ("stopped", "break", "late", "verdict"))


def test_a_verdict_that_turns_back_is_another_alert(repository: Repository) -> None:
    one = next(one for one in alerts.fired(repository, DEFAULT_PAIR) if one.rule.kind == "verdict")
    back = one._replace(now=one.now._replace(status="contradicted"))
    first, second = (notice(repository, each, DEFAULT_PAIR) for each in (one, back))
    assert first.id != second.id
    assert (first.value, first.unit) == (None, "")
    assert first.subject in {claim.claim for claim in repository.claims}


def test_a_source_that_is_late_is_one_alert_however_often_it_is_asked_in_vain(repository: Repository) -> None:
    rule = next(one for one in alert_rules() if one.kind == "late")
    first = Firing(rule, "2026-05", unknown("2026-05"), "2026-08-19", True, day="2026-08-20")
    ids = {notice(repository, one, DEFAULT_PAIR).id for one in (first, first._replace(day="2026-08-21"))}
    assert len(ids) == 1
    patient = first._replace(since="2026-08-24")  # by a rule that was changed since
    assert notice(repository, patient, DEFAULT_PAIR).id in ids


@pytest.mark.parametrize("code", ["en", "ru", "be"])
def test_letters_are_whole_in_every_language(code: str, repository: Repository) -> None:
    with speaking(code):
        letters = [alert_letters.letter(replace(one, revises=one.id, before="x")) for one in notices_of(repository)]
    assert all("{" not in part for one in letters for part in (one.subject, one.text, Text(one.html).words))
    assert all(f'lang="{code}"' in one.html for one in letters)


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Nd")), min_size=1).filter(
    str.strip
)


@given(WORDS, WORDS, st.sampled_from(["high", "medium", "low"]), st.integers(1, 99))
def test_a_letter_has_no_number_that_its_notice_has_not(title: str, text: str, severity: str, number: int) -> None:
    given = replace(made(number), title=title, text=text, severity=severity)
    made_of = json.dumps(json.loads(body(given)), ensure_ascii=False)
    letter = alert_letters.letter(given)
    for part in (letter.subject, letter.text, " ".join(Text(letter.html).words)):
        assert set(re.findall(r"\d+", part)) <= set(re.findall(r"\d+", made_of))
    plain, shown = letter.text.split(), Text(letter.html.partition("<body")[2].partition("</h1>")[2]).words
    assert [word.rstrip(":") for word in plain] == [word.rstrip(":") for word in shown if word]
