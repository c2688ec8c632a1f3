"""The files of UN Comtrade: the matrix of exports and the tables of trade flows."""
