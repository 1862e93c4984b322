"""A bounded memory of things that never change, such as editions named by their content."""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from threading import Lock
from typing import Generic, TypeVar

V = TypeVar("V")


class Memo(Generic[V]):
    """Keeps the most recently used `size` values of one process, by name.

    Values are handed out without copying: callers must not change them. Only what is immutable
    may be kept here, because nothing ever tells the other processes of a change.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: OrderedDict[str, V] = OrderedDict()
        self._lock = Lock()

    def get_many(
        self, names: Iterable[str], load: Callable[[list[str]], dict[str, V]]
    ) -> dict[str, V]:
        """The values of `names`; those not kept are fetched by one call of `load`.

        A name that `load` does not return is absent from the answer.
        """
        wanted = list(dict.fromkeys(names))
        with self._lock:
            found = {name: self._values[name] for name in wanted if name in self._values}
            for name in found:
                self._values.move_to_end(name)
        missing = [name for name in wanted if name not in found]
        if missing:
            loaded = load(missing)
            found.update(loaded)
            self._keep(loaded)
        return found

    def _keep(self, values: dict[str, V]) -> None:
        with self._lock:
            self._values.update(values)
            while len(self._values) > self._size:
                self._values.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._values.clear()
