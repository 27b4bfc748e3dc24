"""The 47 prefectures, as a Japanese address writes them."""

from todoke.tracking.lanes_places import PREFECTURES as PREFECTURES
