"""The demo: a country, its courses, and the year 2022 as it was published."""
