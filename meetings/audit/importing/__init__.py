"""A spreadsheet of recommendations, read: what its columns are, what each row would become."""
