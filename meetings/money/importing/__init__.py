"""What a spreadsheet of requests to finance says: its columns, its cells, and what each row becomes."""
