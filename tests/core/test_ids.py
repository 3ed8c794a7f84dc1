from hypothesis import given
from hypothesis import strategies as st

from core.ids import ALPHABET, REFERENCE, digest, new_id, new_reference

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
    ),
    max_leaves=8,
)


def test_reference_has_its_prefix_and_no_look_alikes():
    assert all(REFERENCE.match(new_reference("MN")) for _ in range(500))
    assert set("0O1IL2Z5S8BUV") & set(ALPHABET) == set()


def test_ids_differ():
    assert len({new_id() for _ in range(1000)}) == 1000
    assert {len(new_id()) for _ in range(10)} == {32}


@given(st.dictionaries(st.text(), JSON, max_size=5))
def test_digest_does_not_depend_on_the_order_of_keys(value):
    assert digest(value) == digest(dict(reversed(value.items())))


def test_digest_tells_different_values_apart():
    some = [
        None,
        "",
        0,
        False,
        "0",
        [],
        {},
        ["a", "b"],
        ["b", "a"],
        {"a": "b"},
        {"b": "a"},
        "é",
        "e\u0301",
    ]
    assert len({digest(value) for value in some}) == len(some)
