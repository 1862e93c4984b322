"""`python -m demo.recipe`: every media file of the demo courses is as its texts say."""

import argparse
from pathlib import Path

from demo.recipe import audio, posters, video
from demo.recipe.texts import Course, list_courses, read_course

DEMO_LINK = "http://127.0.0.1:8000/q/KNS2026"
KINDS = ("poster", "audio", "video")


def main() -> None:
    """Makes what the arguments ask for and writes lengths and alternatives to course.json."""
    arguments = _parse_arguments()
    for folder in list_courses():
        course = read_course(folder)
        for section, activity in course.iter_activities():
            if activity["kind"] in arguments.only:
                _make(course, section, activity, arguments.link)
        course.save()


def _parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m demo.recipe", description=__doc__)
    parser.add_argument("--link", default=DEMO_LINK, help="short link in the posters' QR code")
    parser.add_argument("--only", nargs="+", choices=KINDS, default=KINDS)
    return parser.parse_args()


def _make(course: Course, section: dict[str, str], activity: dict[str, str], link: str) -> None:
    path = Path(course.folder.name, activity.get("pdf") or activity.get(activity["kind"], ""))
    print(f"{path} …", flush=True)  # noqa: T201 - a command tells how far it is
    if activity["kind"] == "poster":
        posters.make_poster(course, section, activity, link)
    elif activity["kind"] == "audio":
        audio.make_audio(course, activity)
    else:
        video.make_video(course, section, activity)


if __name__ == "__main__":
    main()
