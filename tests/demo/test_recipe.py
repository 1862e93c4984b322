"""The recipe of the demo's media reads the texts that stand beside them."""

from typing import Any

import pytest

from common.pdf import check_letters, render_pdf
from demo.recipe import posters
from demo.recipe.__main__ import DEMO_LINK as LINK
from demo.recipe.texts import (
    Course,
    list_courses,
    read_course,
    read_paragraphs,
    read_poster,
    read_slides,
)
from demo.recipe.theme import HUES, drawing_data

COURSES = [read_course(folder) for folder in list_courses()]
OF_KIND = {
    kind: [
        pytest.param(course, section, activity, id=activity["key"])
        for course in COURSES
        for section, activity in course.iter_activities()
        if activity["kind"] == kind
    ]
    for kind in ("poster", "audio", "video")
}


@pytest.mark.parametrize(("course", "section", "activity"), OF_KIND["poster"])
def test_a_poster_says_what_its_alternative_text_says(
    course: Course, section: dict[str, Any], activity: dict[str, Any]
) -> None:
    poster = read_poster((course.folder / activity["pdf"]).parent)

    assert activity["alt"] == poster.alternative
    assert section["key"] in HUES
    assert drawing_data(section["key"]).startswith("data:image/svg+xml;base64,")


@pytest.mark.parametrize(("course", "section", "activity"), OF_KIND["video"])
def test_a_film_says_its_transcript(
    course: Course, section: dict[str, Any], activity: dict[str, Any]
) -> None:
    slides = read_slides((course.folder / activity["video"]).parent)

    said = read_paragraphs(course.folder / activity["transcript_file"])
    assert [slide.spoken for slide in slides] == said
    for slide in slides:
        check_letters(slide.heading + slide.shown)


@pytest.mark.parametrize(("course", "section", "activity"), OF_KIND["audio"])
def test_an_announcement_has_something_to_say(
    course: Course, section: dict[str, Any], activity: dict[str, Any]
) -> None:
    assert read_paragraphs(course.folder / activity["transcript_file"])


def test_a_poster_is_drawn_again_as_it_stands() -> None:
    """The PDF comes from its texts alone; its image needs programs of the machine."""
    course = next(one for one in COURSES if one.folder.name == "ky-nang-so-cong-dong")
    section, activity = next(
        (section, one) for section, one in course.iter_activities() if one["kind"] == "poster"
    )
    html = posters.render_html(course, section, read_poster(course.folder / "dich-vu-cong"), LINK)

    drawn = render_pdf(html, identifier=activity["key"].encode())

    assert drawn == (course.folder / activity["pdf"]).read_bytes()
