"""The answers of llama.cpp, Ollama and vLLM in the shapes that each of them gives."""

import json

import pytest
from audiobook.attribute.llm.settings import ModelSettings, from_environment
from audiobook.errors import AudiobookError, UsageError
from llm_server import RIGHT, Reply, Run, numbered, serving, speakers, well

USAGE = {"prompt_tokens": 812, "completion_tokens": 41, "total_tokens": 853}


@pytest.fixture
def run(tmp_path):
    return Run(tmp_path / "answers", "")


def llama_cpp(words, **more):
    message = {"role": "assistant", "content": words, **more}
    return {
        "choices": [{"finish_reason": "stop", "index": 0, "message": message}],
        "created": 1779000000,
        "model": "small",
        "system_fingerprint": "b9999-abcdef0",
        "object": "chat.completion",
        "usage": USAGE,
        "id": "chatcmpl-a",
        "timings": {"prompt_n": 812, "prompt_ms": 210.5, "predicted_n": 41, "predicted_ms": 903.2},
    }


def ollama(words, **more):
    return {
        "id": "chatcmpl-123",
        "object": "chat.completion",
        "created": 1779000000,
        "model": "small",
        "system_fingerprint": "fp_ollama",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": words, **more},
                "finish_reason": "stop",
            }
        ],
        "usage": USAGE,
    }


def vllm(words, **more):
    message = {
        "role": "assistant",
        "content": words,
        "refusal": None,
        "audio": None,
        "tool_calls": [],
        **more,
    }
    choice = {
        "index": 0,
        "message": message,
        "logprobs": None,
        "finish_reason": "stop",
        "stop_reason": None,
    }
    return {
        "id": "chatcmpl-9",
        "object": "chat.completion",
        "created": 1779000000,
        "model": "small",
        "choices": [choice],
        "usage": {**USAGE, "prompt_tokens_details": None},
        "prompt_logprobs": None,
        "kv_transfer_params": None,
    }


def words_of(request):
    return well(request).body["choices"][0]["message"]["content"]


SHAPES = {
    "llama.cpp": lambda r: llama_cpp(words_of(r)),
    "llama.cpp, thinking": lambda r: llama_cpp(
        words_of(r), reasoning_content="Anna asks, so Ben answers."
    ),
    "llama.cpp, thinking aloud": lambda r: llama_cpp(f"Anna asks.\n</think>\n\n{words_of(r)}"),
    "Ollama": lambda r: ollama(words_of(r)),
    "Ollama, thinking": lambda r: ollama(words_of(r), reasoning="Anna asks {so} Ben answers."),
    "Ollama, a fence": lambda r: ollama(f"```json\n{words_of(r)}\n```"),
    "vLLM": lambda r: vllm(words_of(r)),
    "vLLM, thinking": lambda r: vllm(
        f"\n\n{words_of(r)}", reasoning="Anna asks.", reasoning_content="Anna asks."
    ),
    "vLLM, thinking aloud": lambda r: vllm(f"<think>\nAnna asks.\n</think>\n\n{words_of(r)}"),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_labels_of_every_server_are_read(run, shape):
    with serving(lambda request: Reply(SHAPES[shape](request))) as server:
        run.url = server.url
        assert speakers(run()) == RIGHT
    assert not run.notices


@pytest.mark.parametrize(
    "body",
    [
        ollama("", reasoning="So many people."),
        vllm(None, reasoning="Hm."),
        llama_cpp("", reasoning_content="Hm."),
    ],
)
def test_a_model_that_only_thinks_is_an_error_that_says_how_to_stop_it(run, body):
    with serving(lambda _: Reply(body)) as server:
        run.url = server.url
        with pytest.raises(AudiobookError, match="AUDIOBOOK_LLM_REASONING=none"):
            run()


def test_the_effort_is_sent_where_it_is_set_and_left_out_where_a_server_refuses_it(run):
    def picky(request):
        known = "reasoning_effort" not in request
        return (
            well(request)
            if known
            else Reply({"error": {"message": "unknown field", "code": 400}}, 400)
        )

    with serving(well) as server:
        run.url = server.url
        run(reasoning="none")
        assert {request["reasoning_effort"] for request in server.asked} == {"none"}
    with serving(picky) as server:
        run.url = server.url
        assert speakers(run(reasoning="none")) == RIGHT
        assert sum("reasoning_effort" in request for request in server.asked) == 1


def test_no_effort_is_sent_unasked(run):
    with serving(well) as server:
        run.url = server.url
        run()
    assert not any("reasoning_effort" in request for request in server.asked)


def test_the_effort_is_stated_in_the_environment():
    stated = {
        "AUDIOBOOK_LLM_URL": "http://localhost:1/v1",
        "AUDIOBOOK_LLM_MODEL": "m",
        "AUDIOBOOK_LLM_REASONING": "low",
    }
    assert from_environment(stated).reasoning == "low"
    with pytest.raises(UsageError, match="one word"):
        ModelSettings("http://localhost:1/v1", "m", reasoning="no ne")


ERRORS = {
    "llama.cpp, still loading": (
        503,
        {"error": {"message": "Loading model", "type": "unavailable_error"}},
    ),
    "llama.cpp, busy": (429, {"error": {"message": "slot unavailable"}}),
    "Ollama, at work": (
        500,
        {"error": {"message": "model runner has unexpectedly stopped", "type": "api_error"}},
    ),
}


@pytest.mark.parametrize("trouble", ERRORS)
def test_what_passes_is_waited_for(run, trouble):
    status, body = ERRORS[trouble]
    left = [Reply(body, status)] * 2

    def act(request):
        return left.pop() if left else well(request)

    with serving(act) as server:
        run.url = server.url
        assert speakers(run()) == RIGHT
    assert run.waits == [1.0, 2.0]


def test_a_passage_beyond_the_context_leaves_the_others(run):
    """As llama.cpp and vLLM refuse it; the text of their refusal is not shown."""
    refusal = {
        "error": {
            "code": 400,
            "message": "exceeds the context of KEY",
            "type": "exceed_context_size_error",
        }
    }

    def act(request):
        return (
            Reply(refusal, 400)
            if any("Noon" in w for w in numbered(request).values())
            else well(request)
        )

    with serving(act) as server:
        run.url = server.url
        found = speakers(run())
    assert found['"Nobody move!"'] == "Anna"
    assert "1 passages" in run.notices[0]
    assert "KEY" not in json.dumps(run.notices)


def test_a_model_that_is_not_there_ends_the_asking(run):
    missing = {
        "error": {"message": 'model "small" not found, try pulling it first', "type": "api_error"}
    }
    with serving(lambda _: Reply(missing, 404)) as server:
        run.url = server.url
        with pytest.raises(AudiobookError, match="no such address or model"):
            run()
    assert len(server.asked) <= 2
