"""Speaking by a server: a real one on this machine, which does well or badly."""

import io
import struct
import threading
from concurrent.futures import ThreadPoolExecutor

import av
import numpy as np
import pytest
from audiobook import produce
from audiobook.engines.http.engine import HttpEngine
from audiobook.engines.words import parted
from audiobook.errors import EngineError
from audiobook.model import Delivery, Line
from audiobook.render.store import clip_key
from contracts import EngineContract
from local_server import in_turn
from speech_server import Reply, hum, speech_server, wav, well

KEY = "sk-ThisIsTheSecretKey-0123456789"
WORDS = "The road ran down to the river."


@pytest.fixture(autouse=True)
def own_folders(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


class TestContract(EngineContract):
    @pytest.fixture
    def engine(self):
        return HttpEngine()

    @pytest.fixture
    def voices(self):
        with speech_server() as server:
            yield server.voice("anna"), server.voice("ben", format="wav", speed=1.1)


@pytest.fixture
def engine(monkeypatch):
    with HttpEngine(line_timeout_s=5.0) as opened:
        opened.waits = []
        opened._pause = opened.waits.append
        yield opened


def complaint(engine, voice, words=WORDS):
    with pytest.raises(EngineError) as caught:
        engine.speak(Line(words, voice))
    return str(caught.value)


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply(b"<html>Log in</html>", kind="text/html"), "not sound (HTTP 200, text/html)"),
        (Reply(wav(hum(WORDS))[:9000]), "sent a sound file that breaks off"),
        (Reply(wav(hum(WORDS)), cut=5000), "the connection broke off"),
        (Reply(b""), "sent nothing"),
        (Reply(wav(b"")), "sent silence"),
        (Reply(wav(bytes(48_000))), "sent silence"),
        (Reply(b"RIFF" + b"x" * 400), "sent a damaged sound file"),
        (Reply(b"#EXTM3U\nfile:///etc/passwd\n", kind="audio/mpegurl"), "not sound"),
        (Reply(status=429, headers={"Retry-After": "1"}), "HTTP 429, it is asked too often"),
        (Reply(status=500), "HTTP 500"),
        (Reply(status=401), "HTTP 401"),
        (Reply(status=302, headers={"Location": "http://127.0.0.1:9/"}), "HTTP 302"),
        (Reply(status=404), "HTTP 404"),
        (Reply(status=413), "HTTP 413"),
    ],
)
def test_a_fault_is_one_sentence_with_the_address_and_the_remedy(engine, reply, said):
    with speech_server(lambda _asked: reply) as server:
        message = complaint(engine, server.voice())
        assert message.startswith(f"{server.url}/audio/speech")
        assert said in message
        assert message.count(". ") >= 1  # a remedy stands behind it
        assert all(asked["input"] == WORDS for asked in server.asked)


def test_a_server_that_says_nothing_is_left_after_the_time_of_a_line(engine):
    with speech_server(lambda _asked: Reply(hold=True)) as server:
        message = complaint(engine, server.voice(timeout_s=0.2, attempts=2))
        assert "no answer within 0.2 s" in message
        assert len(server.asked) == 2


def test_nobody_there_is_said(engine):
    with speech_server() as server:
        voice = server.voice(attempts=1)
    assert "connection refused" in complaint(engine, voice)


def test_a_passing_trouble_is_tried_again_as_late_as_the_server_asks(engine):
    replies = in_turn(Reply(status=429, headers={"Retry-After": "2"}), Reply(status=503), well)
    with speech_server(replies) as server:
        assert engine.speak(Line(WORDS, server.voice())).pcm
        assert engine.waits == [2.0, 2.0]
        assert len(server.asked) == 3


def test_a_wait_beyond_the_time_of_a_line_is_not_waited(engine):
    with speech_server(lambda _: Reply(status=429, headers={"Retry-After": "3600"})) as server:
        assert "HTTP 429" in complaint(engine, server.voice())
        assert len(server.asked) == 1


def test_a_server_of_no_use_is_not_asked_for_every_line(engine):
    with speech_server(lambda _asked: Reply(status=401)) as server:
        for _ in range(5):
            complaint(engine, server.voice())
        assert len(server.asked) == 1
    with speech_server(lambda _asked: Reply(status=500)) as server:
        for _ in range(5):
            complaint(engine, server.voice(attempts=1))
        assert len(server.asked) == 3


def test_an_unknown_voice_is_answered_with_those_of_the_server(engine):
    with speech_server() as server:
        assert "Voices of the server: anna, ben." in complaint(engine, server.voice("carla"))


def as_floats(pcm):
    samples = struct.unpack(f"<{len(pcm) // 2}h", pcm)
    return struct.pack(f"<{len(samples)}f", *(one / 32768 for one in samples))


def float_wav(pcm, rate):
    data = as_floats(pcm)
    layout = struct.pack("<4sIHHIIHH", b"fmt ", 16, 3, 1, rate, rate * 4, 4, 32)
    body = b"WAVE" + layout + struct.pack("<4sI", b"data", len(data)) + data
    return struct.pack("<4sI", b"RIFF", len(body)) + body


def streamed_wav(pcm, rate):
    data = bytearray(wav(pcm, rate))
    data[40:44] = data[4:8] = b"\xff\xff\xff\xff"
    return bytes(data)


def in_stereo(pcm):
    return b"".join(pcm[n : n + 2] * 2 for n in range(0, len(pcm), 2))


@pytest.mark.parametrize(
    ("body", "options", "kind"),
    [
        (wav(hum(WORDS, 8000), 8000), {}, "audio/wav"),
        (wav(hum(WORDS, 48_000), 48_000), {}, "audio/wav"),
        (wav(in_stereo(hum(WORDS)), channels=2), {}, "audio/wav"),
        (wav(bytes(128 + one for one in [0, 60] * 12_000), 24_000, width=1), {}, "audio/wav"),
        (float_wav(hum(WORDS), 24_000), {}, "audio/wav"),
        (streamed_wav(hum(WORDS), 24_000), {}, "audio/wav"),
        (wav(hum(WORDS)), {}, "text/plain"),
        (wav(hum(WORDS)), {}, ""),
        (wav(hum(WORDS)), {"format": "pcm"}, "audio/wav"),
        (hum(WORDS), {"format": "pcm"}, "audio/pcm"),
        (hum(WORDS, 16_000), {"format": "pcm"}, "audio/pcm; rate=16000"),
        (hum(WORDS, 16_000), {"format": "pcm", "pcm_rate": 16_000}, "audio/pcm"),
    ],
)
def test_sound_of_any_kind_is_brought_to_the_rate_of_clips(engine, body, options, kind):
    with speech_server(lambda _asked: Reply(body, kind=kind)) as server:
        sound = engine.speak(Line(WORDS, server.voice(**options)))
    assert sound.rate == 22_050
    expected = 1000 if b"\x80\xbc" * 9 in body else 20 * len(WORDS)
    assert sound.duration_ms == pytest.approx(expected, abs=40)


@pytest.mark.parametrize(
    ("form", "codec", "kind"),
    [
        ("mp3", "libmp3lame", "audio/mpeg"),
        ("ogg", "libopus", "audio/ogg"),
        ("flac", "flac", "audio/flac"),
        ("adts", "aac", "audio/aac"),
    ],
)
def test_sound_that_is_compressed_is_heard_whole(engine, form, codec, kind):
    body = compressed(hum(WORDS, 48_000), 48_000, form, codec)
    with speech_server(lambda _asked: Reply(body, kind=kind)) as server:
        sound = engine.speak(Line(WORDS, server.voice(format="mp3")))
    assert sound.rate == 22_050
    assert sound.duration_ms == pytest.approx(20 * len(WORDS), abs=90)


def compressed(pcm, rate, form, codec):
    written = io.BytesIO()
    with av.open(written, "w", format=form) as file:
        stream = file.add_stream(codec, rate=rate, layout="mono")
        samples = np.frombuffer(pcm, "<i2").reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
        frame.rate = rate
        file.mux([*stream.encode(frame), *stream.encode(None)])
    return written.getvalue()


def test_no_more_requests_are_under_way_than_the_voice_allows():
    both = threading.Barrier(2)

    def slowly(asked):
        both.wait(30)  # the first two go on together, and so do the others
        return well(asked)

    def speak(_number):
        with HttpEngine(line_timeout_s=60.0) as engine:
            return engine.speak(Line(WORDS, server.voice(parallel=2)))

    with speech_server(slowly) as server, ThreadPoolExecutor(6) as threads:
        assert len(list(threads.map(speak, range(6)))) == 6
        assert server.most_at_once == 2


def test_the_voices_of_a_server_are_listed(tmp_path):
    with speech_server() as server:
        pack = tmp_path / "mine.toml"
        options = f'{{ url = "{server.url}", voice = "anna", speed = 1.1 }}'
        pack.write_text(f'[voices.mine]\nengine = "http"\noptions = {options}\n', "utf-8")
        found = {one.name: one for one in produce.voices({"voices": (pack,)}, installed=True)}
        assert dict(found["ben"].options) == {"url": server.url, "voice": "ben", "speed": 1.1}
        assert "anna" in found
    # Now it is down: the other engines are listed all the same.
    assert produce.voices({"voices": (pack,)}, installed=True)


def test_a_page_is_not_taken_for_bare_samples(engine):
    with speech_server(lambda _asked: Reply(b"<html></html> ", kind="text/html")) as server:
        assert "not sound" in complaint(engine, server.voice(format="pcm"))


def test_the_key_goes_to_the_server_and_nowhere_else(engine, monkeypatch):
    monkeypatch.setenv("MY_SPEECH_KEY", KEY)
    with speech_server(lambda _asked: Reply(KEY.encode(), 401, "text/plain")) as server:
        voice = server.voice(key_env="MY_SPEECH_KEY")
        message = complaint(engine, voice)
        assert server.headers[0]["Authorization"] == f"Bearer {KEY}"
    assert KEY not in message
    assert "MY_SPEECH_KEY" in message
    line = Line(WORDS, voice)
    with_key = clip_key(line, {"http": engine.fingerprint()})
    monkeypatch.setenv("MY_SPEECH_KEY", "another")
    assert clip_key(line, {"http": engine.fingerprint()}) == with_key


def test_a_key_that_is_not_set_is_named_before_anything_is_sent(engine, monkeypatch):
    monkeypatch.delenv("MY_SPEECH_KEY", raising=False)
    with speech_server() as server:
        message = complaint(engine, server.voice(key_env="MY_SPEECH_KEY"))
        assert "MY_SPEECH_KEY is not set" in message
        assert not server.asked


def test_a_server_elsewhere_has_to_be_allowed_by_the_user(engine, tmp_path, monkeypatch):
    with speech_server() as server:
        far = server.voice(url="https://speech.example.com/v1")
    with pytest.raises(EngineError, match=r"https://speech\.example\.com is not allowed"):
        engine.check(far)
    settings = tmp_path / "config" / "audiobook-producer" / "settings.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text('allow_servers = ["https://speech.example.com"]\n')
    engine.check(far)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"url": ""}, '"url" is missing'),
        ({"url": "ftp://here"}, "not an address of http"),
        ({"url": "http://me:secret@localhost/v1"}, "holds a name or password"),
        ({"voice": ""}, '"voice" is missing'),
        ({"format": "wave"}, 'Did you mean "wav"?'),
        ({"modle": "x"}, 'Did you mean "model"?'),
        ({"parallel": 0}, "must lie within"),
    ],
)
def test_wrong_options_are_named(engine, options, said):
    with speech_server() as server, pytest.raises(EngineError) as caught:
        engine.check(server.voice(**options))
    assert said in str(caught.value)
    assert "secret" not in str(caught.value)


def test_long_lines_go_in_pieces_and_come_back_as_one_sound(engine):
    words = "He went on, and on; the rain came down. " * 6
    with speech_server() as server:
        sound = engine.speak(Line(words, server.voice(longest=60)))
        sent = [asked["input"] for asked in server.asked]
    assert " ".join(sent).split() == words.split()
    assert max(map(len, sent)) <= 60
    assert all(one.endswith((".", ";", ",")) for one in sent)
    spoken_ms = sum(20 * len(one) for one in sent)
    assert sound.duration_ms == pytest.approx(spoken_ms + 150 * (len(sent) - 1), abs=20 * len(sent))


def test_words_without_a_place_are_cut(engine):
    assert parted("a" * 25, 10) == ["a" * 10, "a" * 10, "a" * 5]
    assert parted("One two, three four five.", 12) == ["One two,", "three four", "five."]


def test_what_is_asked(engine):
    with speech_server() as server:
        voice = server.voice(model="kokoro", instructions="Calmly.", speed=0.9)
        line = Line("{Tver|tvjerʲ} it is.", voice, Delivery(rate=1.2, pitch=3.0))
        engine.speak(line)
        assert server.asked == [
            {
                "model": "kokoro",
                "input": "Tver it is.",
                "voice": "anna",
                "response_format": "wav",
                "speed": 1.08,
                "instructions": "Calmly.",
            }
        ]


def test_the_cost_is_told(engine):
    with speech_server() as server:
        voice = server.voice(price_per_million=15)
        told = engine.announcement([Line("a" * 40_000, voice)] * 3)
        assert told == (
            f"120,000 characters will be sent to {server.url}/audio/speech, "
            "for about 1.80 at 15 per million characters."
        )
        assert not server.asked
