from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.telegram.bookmark import Bookmark
from tests.adapters.telegram.fakes import Clock

NOW = Clock()()
numbers = st.integers(1, 200)


def marked(after: int, offset: int | None, *unfinished: int) -> Bookmark:
    return Bookmark().read(after, NOW).finished(offset, unfinished)


@given(st.lists(st.tuples(numbers, st.none() | numbers, st.sets(numbers))))
def test_it_only_goes_forward_and_comes_back_as_it_was(turns: list[tuple[int, int | None, set[int]]]) -> None:
    mark = Bookmark()
    for after, offset, unfinished in turns:
        before, mark = mark, mark.read(after, NOW).finished(offset, unfinished)
        assert before.offset <= mark.offset <= mark.seen >= before.seen
        assert all(mark.offset <= number < mark.seen for number in mark.left)
        assert Bookmark.loaded(mark.dumped()) == mark


def test_what_is_unfinished_is_not_confirmed_until_nobody_waits_for_it() -> None:
    mark = marked(10, 4, 3, 4, 7, 12)
    assert (mark.offset, mark.seen, mark.left) == (4, 10, frozenset({4, 7}))
    assert mark.finished(None, {7}).offset == 10


def test_nothing_is_known_at_first() -> None:
    assert Bookmark.loaded("") == Bookmark()
    assert Bookmark.loaded(Bookmark().dumped()).fresh(NOW) == Bookmark()


def test_it_does_not_outlast_the_numbering() -> None:
    mark = marked(10, None)
    assert mark.fresh(NOW + timedelta(days=5)) == mark
    assert mark.fresh(NOW + timedelta(days=6)) == Bookmark()
