"""One module per page, each with a PAGE; a page is found because it is there."""
