"""The planner's sheets: read, checked, and written. Needs no site and no database, so that the command and the pages share it."""
