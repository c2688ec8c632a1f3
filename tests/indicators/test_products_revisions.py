"""The constant basket: what a correlation merges, through one revision and through several."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.products.revisions import basket, constant, shortened
from ingest.declared import Code, Correlation

# Tractors other than road tractors were one subheading until 2017, then five by engine power; road tractors became five
# in 2022 by kind of engine. Potassium chloride is the same through all of them.
TRACTORS = frozenset((("H5", f"87019{number}"), ("H4", "870190")) for number in range(1, 6))
KEPT = frozenset((("H6", f"87019{number}"), ("H5", f"87019{number}")) for number in range(1, 6))
ROAD = frozenset((("H6", f"87012{number}"), ("H5", "870120")) for number in (1, 2, 3, 4, 9))
SAME = frozenset((newer, older) for newer, older in [
    (("H6", "310420"), ("H5", "310420")), (("H5", "310420"), ("H4", "310420")), (("H5", "870120"), ("H4", "870120")),
])  # fmt: skip
ALL = TRACTORS | KEPT | ROAD | SAME


def test_a_subheading_that_became_five_is_one_product_with_them() -> None:
    found = basket(ALL)
    tractors = {code for code, name in found.items() if name == "H6-870191"}
    assert tractors == {("H4", "870190")} | {(one, f"87019{n}") for one in ("H5", "H6") for n in range(1, 6)}


def test_what_never_changed_stays_alone() -> None:
    found = basket(ALL)
    assert {code for code, name in found.items() if name == found["H4", "310420"]} == {
        ("H4", "310420"), ("H5", "310420"), ("H6", "310420"),
    }  # fmt: skip
    assert found["H4", "870120"] == found["H6", "870129"] == "H6-870121"
    assert len(set(found.values())) == 3


def test_codes_that_are_joined_through_others_are_one_product() -> None:
    edges = frozenset({(("H6", "a"), ("H5", "x")), (("H6", "a"), ("H5", "y")), (("H6", "b"), ("H5", "y"))})
    assert set(basket(edges).values()) == {"H6-a"}


def test_headings_follow_from_subheadings() -> None:
    assert shortened(TRACTORS, 4) == frozenset({(("H5", "8701"), ("H4", "8701"))})


def test_years_of_one_revision_stay_as_they_are() -> None:
    years = {"2018": ["H5-310420"], "2019": ["H5-870191", "H5-310420"]}
    expected = {year: {product: product for product in products} for year, products in years.items()}
    assert constant(years, frozenset()) == constant(years, ALL) == expected


def test_years_of_several_revisions_are_joined_by_the_correlation() -> None:
    years = {"2016": ["H4-870190", "H4-310420"], "2018": ["H5-870191", "H5-870195"]}
    found = constant(years, TRACTORS | SAME)
    assert found == {
        "2016": {"H4-870190": "H5-870191", "H4-310420": found["2016"]["H4-310420"]},
        "2018": {"H5-870191": "H5-870191", "H5-870195": "H5-870191"},
    }


def test_a_code_that_the_correlation_does_not_know_is_no_product() -> None:
    found = constant({"2016": ["H4-310420", "H4-999999"], "2018": ["H5-310420"]}, SAME)
    assert list(found["2016"]) == ["H4-310420"]


@pytest.mark.parametrize(
    "correlation",
    [
        frozenset(),
        KEPT,  # of other revisions than those of the data
        KEPT | frozenset({(("H4", "310420"), ("H3", "310420"))}),  # of all, but nothing joins the old to the new
    ],
)
def test_without_a_correlation_revisions_are_not_mixed(correlation: Correlation) -> None:
    years = {"2014": ["H4-310420"], "2018": ["H5-310420"], "2019": ["H5-310420"]}
    years |= {"2010": ["H3-310420"]} if ("H3", "310420") in {code for edge in correlation for code in edge} else {}
    assert set(constant(years, correlation)) == {"2018", "2019"}


def test_of_revisions_of_as_many_years_the_newest_is_kept() -> None:
    assert set(constant({"2014": ["H4-310420"], "2018": ["H5-310420"]}, frozenset())) == {"2018"}
    assert constant({}, ALL) == {}


codes: st.SearchStrategy[Code] = st.tuples(st.sampled_from(["H4", "H5", "H6"]), st.sampled_from("abcdef"))
graphs = st.frozensets(st.tuples(codes, codes).filter(lambda edge: edge[0] != edge[1]), max_size=12)


@given(graphs)
def test_the_basket_is_the_connected_parts(graph: Correlation) -> None:
    found = basket(graph)
    assert all(found[one] == found[other] for one, other in graph)
    for code in found:  # reached by walking, and no other code has the name
        reached, open_codes = {code}, [code]
        while open_codes:
            at = open_codes.pop()
            near = {other for edge in graph if at in edge for other in edge} - reached
            reached |= near
            open_codes += near
        assert {other for other, name in found.items() if name == found[code]} == reached
