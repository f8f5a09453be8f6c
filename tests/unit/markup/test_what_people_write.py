"""Markdown as people write it, and what readers see."""

import pytest

from collab.base.markup import DOCUMENT_LIMIT, render
from tests.unit.cost import cost_of

from .strict import visible


def html(text: str) -> str:
    return render(text, limit=DOCUMENT_LIMIT).html


def link(address: str, text: str = "") -> str:
    return f'<a href="{address}" rel="nofollow noopener">{text or address}</a>'


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("One.\n\nTwo.", "<p>One.</p><p>Two.</p>"),
        ("One\nTwo", "<p>One<br>Two</p>"),
        ("One  \nTwo", "<p>One<br>Two</p>"),
        ("One\r\nTwo", "<p>One<br>Two</p>"),
        ("*now* and **here**", "<p><em>now</em> and <strong>here</strong></p>"),
        ("snake_case_name", "<p>snake_case_name</p>"),
        ("`a *b*` and ``c`d``", "<p><code>a *b*</code> and <code>c`d</code></p>"),
        ("\\*as typed\\*", "<p>*as typed*</p>"),
        ("    indented", "<p>indented</p>"),
        ("[1]: a note", "<p>[1]: a note</p>"),
        ("#falls and #1", "<p>#falls and #1</p>"),
        ("Thanks\n--\nSam", "<p>Thanks<br>--<br>Sam</p>"),
        ("-", "<p>-</p>"),
        ("a\n\n***\n\nb", "<p>a</p><hr><p>b</p>"),
        ("", ""),
        ("   \n\n", ""),
    ],
)
def test_words_and_lines(text: str, shown: str) -> None:
    assert html(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("* a\n+ b", "<ul><li>a</li><li>b</li></ul>"),
        ("1) a\n2) b", "<ol><li>a</li><li>b</li></ol>"),
        ("3. a", '<ol start="3"><li>a</li></ol>'),
        ("Bring:\n- a\n- b", "<p>Bring:</p><ul><li>a</li><li>b</li></ul>"),
        ("- a\n  - b\n    - c", "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li></ul>"),
        ("- a\n    - b", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        ("1. a\n  - b\n2. c", "<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>"),
        ("- a\n1. b", "<ul><li>a</li></ul><ol><li>b</li></ol>"),
        ("- a\n\n  more\n- b", "<ul><li><p>a</p><p>more</p></li><li><p>b</p></li></ul>"),
        ("- a\nmore", "<ul><li>a<br>more</li></ul>"),
        ("- a\n\nafter", "<ul><li>a</li></ul><p>after</p>"),
        ("It was in\n2014. Then", "<p>It was in<br>2014. Then</p>"),
        ("- a\n  > b", "<ul><li><p>a</p><blockquote><p>b</p></blockquote></li></ul>"),
        ("- ```\n  a\n  ```\n- b", "<ul><li><pre><code>a</code></pre></li><li>b</li></ul>"),
    ],
)
def test_lists_nest_by_two_spaces_and_may_follow_a_paragraph(text: str, shown: str) -> None:
    assert html(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("> a\nmine", "<blockquote><p>a</p></blockquote><p>mine</p>"),
        ("> a\n> > b", "<blockquote><p>a</p><blockquote><p>b</p></blockquote></blockquote>"),
        ("> - a\n>   - b", "<blockquote><ul><li>a<ul><li>b</li></ul></li></ul></blockquote>"),
        ("said\n> a", "<p>said</p><blockquote><p>a</p></blockquote>"),
        (
            "> **Stop.** Look.",
            '<blockquote class="app-caution"><p><strong>Stop.</strong> Look.</p></blockquote>',
        ),
    ],
)
def test_quotations_end_where_the_sign_does_and_bold_ones_are_cautions(
    text: str, shown: str
) -> None:
    assert html(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("# A\n## B\n### C", "<h2>A</h2><h3>B</h3><h4>C</h4>"),
        ("## A\n#### B", "<h2>A</h2><h3>B</h3>"),
        ("### A\n# B\n### C", "<h2>A</h2><h2>B</h2><h3>C</h3>"),
        ("A\n===\ntext", "<h2>A</h2><p>text</p>"),
        ("text\n## A ##\ntext", "<p>text</p><h2>A</h2><p>text</p>"),
    ],
)
def test_headings_begin_below_the_pages_own_and_skip_no_level(text: str, shown: str) -> None:
    assert html(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[a](https://b.org/c)", link("https://b.org/c", "a")),
        ("[a [b] c](https://b.org)", link("https://b.org", "a [b] c")),
        ('[a](<https://b.org/c> "title")', link("https://b.org/c", "a")),
        ("[a](https://b.org/c_(d))", link("https://b.org/c_(d)", "a")),
        ("[*a*](https://b.org)", link("https://b.org", "<em>a</em>")),
        ("[a](mailto:b@c.org)", link("mailto:b@c.org", "a")),
        ("<https://b.org/c?d=e&f>", link("https://b.org/c?d=e&amp;f")),
        ("<b@c.org>", link("mailto:b@c.org", "b@c.org")),
        ("https://b.org/a_b_c", link("https://b.org/a_b_c")),
        ("(see https://b.org/c).", "(see " + link("https://b.org/c") + ")."),
        ("https://b.org/c_(d), e", link("https://b.org/c_(d)") + ", e"),
        ("**https://b.org**", "<strong>" + link("https://b.org") + "</strong>"),
        ("[https://b.org](https://b.org)", link("https://b.org")),
        ("`https://b.org`", "<code>https://b.org</code>"),
        ("[a](b.org)", "[a](b.org)"),
        ("https://", "https://"),
    ],
)
def test_links(text: str, shown: str) -> None:
    assert html(text) == f"<p>{shown}</p>"


def test_code_is_shown_as_typed_and_may_end_with_the_text() -> None:
    assert html("```sh\n# not a heading\n- [ ] <b>\n```\nafter") == (
        "<pre><code># not a heading\n- [ ] &lt;b&gt;</code></pre><p>after</p>"
    )
    assert html("~~~\na\n\n\nb") == "<pre><code>a\n\n\nb</code></pre>"


def test_a_table_scrolls_inside_a_group_that_the_keyboard_reaches() -> None:
    shown = html("Limits:\n| Ward | Falls |\n|---|--:|\n| A | 3 |\nAfter")
    assert shown.startswith(
        '<p>Limits:</p><div class="app-scroll" role="group" aria-label="Table" tabindex="0">'
        '<table class="nhsuk-table"><thead class="nhsuk-table__head">'
    )
    assert '<th class="nhsuk-table__header" scope="col">Ward</th>' in shown
    assert '<td class="nhsuk-table__cell nhsuk-table__cell--numeric">3</td>' in shown
    assert shown.endswith("</table></div><p>After</p>")


def test_no_cell_of_a_table_is_lost() -> None:
    assert visible(html("| a | b |\n|---|---|\n| 1 | 2 | 3 | 4 |")) == "ab1234"


def test_a_table_ends_where_something_else_begins() -> None:
    assert html("| a |\n|---|\n| b |\n- [ ] c | d").endswith("<div>c | d</div></li></ol></div>")


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("# Title\n\nOne *sentence*.\nTwo.", "One sentence. Two."),
        ("| a |\n|---|\n| b |", "a b"),
        ("# Only a title", "Only a title"),
        ("# Title\n\n- [ ] Bell in the hand\n- [ ] Bed low", "Bell in the hand · Bed low"),
        ("See [the huddle](https://b.org).", "See the huddle."),
        ("", ""),
    ],
)
def test_the_first_line_is_plain_prose(text: str, first: str) -> None:
    assert render(text).first_line == first


def test_the_first_line_ends_with_a_sentence_or_a_word() -> None:
    sentence = "Nine checks became four and nobody missed the other five."
    assert render(" ".join([sentence] * 9)).first_line == " ".join([sentence] * 3)
    cut = render("word, " * 100).first_line
    assert cut.endswith("word…")
    assert 190 < len(cut) <= 200
    assert len(render("x" * 500).first_line) == 200
    assert render("E.g. this: " + "word " * 60).first_line.endswith("word…")


def test_a_typical_message_takes_less_than_five_milliseconds() -> None:
    message = (
        "We tried the **comfort round** on two wards, see https://www.example.org/rounds.\n"
        "Falls went from 9 to 4 a month.\n\nWhat helped:\n- bell in the hand\n- bed *low*\n\n"
        "> How often did you go round?\n\nEvery two hours, by day only.\n"
    ) * 2
    render(message)
    assert cost_of(lambda: render(message)) < 0.005
