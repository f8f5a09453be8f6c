"""Task-list items under headings are a checklist."""

from collab.base.markup import Item, Section, as_json, render

TEXT = """\
Three pauses, each said aloud.

## Sign in (before anaesthesia)

- [ ] Patient has said their **name**
- [ ] Known allergy is said aloud
  or "no known allergy"
- [x] Risk of losing blood

  If yes: two lines

## Time out (before the first cut)
Said by one named person.

1. [ ] Everyone has said their name
2. [ ] Imaging is on display

## Afterwards

Nothing to tick here.
"""


def test_sections_and_items_are_kept_as_plain_text() -> None:
    assert render(TEXT).checklist == [
        Section(
            "Sign in",
            "before anaesthesia",
            [
                Item("Patient has said their name"),
                Item("Known allergy is said aloud", 'or "no known allergy"'),
                Item("Risk of losing blood", "If yes: two lines"),
            ],
        ),
        Section(
            "Time out",
            "before the first cut",
            [Item("Everyone has said their name"), Item("Imaging is on display")],
        ),
    ]


def test_a_checklist_is_stored_as_plain_data() -> None:
    assert as_json(render(TEXT).checklist)[1] == {
        "title": "Time out",
        "hint": "before the first cut",
        "items": [
            {"text": "Everyone has said their name", "hint": ""},
            {"text": "Imaging is on display", "hint": ""},
        ],
    }


def test_a_section_shows_when_and_how_many_at_the_right() -> None:
    html = render(TEXT).html
    assert (
        '<div class="app-check"><h2 class="app-check__h">Sign in <span>before anaesthesia · 3'
        '<span class="nhsuk-u-visually-hidden"> items</span></span></h2><ol role="list"><li>'
        "<div>Patient has said their <strong>name</strong></div></li>"
    ) in html
    assert '<small>or "no known allergy"</small>' in html
    assert "<h2>Afterwards</h2><p>Nothing to tick here.</p>" in html
    assert "Said by one named person.</p><ol" in html


def test_a_done_item_says_so_to_those_who_do_not_see_it() -> None:
    assert (
        '<li class="app-check__done"><div><span class="nhsuk-u-visually-hidden">Done: </span>'
        "Risk of losing blood <small>If yes: two lines</small></div></li>"
    ) in render(TEXT).html


def test_a_message_may_have_tasks_without_a_heading() -> None:
    rendered = render("For Friday:\n- [ ] ring pharmacy\n- a note\n- [X] tell Ben")
    assert rendered.checklist == [Section("", "", [Item("ring pharmacy"), Item("tell Ben")])]
    assert '<p>For Friday:</p><div class="app-check"><ol role="list">' in rendered.html
    assert '<li class="app-check__plain"><div>a note</div></li>' in rendered.html


def test_tasks_inside_tasks_are_items_of_the_same_section() -> None:
    rendered = render("# Bed\n- [ ] bed low\n  - [ ] brakes on\n- [ ] bell")
    assert [item.text for item in rendered.checklist[0].items] == ["bed low", "brakes on", "bell"]
    assert "bed low<ol role" in rendered.html
    assert ">3<span" in rendered.html


def test_two_lists_under_one_heading_are_one_section() -> None:
    rendered = render("# Bed\n- [ ] low\n\nThen:\n\n- [ ] bell\n\nDone.")
    assert [len(section.items) for section in rendered.checklist] == [2]
    assert rendered.html.endswith("</ol></div><p>Done.</p>")


def test_a_heading_keeps_brackets_that_are_not_at_its_end() -> None:
    titles = {
        "# (Sign in)": ("(Sign in)", ""),
        "# Sign (in) now": ("Sign (in) now", ""),
        "# Sign in ()": ("Sign in ()", ""),
        "# *Sign* in (first)": ("Sign in", "first"),
        "# Sign in (a) (b)": ("Sign in (a)", "b"),
    }
    for heading, expected in titles.items():
        section = render(f"{heading}\n- [ ] a").checklist[0]
        assert (section.title, section.hint) == expected


def test_brackets_without_a_task_are_only_brackets() -> None:
    assert render("- [ ]\n- [y] a\n- [link](https://example.org)").checklist == []
