"""Products that are the same through revisions of the Harmonised System: connected codes are one product.

Where one code became several, or several one, how a value falls among them is not known, and any split would be made
up. Codes that a correlation connects, over however many revisions, are therefore merged: the sum over them is exact.
"""

from collections.abc import Iterable, Mapping

from ingest.declared import Code, Correlation


def basket(correlation: Correlation) -> dict[Code, str]:
    """Return the product of the constant basket that each code is in, named by a code of the newest revision.

    >>> split = frozenset({(("H6", "854231"), ("H5", "854231")), (("H6", "854232"), ("H5", "854231"))})
    >>> sorted(basket(split).items())
    [(('H5', '854231'), 'H6-854231'), (('H6', '854231'), 'H6-854231'), (('H6', '854232'), 'H6-854231')]

    A union-find over the graph of the correlation; its connected parts are the basket.
    """
    parent: dict[Code, Code] = {}

    def root(code: Code) -> Code:
        parent.setdefault(code, code)
        while parent[code] != code:
            parent[code] = parent[parent[code]]
            code = parent[code]
        return code

    for one, other in correlation:
        parent[root(one)] = root(other)
    members: dict[Code, list[Code]] = {}
    for code in parent:
        members.setdefault(root(code), []).append(code)
    return {code: _name(together) for together in members.values() for code in together}


def _name(codes: list[Code]) -> str:
    newest = max(revision for revision, _ in codes)
    return f"{newest}-{min(code for revision, code in codes if revision == newest)}"


def shortened(correlation: Correlation, digits: int) -> Correlation:
    """Return the correlation of headings or chapters that follows from one of subheadings.

    >>> shortened(frozenset({(("H6", "310420"), ("H5", "310420"))}), 4)
    frozenset({(('H6', '3104'), ('H5', '3104'))})
    """
    return frozenset(((one, code[:digits]), (other, former[:digits])) for (one, code), (other, former) in correlation)


def constant(years: Mapping[str, Iterable[str]], correlation: Correlation) -> dict[str, dict[str, str]]:
    """Return, by year and product such as `H5-310420`, the product that it counts as in all years.

    `years` has the products of each year. With one revision they stay as they are. With several they are those of the
    basket, where the correlation joins all of the revisions; a code that it does not know is no product, and
    its trade is hidden. Otherwise years of different revisions may not be compared: only those of the revision of
    most years are kept, of the newest of several such.

    >>> constant({"2021": ["H5-310420"], "2022": ["H6-310420"], "2023": ["H6-310420"]}, frozenset())
    {'2022': {'H6-310420': 'H6-310420'}, '2023': {'H6-310420': 'H6-310420'}}
    """
    revisions = {year: {product.partition("-")[0] for product in products} for year, products in years.items()}
    used = set().union(*revisions.values())
    joined = basket(shortened(correlation, 0))  # of revisions as wholes
    if len(used) > 1 and len({joined.get((one, ""), one) for one in used}) == 1:
        merged = {f"{revision}-{code}": name for (revision, code), name in basket(correlation).items()}
        return {
            year: {product: merged[product] for product in products if product in merged}
            for year, products in years.items()
        }
    counted = {one: sum(revision == {one} for revision in revisions.values()) for one in used}
    kept = max(used, key=lambda one: (counted[one], one), default="")
    return {
        year: {product: product for product in products}
        for year, products in years.items()
        if revisions[year] == {kept}
    }
