"""A spreadsheet of actions, read: its table, what its columns are, what each row would become."""
