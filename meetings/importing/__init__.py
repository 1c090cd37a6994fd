"""Bringing in spreadsheets, whatever they hold: table, headings, cells, people meant, and what was kept."""
