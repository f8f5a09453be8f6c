"""Whatever is typed: shown safely or refused in words, and nothing else."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collab.base.markup import DOCUMENT_LIMIT, TextRefused, as_json, render
from collab.base.markup.diff import readable_diff

from .strict import forbidden

SIGNS = [
    *"*_`[]()<>!\\|-+#>~&:. \n\t'\"",
    *("**", "- ", "1. ", "# ", "> ", "```", "- [ ] ", "](", "\n\n", "\n---\n", "  ", "\n    "),
    *(
        "| a | b |\n|---|---|\n",
        "https://a.org",
        "a@b.org",
        "javascript:",
        "<script>",
        "<svg on=a>",
    ),
    *("&lt;", "word", "é", "\u200b", "\x02", "\x03", "\x0260\x03", "\x02klzzwxh:0000\x03"),
]
TEXTS = st.lists(st.sampled_from(SIGNS) | st.text(max_size=4), max_size=40).map("".join)
QUICK = settings(
    max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), database=None
)


@QUICK
@given(TEXTS)
def test_any_text_is_shown_safely_or_refused(text: str) -> None:
    try:
        rendered = render(text, limit=DOCUMENT_LIMIT)
    except TextRefused as refused:
        assert refused.message
        return
    assert forbidden(rendered.html) == []
    assert len(rendered.first_line) <= 200
    assert "\n" not in rendered.first_line
    as_json(rendered.checklist)


@QUICK
@given(TEXTS)
def test_the_same_text_always_gives_the_same_markup(text: str) -> None:
    try:
        once = render(text)
    except TextRefused:
        return
    render("- other *text*\n\n```\ncode")
    assert render(text) == once


@QUICK
@given(TEXTS, TEXTS)
def test_a_difference_holds_all_of_both_texts(old: str, new: str) -> None:
    lines = readable_diff(old, new, context=None)

    def side(*marks: str) -> list[str]:
        return [
            "".join(words.text for words in line.words if words.mark in marks)
            for line in lines
            if line.mark in (*marks, "changed")
        ]

    def kept(text: str) -> list[str]:
        return [line.rstrip() for line in text.rstrip().split("\n")] if text.strip() else []

    if lines:
        assert side("same", "removed") == kept(old)
        assert side("same", "added") == kept(new)
    else:
        assert kept(old) == kept(new)
