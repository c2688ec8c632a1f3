"""Files of the International Debt Statistics: debt by creditor and by kind of creditor, new loans, currencies."""
