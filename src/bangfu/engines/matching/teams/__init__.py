"""Which few organisations, under which lead, cover a project at the least value: exact by lead."""
