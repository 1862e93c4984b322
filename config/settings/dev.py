"""One machine, embedded services, pages that explain their errors."""

from config.environment import read_flag
from config.settings.base import *  # noqa: F403 - a settings module is its names

DEBUG = read_flag("DEBUG", default=False)
