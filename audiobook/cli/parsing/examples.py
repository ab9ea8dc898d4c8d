"""An example or two of every verb, as its help shows them. ``tests/cli`` parses each of them."""

EXAMPLES: dict[str, tuple[str, ...]] = {
    "make-audiobook": (
        "make-audiobook story.txt",
        "make-audiobook story.epub --formats mp3,m4b,epub --rate 1.1",
        "make-audiobook story.epub --preview",
    ),
    "audiobook": (
        "audiobook cast story.txt",
        "audiobook make story.txt",
        "audiobook help script",
    ),
    "make": (
        "audiobook make story.txt",
        "audiobook make story.epub --formats mp3,m4b,epub --rate 1.1",
        "audiobook make story.epub --chapters 1-3 --out draft",
    ),
    "script": (
        "audiobook script story.txt --why",
        "audiobook script story.txt --unsure",
        "audiobook script story.txt --json > story.json",
    ),
    "cast": (
        "audiobook cast story.txt",
        "audiobook cast story.txt --voices natural,default",
    ),
    "voices": (
        "audiobook voices",
        'audiobook voices audition "Emma" story.txt',
        "audiobook voices install",
    ),
    "studio": (
        "audiobook studio story.txt",
        "audiobook studio stories --no-browser --port 8500",
    ),
    "cache": (
        "audiobook cache size story.txt",
        "audiobook cache prune story.txt --limit 500",
    ),
    "chapters": (
        "audiobook chapters story.epub",
        "audiobook chapters story.epub --include notes",
    ),
    "check": (
        "audiobook check story.txt",
        "audiobook check story.audiobook --strict",
        "audiobook check chapter.mp3 --profile acx",
    ),
    "listen-check": (
        "audiobook listen-check story.audiobook --sample 50",
        "audiobook listen-check story.audiobook --respeak",
    ),
    "words": (
        "audiobook words story.txt",
        "audiobook words story.txt --most 0",
    ),
    "say": (
        'audiobook say "Good morning." --voice grace',
        'audiobook say "Good morning." --out hello.wav',
        'audiobook say "Good morning." --out - | aplay',
    ),
    "help": ("audiobook help", "audiobook help script"),
    "completion": (
        "audiobook completion bash > ~/.local/share/bash-completion/completions/audiobook",
        "audiobook completion fish > ~/.config/fish/completions/audiobook.fish",
    ),
    "man": (
        "audiobook man make | man -l -",
        "audiobook man --out ~/.local/share/man/man1",
    ),
    "schema": (
        "audiobook schema",
        "audiobook schema cast-file > cast.schema.json",
    ),
}


def examples(name: str) -> str:
    """The part of the help that shows examples; empty where there are none."""
    lines = "".join(f"  {example}\n" for example in EXAMPLES.get(name, ()))
    return f"examples:\n{lines}\n" if lines else ""
