"""How the demo courses' posters, sound and video are made out of their texts."""
