"""Tables of single figures from the press: how their cells, rows and wording become observations."""
